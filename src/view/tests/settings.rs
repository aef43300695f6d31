//! Tests what the page sets in the interface: panels, pin, layout, hidden functions, logo and title, language.

use super::self_view::CleanStorage;
use super::*;
use visavis_call::Participant;

#[wasm_bindgen_test]
fn the_page_opens_and_closes_panels_and_is_told_who_ever_does() {
    let page = Page::in_call();
    for name in ["chat", "people", "devices", "quality", "log", "help"] {
        page.set("panel", name);
        assert_eq!(page.attribute(".visavis", "data-panel"), name);
        assert_eq!(
            page.told(),
            [format!(r#"{{"type":"panelChanged","panel":"{name}"}}"#)]
        );
        page.set("panel", name);
        assert_eq!(page.told(), [""; 0], "it is open already");
    }
    let closed = r#"{"type":"panelChanged","panel":null}"#;

    page.set("panel", "");
    assert!(page.find::<Element>(".panel").has_attribute("hidden"));
    assert_eq!(page.told(), [closed]);
    page.press("chat");
    page.key("textarea", "Escape");

    assert_eq!(page.told(), [r#"{"type":"panelChanged","panel":"chat"}"#, closed]);
}

#[wasm_bindgen_test]
fn a_panel_that_the_page_opens_takes_no_focus_and_reads_the_chat() {
    let page = Page::in_call();
    page.tell(joined("a", "Ada", false));
    page.tell(said("Hello"));

    page.set("panel", "chat");

    assert_eq!(page.shadow.active_element(), None);
    assert!(page.find::<Element>(".bar .badge").has_attribute("hidden"));
}

#[wasm_bindgen_test]
fn a_screen_opens_only_the_panels_that_it_has() {
    let page = Page::open();
    for name in ["chat", "people", "quality", "log", "cellar"] {
        page.set("panel", name);
        assert_eq!(page.told(), [""; 0], "{name}");
    }

    page.set("panel", "devices");

    assert_eq!(page.attribute(".visavis", "data-panel"), "devices");
}

#[wasm_bindgen_test]
fn the_page_and_the_person_choose_the_layout() {
    let _kept = CleanStorage::new();
    let page = with_two();

    page.set("layout", "speaker");
    assert_eq!(page.attribute(".stage", "data-layout"), "speaker");
    assert_eq!(page.told(), [r#"{"type":"layoutChanged","layout":"speaker"}"#]);
    page.press("layout");
    assert_eq!(page.told(), [r#"{"type":"layoutChanged","layout":"grid"}"#]);
    page.set("layout", "");
    for number in 0..10 {
        assert_eq!(page.told(), [""; 0], "{number} more");
        page.tell(joined(&number.to_string(), "Kim", false));
    }

    // Without a choice, by the number of people.
    assert_eq!(page.told(), [r#"{"type":"layoutChanged","layout":"speaker"}"#]);
}

#[wasm_bindgen_test]
fn a_pinned_person_is_large_until_they_leave() {
    let page = with_two();
    let large = || page.all(".tile[data-main]").len();
    assert_eq!(page.attribute(".stage", "data-layout"), "grid");

    page.set("pin", "b");
    page.tell(Event::SpeakerChanged(Some(id("a"))));
    assert_eq!(page.attribute(".tile[data-main]", "data-person"), "b");
    assert_eq!(page.attribute("[data-person=b] .pin", "aria-pressed"), "true");
    page.tell(Event::PersonLeft {
        id: id("b"),
        reason: LeftReason::Left,
    });
    page.tell(joined("b", "Lin", false));

    assert_eq!(large(), 0);
    let told = [
        r#"{"type":"pinChanged","id":"b"}"#,
        r#"{"type":"pinChanged","id":null}"#,
    ];
    assert_eq!(page.told(), told);
}

#[wasm_bindgen_test]
fn a_pinned_person_is_larger_than_a_shared_screen() {
    let page = with_two();
    page.view
        .show_now(&Notice::RemoteStream(id("a"), Picture::Screen, painted()));
    page.tell(sends(Source::Screen, visavis_call::Status::On));
    assert_eq!(page.attribute(".tile[data-main]", "data-screen-of"), "a");

    page.set("pin", "b");

    assert_eq!(page.attribute(".tile[data-main]", "data-person"), "b");
    page.set("pin", "");
    assert_eq!(page.attribute(".tile[data-main]", "data-screen-of"), "a");
}

#[wasm_bindgen_test]
fn a_button_or_a_double_click_on_a_tile_pins_and_unpins() {
    let page = with_two();
    let button: HtmlElement = page.find("[data-person=a] .pin");
    assert_eq!(page.attribute("[data-person=a] .pin", "aria-label"), "Pin Ada");
    let twice = || {
        let click = "video.dispatchEvent(new MouseEvent('dblclick', { bubbles: true }))";
        let video = page.find::<Element>("[data-person=b] video");
        js_sys::Function::new_with_args("video", click)
            .call1(&JsValue::UNDEFINED, &video)
            .unwrap();
    };

    button.click();
    twice();
    twice();
    button.click();
    button.click();

    let told = |id: &str| format!(r#"{{"type":"pinChanged","id":{id}}}"#);
    assert_eq!(
        page.told(),
        [r#""a""#, r#""b""#, "null", r#""a""#, "null"].map(told)
    );
}

#[wasm_bindgen_test]
fn nobody_is_pinned_who_is_not_there() {
    let page = with_two();

    page.set("pin", "nobody");

    assert_eq!(page.told(), [""; 0]);
    assert_eq!(page.attribute(".stage", "data-layout"), "grid");
}

#[wasm_bindgen_test]
fn hidden_functions_have_no_button_no_item_and_no_key() {
    let page = with_two();
    let seen = |selector: &str| page.find::<HtmlElement>(selector).offset_width() > 0;
    assert!(seen(".bar [data-action=chat]"));

    page.set("hide", "chat  screen\nrecord reactions pin microphone");
    page.press("more");

    for selector in [
        ".bar [data-action=chat]",
        ".bar [data-action=share]",
        ".bar [data-action=microphone]",
        ".menu [data-action=record]",
        ".menu .reactions",
        ".person .pin",
        ".help [data-for=chat]",
    ] {
        assert!(!seen(selector), "{selector}");
    }
    assert!(seen(".bar [data-action=camera]") && seen(".menu [data-action=snapshot]"));
    page.press("more");
    assert!(page.key(".call", "c"), "the key is the page's");
    assert!(page.key(".call", "m") && page.key(".call", " "));
    page.find::<HtmlElement>(".menu [data-action=record]").click();
    assert_eq!(page.intentions(), []);
    assert!(!page.find::<Element>(".visavis").has_attribute("data-panel"));
    page.set("hide", "");
    assert!(seen(".bar [data-action=chat]"));
}

#[wasm_bindgen_test]
fn a_hidden_chat_counts_and_announces_no_messages_but_the_page_can_open_it() {
    let page = Page::in_call();
    page.tell(joined("a", "Ada", false));
    page.set("hide", "chat");

    page.tell(said("Hello"));
    assert!(!page.text(".passing").contains("Hello"));
    assert!(
        page.find::<Element>(".more-badge, .bar .badge")
            .has_attribute("hidden")
    );
    page.set("panel", "chat");

    assert_eq!(page.text(".said .text"), "Hello");
}

#[wasm_bindgen_test]
fn a_shared_screen_can_be_ended_although_its_button_is_hidden() {
    let page = Page::in_call();
    page.set("hide", "screen");
    page.own(Source::Screen, visavis_call::Status::On, None);

    let end: HtmlElement = page.find(".sharing [data-action=share]");
    assert!(end.offset_width() > 0);
    end.click();

    let off = Command::Switch {
        source: Source::Screen,
        on: false,
    };
    assert_eq!(page.intentions(), [off]);
}

#[wasm_bindgen_test]
fn hidden_functions_stay_hidden_in_another_document() {
    let page = Page::in_call();
    page.set("hide", "chat");

    page.with_ui(|ui| ui.handle(message::Message::Adopted));

    assert_eq!(
        page.find::<HtmlElement>(".bar [data-action=chat]").offset_width(),
        0
    );
}

#[wasm_bindgen_test]
async fn the_page_has_its_logo_and_title_above_every_screen() {
    let page = Page::open();
    let height = || page.find::<HtmlElement>(".brand").offset_height();
    assert_eq!(height(), 0);

    page.set("heading", "  Example School ");
    page.set("logoText", "Example");
    page.set("logo", "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==");

    assert_eq!(page.text(".heading"), "Example School");
    assert_eq!(page.attribute(".logo", "alt"), "Example");
    let before = height();
    assert!(before > 0);
    let width = || js_sys::Reflect::get(&page.find::<Element>(".logo"), &"naturalWidth".into()).unwrap();
    eventually(|| width().as_f64() == Some(1.0)).await;
    assert_eq!(height(), before, "nothing jumps");
    page.tell(Event::SignallingChanged(Signalling::Connected));
    assert_eq!(height(), before);
    page.set("logo", "data:image/png,broken");
    eventually(|| page.find::<Element>(".logo").has_attribute("hidden")).await;
    page.set("heading", "");
    assert_eq!(height(), 0);
}

#[wasm_bindgen_test]
async fn a_logo_of_the_page_can_be_slotted() {
    let page = Page::open();
    let logo = document().create_element("img").unwrap();
    logo.set_attribute("slot", "logo").unwrap();

    page.shadow.host().append_child(&logo).unwrap();

    eventually(|| page.find::<HtmlElement>(".brand").offset_height() > 0).await;
    assert!(logo.unchecked_ref::<HtmlElement>().offset_height() > 0);
    logo.remove();
    eventually(|| page.find::<HtmlElement>(".brand").offset_height() == 0).await;
}

#[wasm_bindgen_test]
fn a_call_that_is_entered_at_once_has_no_lobby() {
    let page = Page::open();

    page.set("entering", "yes");

    assert_eq!(page.attribute(".visavis", "data-screen"), "call");
    assert_eq!(page.text(".signalling"), "Connecting…");
    page.with_ui(|ui| ui.handle(message::Message::LookDue));
    assert_eq!(*page.intended.borrow(), [], "nobody looks into the room");
    page.tell(Event::Failed(failure("The call is full.")));
    page.tell(Event::Left);
    assert_eq!(page.attribute(".visavis", "data-screen"), "after");
    assert_eq!(page.text(".after .sentence"), "The call is full.");
}

fn with_two() -> Page {
    let page = Page::in_call();
    page.tell(joined("a", "Ada", false));
    page.tell(joined("b", "Lin", false));
    page
}

fn said(text: &str) -> Event {
    Event::Said {
        from: Participant::Remote(id("a")),
        id: "7f3a".to_owned(),
        at: 1_764_504_000_000,
        text: text.to_owned(),
    }
}

fn document() -> web_sys::Document {
    web_sys::window().unwrap().document().unwrap()
}

impl Page {
    fn set(&self, name: &str, value: &str) {
        self.view.set(name, value);
    }

    /// Takes the events of the interface since the last call.
    fn told(&self) -> Vec<String> {
        let told = self.told.slice(0, self.told.length());
        self.told.set_length(0);
        told.iter().filter_map(|event| event.as_string()).collect()
    }
}
