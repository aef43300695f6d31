//! Tests touch input where it differs from a mouse.

use super::*;
use web_sys::{PointerEvent, PointerEventInit};

#[wasm_bindgen_test]
fn a_tap_that_brings_the_bar_back_presses_nothing() {
    let page = Page::in_call();
    page.tell(joined("a", "Ada", false));
    let root = page.find::<Element>(".visavis");

    page.with_ui(|ui| ui.idle.set(true));
    page.tap(".bar [data-action=hand], .bar [data-action=microphone]");
    assert_eq!(page.intentions(), []);
    assert!(!root.has_attribute("data-idle"));
    page.tap(".bar [data-action=microphone]");

    assert_eq!(page.intentions().len(), 1);
}

#[wasm_bindgen_test]
fn a_tap_on_a_visible_button_is_never_swallowed() {
    let page = Page::ring();
    page.tell(joined("a", "Ada", false));
    page.tell(Event::RingChanged(id("a"), Ring::Ringing));
    page.with_ui(|ui| ui.idle.set(true));

    page.tap("[data-action=decline]");

    assert_eq!(page.intentions(), [Command::Decline(id("a"))]);
}

#[wasm_bindgen_test]
fn accepting_with_camera_switches_it_on() {
    let page = Page::ring();
    page.tell(joined("a", "Ada", false));
    page.tell(Event::RingChanged(id("a"), Ring::Ringing));

    page.press("accept-voice");
    page.press("accept");

    let camera = |on| Command::Suggest {
        source: Source::Camera,
        on,
    };
    let accept = || Command::Accept(id("a"));
    assert_eq!(
        page.intentions(),
        [camera(false), accept(), camera(true), accept()]
    );
}

impl Page {
    fn tap(&self, selector: &str) {
        let button: HtmlElement = self.find(selector);
        let init = PointerEventInit::new();
        init.set_bubbles(true);
        init.set_pointer_type("touch");
        let down = PointerEvent::new_with_event_init_dict("pointerdown", &init).unwrap();
        button.dispatch_event(&down).unwrap();
        button.click();
    }
}
