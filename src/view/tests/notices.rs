//! Tests notes, status lines and announcements, and their actions.

use super::*;
use visavis_call::Status;

#[wasm_bindgen_test]
fn a_dismissed_note_stays_away_and_keeps_the_focus_inside() {
    let page = Page::in_call();
    page.own(Source::Camera, Status::Denied, Some("Allow the camera."));
    page.find::<HtmlElement>(".note [data-action=dismiss]")
        .focus()
        .unwrap();

    page.press("dismiss");
    page.own(Source::Screen, Status::Off, Some("The screen cannot be shared."));

    let sentences: Vec<_> = page.all(".note .sentence").iter().map(text_of).collect();
    assert_eq!(sentences, ["The screen cannot be shared."]);
    let focused = page.shadow.active_element().unwrap();
    assert!(focused.matches(".call").unwrap());
}

#[wasm_bindgen_test]
fn a_refused_device_can_be_retried() {
    let page = Page::in_call();
    page.own(Source::Camera, Status::Denied, Some("Allow both."));
    page.own(Source::Microphone, Status::Denied, Some("Allow both."));

    page.press("retry");

    let on = |source| Command::Switch { source, on: true };
    assert_eq!(page.intentions(), [on(Source::Camera), on(Source::Microphone)]);
}

#[wasm_bindgen_test]
fn people_already_present_are_not_announced() {
    let page = Page::in_call();
    let Event::PersonJoined { person, .. } = joined("a", "Ada", false) else {
        unreachable!()
    };

    page.tell(Event::PersonJoined {
        person,
        is_same_browser: false,
        was_there: true,
    });

    assert_eq!(page.all(".person").len(), 1);
    assert_eq!(page.all(".passing .line").len(), 0);
}

#[wasm_bindgen_test]
fn tile_states_are_announced_to_screen_readers() {
    let page = Page::ring();
    page.tell(joined("a", "Ada", false));

    page.tell(Event::RingChanged(id("a"), Ring::Cancelled));
    assert_eq!(page.text("[role=status] .spoken"), "Ada: Call cancelled");
    page.tell(Event::LinkProblem(id("a"), Some(failure("No path."))));
    assert_eq!(page.text("[role=status] .spoken"), "Ada: No path.");
    page.tell(Event::Failed(failure("The room is closed.")));

    assert_eq!(page.text("[role=status] .spoken"), "The room is closed.");
}

#[wasm_bindgen_test]
fn another_knock_does_not_move_the_focus() {
    let page = Page::in_call();
    let knocking = |ids: &[&str]| {
        let people = ids.iter().map(|&person| Person::new(id(person), person));
        page.tell(Event::Knocking(people.collect()));
    };
    knocking(&["k"]);
    let admit: HtmlElement = page.find(".knock [data-action=admit]");
    admit.focus().unwrap();

    knocking(&["k", "m"]);
    assert_eq!(page.all(".knock").len(), 2);
    assert_eq!(page.shadow.active_element().as_ref(), Some(admit.as_ref()));
    knocking(&["m"]);

    assert_eq!(page.all(".knock").len(), 1);
    assert!(page.shadow.active_element().unwrap().matches(".call").unwrap());
}

fn text_of(element: &Element) -> String {
    element.text_content().unwrap_or_default()
}
