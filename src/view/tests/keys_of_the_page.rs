//! Tests which keys and which texts the page around the element gets.

use super::*;
use web_sys::Event as DomEvent;

#[wasm_bindgen_test]
fn escape_is_used_only_if_it_closes_something() {
    let page = Page::in_call();
    let is_left = |selector| page.key(selector, "Escape");
    assert!(is_left(".call"));

    page.press("chat");
    assert!(!is_left("textarea"));
    assert!(page.find::<Element>(".panel").has_attribute("hidden"));
    assert!(is_left(".call"));
    page.press("more");
    assert!(!is_left(".menu"));
    assert!(page.find::<Element>(".menu").has_attribute("hidden"));

    assert!(is_left(".call"));
}

#[wasm_bindgen_test]
fn a_held_escape_closes_one_thing() {
    let page = Page::in_call();
    page.press("chat");

    assert!(!page.key(".panel", "Escape"));
    let repeated = page.key_of(".call", &[("key", "Escape".into()), ("repeat", true.into())]);

    assert!(!repeated, "it would close the dialog around the call");
}

#[wasm_bindgen_test]
fn used_keys_are_marked_and_others_are_left_to_the_page() {
    let page = Page::in_call();
    let around = Around::new();
    let call = page.find::<Element>(".call");

    for name in ["keydown", "keyup"] {
        page.key_event(name, &call, &of("m"));
        page.key_event(name, &call, &of("x"));
    }

    let expected = ["keydown m used", "keydown x", "keyup m used", "keyup x"];
    assert_eq!(around.seen(), expected);
}

#[wasm_bindgen_test]
fn a_key_of_another_screen_is_left_to_the_page() {
    let page = Page::open();
    let left = |selector: &str| ["c", "f", "m", "?"].map(|key| page.key(selector, key));

    assert_eq!(left(".lobby"), [true, true, false, false]);
    page.tell(Event::SignallingChanged(Signalling::Connected));
    assert_eq!(left(".call"), [false; 4]);
    page.tell(Event::Left);

    assert_eq!(left(".after"), [true, true, true, false]);
}

#[wasm_bindgen_test]
fn text_in_a_field_never_reaches_the_page() {
    let lobby = Page::open();
    let call = Page::in_call();
    call.press("chat");
    let around = Around::new();

    for field in [
        lobby.find::<Element>("input[name=name]"),
        call.find("textarea"),
        call.find("select"),
    ] {
        for name in ["keydown", "keypress", "keyup"] {
            for key in ["g", "/", " ", "Backspace", "ArrowLeft", "Shift", "Dead"] {
                call.key_event(name, &field, &of(key));
            }
            call.key_event(name, &field, &[("key", "v".into()), ("ctrlKey", true.into())]);
            // AltGr on Windows, and Alt on macOS.
            let written = [
                ("key", "@".into()),
                ("ctrlKey", true.into()),
                ("altKey", true.into()),
            ];
            call.key_event(name, &field, &written);
            call.key_event(name, &field, &[("key", "π".into()), ("altKey", true.into())]);
        }
        for name in ["beforeinput", "input", "compositionend", "paste", "cut", "copy"] {
            call.key_event(name, &field, &[]);
        }
    }

    assert_eq!(around.seen(), [""; 0]);
}

#[wasm_bindgen_test]
fn the_key_that_closes_a_field_never_reaches_the_page() {
    let page = Page::in_call();
    page.press("people");
    page.press("rename");
    let around = Around::new();
    let field = page.find::<Element>(".inset input");

    page.key_event("keydown", &field, &of("Enter"));
    page.key_event("keyup", &page.find(".rename"), &of("Enter"));

    assert_eq!(page.all(".inset").len(), 0);
    assert_eq!(around.seen(), [""; 0]);
}

#[wasm_bindgen_test]
fn keys_that_do_nothing_in_a_field_reach_the_page() {
    let page = Page::open();
    let around = Around::new();
    let field = page.find::<Element>("input[name=name]");

    for key in ["Escape", "Tab", "F6"] {
        page.key_event("keydown", &field, &of(key));
    }
    page.key_event(
        "keydown",
        &field,
        &[("key", "k".into()), ("ctrlKey", true.into())],
    );

    let expected = ["keydown Escape", "keydown Tab", "keydown F6", "keydown k"];
    assert_eq!(around.seen(), expected);
}

#[wasm_bindgen_test]
fn a_key_that_presses_a_button_does_not_press_one_of_the_page() {
    let page = Page::in_call();
    let around = Around::new();

    for key in ["Enter", " ", "x"] {
        page.key("[data-action=leave]", key);
    }

    assert_eq!(around.seen(), ["keydown x"]);
}

#[wasm_bindgen_test]
fn a_released_key_goes_where_it_was_pressed() {
    let page = Page::in_call();
    let around = Around::new();
    let (call, field) = (page.find::<Element>(".call"), page.find::<Element>("textarea"));
    let key = |key: &str| [("key", key.into()), ("code", format!("Key{key}").into())];

    // The focus moves while they are down: the first was typed, the second was the page's.
    page.key_event("keydown", &field, &key("x"));
    page.key_event("keydown", &call, &key("y"));
    page.key_event("keyup", &call, &key("x"));
    page.key_event("keyup", &field, &key("y"));

    assert_eq!(around.seen(), ["keydown y", "keyup y"]);
}

#[wasm_bindgen_test]
fn keys_in_a_slotted_field_are_the_page_s() {
    let page = Page::in_call();
    let around = Around::new();
    let slotted = create("input");
    slotted.set_attribute("slot", "bar").unwrap();
    page.shadow.host().append_child(&slotted).unwrap();

    page.key_event("keydown", &slotted, &of("m"));
    page.key_event("paste", &slotted, &[]);

    assert_eq!(around.seen(), ["keydown m", "paste"]);
    assert_eq!(page.intentions(), []);
}

#[wasm_bindgen_test]
fn a_key_that_slotted_content_has_used_is_not_a_shortcut() {
    const DOWN: EventType<KeyboardEvent> = EventType::with("keydown", "key");
    let page = Page::in_call();
    let slotted = create("button");
    slotted.set_attribute("slot", "bar").unwrap();
    page.shadow.host().append_child(&slotted).unwrap();
    let _uses = Listener::new(&slotted, &DOWN, |event| event.prevent_default());

    page.key_event("keydown", &slotted, &of("m"));

    assert_eq!(page.intentions(), []);
}

fn of(key: &str) -> [(&'static str, JsValue); 1] {
    [("key", key.into())]
}

fn create(name: &str) -> Element {
    let document = web_sys::window().unwrap().document().unwrap();
    document.create_element(name).unwrap()
}

/// What the page around the element sees.
struct Around {
    _listeners: Vec<Listener>,
    seen: Rc<RefCell<Vec<String>>>,
}

impl Around {
    fn new() -> Self {
        let seen: Rc<RefCell<Vec<String>>> = Rc::default();
        let document = web_sys::window().unwrap().document().unwrap();
        let listeners = [
            EventType::new("keydown"),
            EventType::new("keypress"),
            EventType::new("keyup"),
            EventType::new("beforeinput"),
            EventType::new("input"),
            EventType::new("compositionend"),
            EventType::new("paste"),
            EventType::new("cut"),
            EventType::new("copy"),
        ];
        let listen = |event| {
            let seen = Rc::clone(&seen);
            Listener::new(&document, event, move |event: &DomEvent| {
                let key = event
                    .dyn_ref::<KeyboardEvent>()
                    .map(|event| format!(" {}", event.key()));
                let used = if event.default_prevented() { " used" } else { "" };
                let (name, key) = (event.type_(), key.unwrap_or_default());
                seen.borrow_mut()
                    .push(format!("{name}{key}{used}").trim_end().to_owned());
            })
        };
        Self {
            _listeners: listeners.iter().map(listen).collect(),
            seen: Rc::clone(&seen),
        }
    }

    fn seen(&self) -> Vec<String> {
        self.seen.borrow().clone()
    }
}
