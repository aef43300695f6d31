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

#[wasm_bindgen_test]
fn an_incoming_call_is_a_dialog_that_takes_the_focus_and_gives_it_back() {
    let page = Page::ring();
    page.tell(joined("a", "Ada", false));
    let bell = "[data-person=a] .bell";
    let before: HtmlElement = page.find(".bar [data-action=microphone]");
    before.focus().unwrap();

    page.tell(Event::RingChanged(id("a"), Ring::Ringing));

    assert_eq!(page.attribute(bell, "role"), "alertdialog");
    assert_eq!(page.attribute(bell, "aria-label"), "Ada is calling you");
    assert!(page.shadow.active_element().unwrap().matches(bell).unwrap());
    assert_eq!(page.text("[role=status] .spoken"), "", "it is told once");
    page.tell(Event::RingChanged(id("a"), Ring::Cancelled));
    assert_eq!(page.shadow.active_element().as_ref(), Some(before.as_ref()));
    assert!(!page.find::<Element>(bell).has_attribute("role"));
}

#[wasm_bindgen_test]
fn an_incoming_call_does_not_take_the_focus_from_who_writes() {
    let page = Page::ring();
    page.resize(1000, 700);
    page.tell(joined("a", "Ada", false));
    page.press("chat");
    let field: HtmlTextAreaElement = page.find("textarea");
    field.focus().unwrap();

    page.tell(Event::RingChanged(id("a"), Ring::Ringing));

    assert_eq!(page.shadow.active_element().as_ref(), Some(field.as_ref()));
    assert_eq!(page.text("[role=status] .spoken"), "Ada is calling you");
}

#[wasm_bindgen_test]
fn escape_stops_the_ringing_and_is_then_the_page_s() {
    let page = Page::ring();
    page.tell(joined("a", "Ada", false));
    page.tell(Event::RingChanged(id("a"), Ring::Ringing));
    let bell = "[data-person=a] .bell";
    let silence = "[data-person=a] [data-action=silence]";
    page.find::<HtmlElement>(silence).focus().unwrap();

    assert!(!page.key(bell, "Escape"));
    page.key_event("keyup", &page.find(bell), &[("key", "Escape".into())]);
    assert!(page.with_ui(|ui| !ui.rings_aloud()));
    assert_eq!(page.attribute("[data-person=a]", "data-ring"), "ringing");
    assert!(page.shadow.active_element().unwrap().matches(bell).unwrap());
    assert!(page.key(bell, "Escape"));

    assert_eq!(page.intentions(), []);
}

#[wasm_bindgen_test]
fn the_answers_are_alike_in_size_and_stay_inside_with_any_name() {
    for (width, height) in [(240, 480), (280, 640), (390, 844), (844, 390), (1280, 800)] {
        let page = Page::ring();
        page.resize(width, height);
        page.tell(joined("a", &"W".repeat(64), false));
        let inside = |selector: &str| {
            let [left, top, right, bottom] = page.place(selector);
            assert!(left >= 0.0 && top >= 0.0, "{selector}, {width}x{height}");
            assert!(
                right <= width.into() && bottom <= height.into(),
                "{selector}, {width}x{height}"
            );
            // A third of the card is no whole number of pixels.
            [right - left, bottom - top].map(f64::round)
        };
        inside("[data-person=a] [data-action=call]");

        page.tell(Event::RingChanged(id("a"), Ring::Ringing));

        let answers = ["accept", "accept-voice", "decline"]
            .map(|action| inside(&format!("[data-person=a] [data-action={action}]")));
        assert!(answers[0][0] >= 44.0 && answers[0][1] >= 44.0);
        assert_eq!(answers[0], answers[1]);
        assert_eq!(answers[0], answers[2]);
        page.tell(Event::RingChanged(id("a"), Ring::Calling));
        inside("[data-person=a] [data-action=hang-up]");
        assert!(page.is_seen(".own"), "one sees oneself in the list as well");
    }
}

#[wasm_bindgen_test]
fn the_button_that_calls_has_the_name() {
    let page = Page::ring();
    page.tell(joined("a", "Ben", false));
    let call = "[data-person=a] [data-action=call]";

    assert_eq!(page.text(call).trim(), "Call");
    assert_eq!(page.attribute(call, "aria-label"), "Call Ben");
    page.tell(Event::PersonRenamed(Person::new(id("a"), "Lin")));
    assert_eq!(page.attribute(call, "aria-label"), "Call Lin");
}

#[wasm_bindgen_test]
fn red_is_nothing_but_the_end_of_a_call() {
    let page = Page::ring();
    page.tell(joined("a", "Ada", false));
    let red = colour(&page, ".bar [data-action=end-call]");

    page.tell(Event::RingChanged(id("a"), Ring::Calling));
    assert_ne!(colour(&page, "[data-person=a] [data-action=hang-up]"), red);
    page.tell(Event::RingChanged(id("a"), Ring::Ringing));
    assert_ne!(colour(&page, "[data-person=a] [data-action=decline]"), red);
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
