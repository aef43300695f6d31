//! Tests what is said to a person with whom nobody is.

use super::*;
use crate::view::message::Message as Put;

const LEFT: &str = "Everyone else has left.";

#[wasm_bindgen_test]
fn who_is_left_behind_is_told_that_everyone_has_left() {
    let page = Page::in_call();
    let first = page.text(".alone p");
    assert_ne!(first, LEFT);
    page.tell(joined("a", "Ada", false));
    page.tell(joined("b", "Lin", false));

    page.tell(leaves("a"));
    assert_eq!(page.text(".alone p"), first, "Lin is there");
    page.tell(leaves("b"));

    assert_eq!(page.text(".alone p"), LEFT);
    for part in [".alone p", ".alone .copy-link button"] {
        assert!(page.find::<HtmlElement>(part).offset_height() > 0, "{part}");
    }
}

#[wasm_bindgen_test]
fn that_everyone_has_left_is_forgotten() {
    let page = Page::in_call();
    let first = page.text(".alone p");
    let is_left_behind = || {
        page.tell(joined("a", "Ada", false));
        page.tell(leaves("a"));
        assert_eq!(page.text(".alone p"), LEFT);
    };

    is_left_behind();
    page.tell(joined("b", "Lin", false));
    assert_eq!(page.text(".alone p"), first, "somebody comes");

    page.tell(leaves("b"));
    page.with_ui(|ui| ui.handle(Put::LeavingForgotten));
    assert_eq!(page.text(".alone p"), first, "after a while");

    is_left_behind();
    page.tell(Event::Left);
    page.tell(Event::SignallingChanged(Signalling::Connected));
    assert_eq!(page.text(".alone p"), first, "in the next call");
}

#[wasm_bindgen_test]
fn in_a_ring_room_it_is_said_what_to_do() {
    let page = Page::ring();
    let first = page.text(".alone p");

    page.tell(joined("a", "Ada", false));
    page.tell(leaves("a"));

    assert_eq!(page.text(".alone p"), first);
}

#[wasm_bindgen_test]
fn who_is_alone_has_no_frame_when_they_speak() {
    let page = Page::in_call();
    page.with_ui(|ui| ui.self_view.show_speaking(true));
    assert_eq!(page.frame(".own"), "none");

    page.tell(joined("a", "Ada", false));
    assert_ne!(page.frame(".own"), "none");
    assert_eq!(page.frame(".person"), "none");
    page.tell(Event::SpeakingChanged {
        id: id("a"),
        is_speaking: true,
    });

    assert_eq!(page.attribute(".stage", "data-layout"), "pair");
    assert_ne!(page.frame(".person"), "none");
}

fn leaves(person: &str) -> Event {
    Event::PersonLeft {
        id: id(person),
        reason: LeftReason::Left,
    }
}

impl Page {
    /// Returns what draws the frame of who speaks: `none`, if nothing does.
    fn frame(&self, tile: &str) -> String {
        let window = web_sys::window().unwrap();
        let tile = self.find::<Element>(tile);
        let style = window.get_computed_style_with_pseudo_elt(&tile, "::after");
        let style = style.unwrap().unwrap();
        style.get_property_value("content").unwrap()
    }
}
