//! Tests that *audio only* is shown as what it is, on both sides.

use super::*;
use visavis_call::{Participant, Status};

#[wasm_bindgen_test]
fn who_wants_no_pictures_sees_that_it_is_their_choice() {
    let page = with_ada();
    let is_seen = |selector: &str| page.find::<HtmlElement>(selector).offset_width() > 0;

    page.tell(wanted(Participant::Local, false));
    // Ada sends none to this person.
    page.tell(sends(Source::Camera, Status::Off));

    assert!(is_seen(".person .by-you"), "on the tile");
    assert!(!is_seen(".person .camera-off"), "nothing is known of it");
    assert!(is_seen(".sound-only"), "in a line");
    page.press("more");
    assert_eq!(
        page.attribute(".menu [data-action=sound-only]", "aria-checked"),
        "true"
    );
    page.find::<HtmlElement>(".sound-only button").click();
    assert_eq!(page.intentions(), [Command::SoundOnly(false)]);

    page.tell(wanted(Participant::Local, true));
    assert!(!is_seen(".sound-only"));
    assert!(!is_seen(".person .by-you"));
    assert!(is_seen(".person .camera-off"), "until she sends it again");
}

#[wasm_bindgen_test]
fn the_line_says_no_more_than_is_so() {
    let page = with_ada();
    let says = |key| page.with_ui(|ui| ui.strings.of(key));
    page.own(Source::Camera, Status::Off, None);
    page.tell(wanted(Participant::Local, false));
    assert_eq!(page.text(".sound-only span"), says("sound-only-now"));

    page.own(Source::Camera, Status::On, None);

    assert_eq!(page.text(".sound-only span"), says("audio-only-line"));
    page.tell(Event::Left);
    assert!(page.find::<Element>(".sound-only").has_attribute("hidden"));
}

#[wasm_bindgen_test]
fn a_person_whom_no_picture_reaches_is_marked() {
    let page = with_ada();
    let is_marked = || page.find::<HtmlElement>(".person .audio-only").offset_width() > 0;
    let ada = || Participant::Remote(id("a"));
    assert!(!is_marked());

    page.tell(wanted(ada(), false));
    page.tell(sends(Source::Camera, Status::Off));
    assert!(is_marked());
    assert_eq!(page.text(".person .audio-only"), "Audio only");
    let camera = page.find::<HtmlElement>(".person .camera-off");
    assert_eq!(camera.offset_width(), 0, "not merely that");
    assert!(
        page.find::<Element>(".sound-only").has_attribute("hidden"),
        "she, not this person"
    );

    // The next session begins anew: she would say it again.
    page.tell(Event::LinkChanged(id("a"), LinkState::Idle));
    assert!(!is_marked());
    page.tell(wanted(ada(), false));
    page.tell(wanted(ada(), true));
    assert!(!is_marked());
}

fn with_ada() -> Page {
    let page = Page::in_call();
    page.tell(joined("a", "Ada", false));
    page.tell(Event::LinkChanged(id("a"), LinkState::Connected));
    page
}

fn wanted(from: Participant, wanted: bool) -> Event {
    Event::PicturesWanted { from, wanted }
}
