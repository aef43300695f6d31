//! Tests what the lobby tells of what is in the way.

use super::*;
use crate::view::message::Message;
use visavis_call::Status;

/// From a sidebar to a wide page, with a phone on its side.
const SIZES: [(u32, u32); 5] = [(240, 480), (280, 640), (390, 844), (844, 390), (1280, 800)];

#[wasm_bindgen_test]
fn everything_in_the_way_is_one_note_with_a_line_for_each_thing() {
    let page = Page::open();

    page.own(Source::Camera, Status::Denied, Some("It is blocked."));
    page.own(Source::Microphone, Status::Denied, Some("It is blocked."));
    page.refused(Code::RoomFull);

    assert_eq!(page.all(".note").len(), 1);
    assert_eq!(page.sentences(), [Code::RoomFull.sentence(), "It is blocked."]);
    assert_eq!(page.text(".trouble:first-child code"), "RoomFull");
    assert_eq!(page.text(".trouble:last-child code"), "CameraDenied");
    assert_eq!(page.all(".trouble:first-child .allow").len(), 0);
    assert_eq!(
        page.all(".trouble:last-child .allow").len(),
        1,
        "where it is allowed"
    );
    assert!(page.is_seen(".trouble:first-child .again"), "it is looked again");
    assert!(!page.is_seen(".trouble:first-child [data-action=retry]"));
    page.find::<HtmlElement>(".trouble:last-child [data-action=retry]")
        .click();
    let on = |source| Command::Switch { source, on: true };
    assert_eq!(page.intentions(), [on(Source::Camera), on(Source::Microphone)]);

    page.present(&["Ada"], None);
    assert_eq!(page.sentences(), ["It is blocked."]);
    page.own(Source::Camera, Status::On, None);
    page.own(Source::Microphone, Status::On, None);
    assert!(page.all(".note").is_empty());
    assert!(
        page.is_seen(".hint") || page.is_seen(".own video"),
        "the picture is free"
    );
}

#[wasm_bindgen_test]
async fn the_note_moves_neither_the_name_nor_join() {
    for (width, height) in SIZES {
        let page = Page::open();
        page.resize(width, height);
        page.present(&["Ada"], None);
        let places = || ["input[name=name]", "[data-action=join]"].map(|selector| page.place(selector));
        let before = places();

        page.own(
            Source::Camera,
            Status::Denied,
            Some(&"Your camera is blocked. ".repeat(4)),
        );
        page.own(
            Source::Microphone,
            Status::Denied,
            Some(&"No microphone. ".repeat(4)),
        );
        page.view.show_now(&Notice::Refused(Failure::new(
            Code::RoomFull,
            "This call is full. ".repeat(4),
        )));

        assert_eq!(places(), before, "{width}x{height}");
        for [left, top, right, bottom] in places() {
            let is_inside = left >= 0.0 && top >= 0.0 && right <= width.into() && bottom <= height.into();
            assert!(is_inside, "{width}x{height}: {left} {top} {right} {bottom}");
        }
        let frame = page.place(".frame");
        let is_over_the_picture = |selector: &str| {
            let [left, top, right, bottom] = page.place(selector);
            left >= frame[0] && top >= frame[1] && right <= frame[2] && bottom <= frame[3]
        };
        // Once it has slid in.
        eventually(|| is_over_the_picture(".note")).await;
        assert!(
            is_over_the_picture(".note [data-action=dismiss]"),
            "{width}x{height}"
        );
        let [_, top, _, bottom] = page.place(".note");
        assert!(bottom - top >= 60.0, "{width}x{height}: {} high", bottom - top);
    }
}

#[wasm_bindgen_test]
fn a_server_that_does_not_answer_is_told_until_it_does() {
    let page = Page::open();
    page.present(&["Ada"], None);

    page.view.show_now(&Notice::Unanswered);

    assert_eq!(page.sentences(), [Code::ServerUnreachable.sentence()]);
    assert_eq!(page.text(".present"), "", "who was there is not known any more");
    page.present(&["Ada"], None);
    assert!(page.all(".note").is_empty());
    assert_eq!(page.text(".present"), "Ada is in the call.");
}

#[wasm_bindgen_test]
fn a_look_without_an_answer_is_a_server_that_does_not_answer() {
    let page = Page::open();
    let due = || page.view.owner.put(Message::LookDue);

    due();
    assert!(page.all(".note").is_empty());
    due();

    assert_eq!(page.text(".note code"), "ServerUnreachable");
    page.present(&[], None);
    due();
    assert!(page.all(".note").is_empty(), "the answer counts");
}

#[wasm_bindgen_test]
fn another_number_of_people_in_a_locked_call_is_no_news() {
    let page = Page::open();
    page.present(&[], Some(2));
    let line: Element = page.find(".trouble");

    page.present(&[], Some(3));
    assert!(page.text(".trouble .sentence").contains('3'));
    assert_eq!(page.find::<Element>(".trouble"), line);
    assert!(!page.is_seen(".trouble details"), "there is no code");
    page.press("dismiss");
    page.present(&[], Some(4));

    assert!(page.all(".note").is_empty());
    assert_eq!(page.text("[data-action=join]"), "Ask to join");
}

#[wasm_bindgen_test]
fn the_note_goes_along_into_the_call_without_what_concerned_the_room() {
    let page = Page::open();
    page.own(Source::Camera, Status::Denied, Some("It is blocked."));
    page.present(&[], Some(2));
    assert_eq!(page.all(".lobby .trouble").len(), 2);

    page.tell(Event::SignallingChanged(Signalling::Connected));

    assert_eq!(page.all(".status .trouble").len(), 1);
    assert_eq!(page.sentences(), ["It is blocked."]);
}

impl Page {
    pub(super) fn refused(&self, code: Code) {
        self.view.show_now(&Notice::Refused(code.into()));
    }

    fn sentences(&self) -> Vec<String> {
        let sentences = self.all(".note .sentence").into_iter();
        sentences.map(|sentence| plain(sentence.text_content())).collect()
    }

    pub(super) fn is_seen(&self, selector: &str) -> bool {
        self.find::<HtmlElement>(selector).offset_height() > 0
    }

    /// Gives the element a size, in which everything is at once where it will be.
    pub(super) fn resize(&self, width: u32, height: u32) {
        let style = format!("width: {width}px; height: {height}px; --visavis-quick: 0s");
        self.shadow.host().set_attribute("style", &style).unwrap();
    }

    /// Returns the edges of an element, from the corner of the host.
    pub(super) fn place(&self, selector: &str) -> [f64; 4] {
        let (host, around) = (self.shadow.host(), self.find::<Element>(selector));
        let (host, around) = (host.get_bounding_client_rect(), around.get_bounding_client_rect());
        let [left, top] = [around.left() - host.left(), around.top() - host.top()];
        [left, top, left + around.width(), top + around.height()]
    }
}
