//! Tests keyboard shortcuts, panels and the menu.

use super::self_view::CleanStorage;
use super::*;

#[wasm_bindgen_test]
fn a_key_acts_like_its_button() {
    let page = Page::in_call();

    page.key(".call", "m");
    page.key(".call", "v");
    page.key(".call", "h");

    let switched = |source| Command::Switch { source, on: true };
    assert_eq!(
        page.intentions(),
        [
            switched(Source::Microphone),
            switched(Source::Camera),
            Command::RaiseHand(true)
        ]
    );
}

#[wasm_bindgen_test]
fn shortcuts_are_off_while_typing_or_when_disabled() {
    let page = Page::in_call();
    page.press("chat");

    page.key("textarea", "m");
    page.shadow.host().set_attribute("keys", "off").unwrap();
    page.key(".call", "m");
    page.key(".call", "Escape");

    assert_eq!(page.intentions(), []);
    assert!(
        page.find::<Element>(".panel").has_attribute("hidden"),
        "Escape closes in any case"
    );
}

#[wasm_bindgen_test]
fn space_talks_while_it_is_held() {
    let page = Page::in_call();

    page.key(".call", " ");
    let init = KeyboardEventInit::new();
    init.set_key(" ");
    init.set_bubbles(true);
    let up = KeyboardEvent::new_with_keyboard_event_init_dict("keyup", &init).unwrap();
    page.find::<Element>(".call").dispatch_event(&up).unwrap();
    page.key("[data-action=leave]", " ");

    assert_eq!(page.intentions(), [Command::Talk(true), Command::Talk(false)]);
}

#[wasm_bindgen_test]
fn one_panel_is_open_at_a_time_and_its_button_is_expanded() {
    let page = Page::in_call();

    page.key(".call", "p");
    page.key(".call", "c");

    assert_eq!(page.attribute(".visavis", "data-panel"), "chat");
    assert_eq!(page.all(".panel section:not([hidden])").len(), 1);
    assert_eq!(page.attribute(".bar [data-action=chat]", "aria-expanded"), "true");
    assert_eq!(
        page.attribute(".bar [data-action=people]", "aria-expanded"),
        "false"
    );
    page.key(".panel", "Escape");
    assert_eq!(
        page.attribute(".bar [data-action=chat]", "aria-expanded"),
        "false"
    );
}

#[wasm_bindgen_test]
fn the_menu_closes_when_an_item_is_chosen() {
    let page = Page::in_call();
    page.press("more");
    assert!(!page.find::<Element>(".menu").has_attribute("hidden"));

    page.find::<HtmlElement>(".menu [data-action=react]").click();
    page.find::<HtmlElement>(".menu [data-action=hand]").click();

    assert!(page.find::<Element>(".menu").has_attribute("hidden"));
    assert_eq!(
        page.intentions(),
        [Command::React("👍".to_owned()), Command::RaiseHand(true)]
    );
}

#[wasm_bindgen_test]
fn keys_of_other_layouts_act_by_position() {
    let page = Page::in_call();

    page.key_of(".call", &[("key", "\u{629}".into()), ("code", "KeyM".into())]);
    // This layout has another letter there.
    page.key_of(".call", &[("key", "q".into()), ("code", "KeyM".into())]);

    let on = Command::Switch {
        source: Source::Microphone,
        on: true,
    };
    assert_eq!(page.intentions(), [on]);
}

#[wasm_bindgen_test]
fn enter_that_ends_a_composition_sends_nothing() {
    let page = Page::in_call();
    page.press("chat");
    page.find::<HtmlTextAreaElement>("textarea")
        .set_value("\u{65e5}\u{672c}");

    page.key_of("textarea", &[("key", "Enter".into()), ("keyCode", 229.into())]);
    assert_eq!(page.intentions(), []);
    page.key("textarea", "Enter");

    assert_eq!(page.intentions().len(), 1);
}

#[wasm_bindgen_test]
fn the_shortcut_help_opens_in_the_lobby() {
    let page = Page::open();

    page.key(".lobby", "?");

    assert!(page.find::<HtmlElement>(".panel .help").offset_height() > 0);
}

#[wasm_bindgen_test]
fn the_focus_stays_inside_when_its_button_disappears() {
    let _kept = CleanStorage::new();
    let page = Page::in_call();
    page.tell(joined("a", "Ada", false));
    let tuck: HtmlElement = page.find(".own [data-action=tuck]");
    tuck.focus().unwrap();
    page.with_ui(Ui::tick);

    tuck.click();
    page.with_ui(Ui::tick);

    let focused = page.shadow.active_element().unwrap();
    assert_eq!(focused.matches(".call"), Ok(true));
}

#[wasm_bindgen_test]
fn device_switches_are_announced() {
    let page = Page::in_call();
    let own = |status| page.own(Source::Microphone, status, None);

    own(visavis_call::Status::On);
    own(visavis_call::Status::Off);
    assert_eq!(page.text(".spoken"), "Muted");
    own(visavis_call::Status::On);

    assert_eq!(page.text(".spoken"), "Microphone on");
}

#[wasm_bindgen_test]
fn the_alone_hint_waits_for_the_server() {
    let page = Page::open();
    let is_told = || page.find::<HtmlElement>(".alone").offset_height() > 0;

    page.tell(Event::SignallingChanged(Signalling::Connecting));
    assert!(!is_told());
    page.tell(Event::SignallingChanged(Signalling::Connected));

    assert!(is_told());
}
