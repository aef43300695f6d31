//! Tests incoming calls.

use super::spy::{Spy, look};
use super::*;
use crate::view::dom::set_attr;
use crate::view::status::Ringer;

#[wasm_bindgen_test]
async fn the_title_blinks_while_ringing_and_is_restored() {
    let _title = Title::set("The page's own");
    let page = Page::ring();
    page.tell(joined("a", "Ada", false));

    page.tell(Event::RingChanged(id("a"), Ring::Ringing));
    for expected in ["Ada is calling you", "The page's own", "Ada is calling you"] {
        eventually(|| title() == expected).await;
    }
    page.tell(Event::RingChanged(id("a"), Ring::Cancelled));

    eventually(|| title() == "The page's own").await;
}

#[wasm_bindgen_test]
async fn a_view_removed_while_ringing_restores_the_title() {
    let _title = Title::set("The page's own");
    let page = Page::ring();
    page.tell(joined("a", "Ada", false));
    page.tell(Event::RingChanged(id("a"), Ring::Ringing));
    eventually(|| title() == "Ada is calling you").await;

    drop(page);

    assert_eq!(title(), "The page's own");
}

#[wasm_bindgen_test]
async fn a_title_set_by_the_page_meanwhile_is_kept() {
    let _title = Title::set("The page's own");
    let page = Page::ring();
    page.tell(joined("a", "Ada", false));
    page.tell(Event::RingChanged(id("a"), Ring::Ringing));
    eventually(|| title() == "Ada is calling you").await;

    document().set_title("3 messages");
    drop(page);

    assert_eq!(title(), "3 messages");
}

#[wasm_bindgen_test]
fn accepting_without_camera_switches_it_off_first() {
    let page = Page::ring();
    page.own(Source::Camera, visavis_call::Status::On, None);
    page.tell(joined("a", "Ada", false));
    page.tell(Event::RingChanged(id("a"), Ring::Ringing));
    assert!(
        page.find::<HtmlElement>("[data-action=accept-voice]")
            .offset_width()
            > 0
    );

    page.press("accept-voice");

    let off = Command::Suggest {
        source: Source::Camera,
        on: false,
    };
    assert_eq!(page.intentions(), [off, Command::Accept(id("a"))]);
}

#[wasm_bindgen_test]
fn silencing_does_not_answer_the_call() {
    let page = Page::ring();
    page.tell(joined("a", "Ada", false));
    page.tell(Event::RingChanged(id("a"), Ring::Ringing));

    page.press("silence");

    assert_eq!(page.intentions(), []);
    assert_eq!(page.attribute("[data-person=a]", "data-ring"), "ringing");
}

#[wasm_bindgen_test]
async fn silence_lasts_until_the_next_call() {
    let _title = Title::set("The page's own");
    let _spy = Spy::set(
        "Object.defineProperty(navigator, 'userActivation', { value: undefined, configurable: true });
         rung = 0;
         const { prototype } = AudioScheduledSourceNode;
         const { start } = prototype;
         prototype.start = function (...when) { rung += 1; return start.apply(this, when); };
         undo = () => { prototype.start = start; delete navigator.userActivation; };",
    );
    let tools = Page::ring().with_ui(|ui| ui.tools.clone());
    let mut ringer = Ringer::default();
    let call = Some("Ada is calling you");

    ringer.silence();
    ringer.look(call, None, &tools);
    ringer.look(None, None, &tools);
    ringer.look(call, None, &tools);

    // One ring has four notes: the silenced call adds none, or there would be eight.
    eventually(|| look("rung") != "0").await;
    assert_eq!(look("rung"), "4");
}

#[wasm_bindgen_test]
fn red_ends_the_call_and_leaving_the_room_is_elsewhere() {
    let page = Page::ring();
    page.tell(joined("a", "Ada", false));
    let is_seen = |selector: &str| page.find::<HtmlElement>(selector).offset_width() > 0;
    let (end, leave) = (".bar [data-action=end-call]", ".bar [data-action=leave]");
    assert!(is_seen(leave) && !is_seen(end), "nothing to end yet");
    assert_ne!(colour(&page, leave), colour(&page, end));

    page.tell(Event::RingChanged(id("a"), Ring::Accepted));
    assert!(is_seen(end) && !is_seen(leave));
    assert_eq!(
        colour(&page, "[data-person=a] [data-action=hang-up]"),
        colour(&page, end)
    );
    page.press("end-call");
    page.press("more");
    assert!(is_seen(".menu [data-action=leave-room]"));
    page.press("leave-room");

    assert_eq!(page.intentions(), [Command::HangUp(id("a")), Command::Leave]);
}

#[wasm_bindgen_test]
fn the_key_of_a_headset_ends_the_call_and_not_the_waiting() {
    let page = Page::ring();
    page.tell(joined("a", "Ada", false));
    let press = || page.with_ui(|ui| ui.press("leave"));

    page.tell(Event::RingChanged(id("a"), Ring::Ringing));
    press();
    page.tell(Event::RingChanged(id("a"), Ring::Accepted));
    press();
    page.tell(Event::RingChanged(id("a"), Ring::HungUp));
    press();

    let expected = [
        Command::Decline(id("a")),
        Command::HangUp(id("a")),
        Command::Leave,
    ];
    assert_eq!(page.intentions(), expected);
}

#[wasm_bindgen_test]
fn the_initials_return_after_a_call() {
    let page = Page::ring();
    page.tell(joined("a", "Ada", false));
    page.tell(Event::RingChanged(id("a"), Ring::Accepted));
    page.tell(sends(Source::Camera, visavis_call::Status::On));
    page.view
        .show_now(&Notice::RemoteStream(id("a"), Picture::Person, painted()));
    page.with_ui(|ui| {
        ui.stage
            .with(&id("a"), |tile| set_attr(tile.element(), "data-picture", ""))
    });

    page.tell(Event::RingChanged(id("a"), Ring::HungUp));

    assert!(
        page.find::<HtmlElement>("[data-person=a] .initials")
            .offset_height()
            > 0
    );
    assert!(page.video("a").src_object().is_none());
}

fn colour(page: &Page, selector: &str) -> String {
    let window = web_sys::window().unwrap();
    let style = window.get_computed_style(&page.find(selector)).unwrap().unwrap();
    style.get_property_value("background-color").unwrap()
}

fn document() -> web_sys::Document {
    web_sys::window().unwrap().document().unwrap()
}

fn title() -> String {
    plain(Some(document().title()))
}

/// Sets the title of the test page, and restores it on drop.
struct Title(String);

impl Title {
    fn set(text: &str) -> Self {
        let before = title();
        document().set_title(text);
        Self(before)
    }
}

impl Drop for Title {
    fn drop(&mut self) {
        document().set_title(&self.0);
    }
}
