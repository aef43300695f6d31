//! Tests a view that is moved into another document, and several views in one.

use super::spy::{Spy, look};
use super::*;

#[wasm_bindgen_test]
fn a_call_keeps_its_styles_in_another_document_and_back() {
    let other = Other::open();
    let page = Page::in_call();
    let colour = || {
        let element = page.find::<Element>(".visavis");
        let view = element.owner_document().unwrap().default_view().unwrap();
        let style = view.get_computed_style(&element).unwrap().unwrap();
        style.get_property_value("background-color").unwrap()
    };
    let before = colour();

    for (document, times) in [(&other.document(), 2), (&document(), 2), (&other.document(), 1)] {
        for _ in 0..times {
            page.move_to(document);
            assert_eq!(colour(), before);
            let sheets = page.shadow.adopted_style_sheets().length();
            assert_eq!(sheets, 2, "that of the lobby and that of the call");
        }
    }
}

#[wasm_bindgen_test]
fn buttons_and_keys_work_in_another_document() {
    let other = Other::open();
    let page = Page::in_call();
    page.move_to(&other.document());

    // Events of that window, as the browser dispatches them there.
    other.run(
        "const button = arguments[0].querySelector('[data-action=microphone]');
         button.dispatchEvent(new PointerEvent('pointerdown', { bubbles: true, composed: true }));
         button.dispatchEvent(new MouseEvent('click', { bubbles: true, composed: true }));
         button.dispatchEvent(new KeyboardEvent('keydown', { key: 'v', bubbles: true, composed: true }));",
        &page.shadow,
    );

    let on = |source| Command::Switch { source, on: true };
    assert_eq!(page.intentions(), [on(Source::Microphone), on(Source::Camera)]);
}

#[wasm_bindgen_test]
fn an_event_of_the_wrong_class_is_no_key() {
    let page = Page::in_call();

    page.find::<Element>(".call")
        .dispatch_event(&web_sys::Event::new("keydown").unwrap())
        .unwrap();

    assert_eq!(page.intentions(), []);
}

#[wasm_bindgen_test]
fn the_focus_returns_in_another_document() {
    let other = Other::open();
    let page = Page::in_call();
    let button: HtmlElement = page.find("[data-action=more]");
    button.focus().unwrap();
    page.with_ui(Ui::tick);

    page.move_to(&other.document());

    assert_eq!(page.shadow.active_element().as_ref(), Some(button.as_ref()));
}

#[wasm_bindgen_test]
async fn the_language_is_that_of_the_document_if_it_names_one() {
    let other = Other::open();
    let page = Page::of(false, "en");
    page.shadow.host().remove_attribute("lang").unwrap();
    page.move_to(&other.document());
    let root: Element = page.find(".visavis");
    assert!(
        !root.has_attribute("data-wordless"),
        "no language is named: nothing changes"
    );

    let text = "data:text/plain,join%20%3D%20Teilnehmen";
    page.with_ui(|ui| js_sys::Reflect::set(ui.language.strings(), &"de".into(), &text.into()))
        .unwrap();
    page.move_to(&document());
    other
        .document()
        .document_element()
        .unwrap()
        .set_attribute("lang", "de-AT")
        .unwrap();
    page.move_to(&other.document());

    eventually(|| page.text("[data-action=join]") == "Teilnehmen").await;
    assert_eq!(page.attribute(".visavis", "lang"), "de-AT");
    other
        .document()
        .document_element()
        .unwrap()
        .set_attribute("lang", "en")
        .unwrap();
    page.move_to(&document());
    page.move_to(&other.document());
    assert_eq!(page.text("[data-action=join]"), "Join");
}

#[wasm_bindgen_test]
async fn the_title_blinks_where_the_call_is() {
    let other = Other::open();
    other.document().set_title("Window");
    let page = Page::ring();
    page.tell(joined("a", "Ada", false));
    page.tell(Event::RingChanged(id("a"), Ring::Ringing));
    let before = document().title();
    let is_ringing = |document: &web_sys::Document| plain(Some(document.title())) == "Ada is calling you";
    eventually(|| is_ringing(&document())).await;

    page.move_to(&other.document());

    assert!(!is_ringing(&document()), "{before}");
    eventually(|| is_ringing(&other.document())).await;
    drop(page);
    assert_eq!(other.document().title(), "Window");
}

#[wasm_bindgen_test]
async fn two_calls_that_ring_give_the_title_back() {
    let before = document().title();
    document().set_title("The page's own");
    let title = || plain(Some(document().title()));
    let [ada, lin] = ["Ada", "Lin"].map(|name| {
        let page = Page::ring();
        page.tell(joined("a", name, false));
        page.tell(Event::RingChanged(id("a"), Ring::Ringing));
        page
    });
    eventually(|| title() == "Lin is calling you").await;
    eventually(|| title() == "Ada is calling you").await;
    eventually(|| title() == "Lin is calling you").await;

    drop(ada);
    eventually(|| title() == "The page's own").await;
    eventually(|| title() == "Lin is calling you").await;
    drop(lin);

    assert_eq!(title(), "The page's own");
    document().set_title(&before);
}

#[wasm_bindgen_test]
fn the_media_keys_of_a_call_that_ends_go_to_the_other() {
    let _spy = media_session("window");
    let (first, second) = (Page::in_call(), Page::in_call());
    let press = || look("handlers.get('togglemicrophone')()");
    press();
    assert_eq!((first.intentions().len(), second.intentions().len()), (0, 1));

    second.tell(Event::Left);
    press();
    assert_eq!((first.intentions().len(), second.intentions().len()), (1, 1));
    drop(second);
    press();
    assert_eq!(first.intentions().len(), 2);
    drop(first);

    assert_eq!(look("[...handlers.values()].filter(Boolean).length"), "0");
}

#[wasm_bindgen_test]
fn the_media_keys_are_those_of_the_window_around_the_call() {
    let other = Other::open();
    let _here = media_session("window");
    let _there = media_session("frames[frames.length - 1]");
    let page = Page::in_call();

    page.move_to(&other.document());
    assert_eq!(look("handlers.get('hangup')"), "null");
    look("frames[frames.length - 1].handlers.get('hangup')()");

    assert_eq!(page.intentions(), [Command::Leave]);
}

#[wasm_bindgen_test]
async fn each_call_keeps_the_window_lit_in_which_it_is() {
    let other = Other::open();
    let _here = wake_lock("window");
    let _there = wake_lock("frames[frames.length - 1]");
    let lit = |here: &str, there: &str| {
        let (here, there) = (here.to_owned(), there.to_owned());
        move || look("window.held") == here && look("frames[frames.length - 1].held") == there
    };
    let (first, second) = (Page::in_call(), Page::in_call());
    eventually(lit("2", "0")).await;

    second.tell(Event::Left);
    eventually(lit("1", "0")).await;
    first.move_to(&other.document());
    eventually(lit("0", "1")).await;
    drop(first);

    eventually(lit("0", "0")).await;
}

#[wasm_bindgen_test]
async fn a_video_plays_on_in_another_document() {
    let other = Other::open();
    let page = Page::in_call();
    page.tell(joined("a", "Ada", false));
    let stream = painted();
    page.view
        .show_now(&Notice::RemoteStream(id("a"), Picture::Person, stream));
    let video = page.video("a");
    video.set_muted(true);
    eventually(|| !video.paused()).await;

    page.move_to(&other.document());

    eventually(|| !video.paused() && video.src_object().is_some()).await;
}

#[wasm_bindgen_test]
async fn the_element_reports_each_document_and_keeps_the_style_of_its_failure() {
    assert_eq!(modules::VisAVis::version(), env!("CARGO_PKG_VERSION"));
    let other = Other::open();
    let element = Other(document().create_element("vis-a-vis").unwrap());
    let shadow = element.0.shadow_root().unwrap();
    let adopted = Rc::new(Cell::new(0));
    let count = Rc::clone(&adopted);
    let _listener = Listener::new(&shadow, &crate::view::adoption::ADOPTED, move |_| {
        count.set(count.get() + 1);
    });
    let move_to = |document: &web_sys::Document| {
        document.body().unwrap().append_child(&element.0).unwrap();
    };

    for document in [document(), document(), other.document(), document()] {
        move_to(&document);
    }
    assert_eq!(adopted.get(), 3, "one move was within a document");

    // There is no client to load here.
    element.0.set_attribute("signalling", "loopback").unwrap();
    element.0.set_attribute("room", "standup").unwrap();
    let failure = || shadow.query_selector("[part=failure]").unwrap();
    eventually(|| failure().is_some()).await;
    move_to(&other.document());
    let view = other.document().default_view().unwrap();
    let style = view.get_computed_style(&failure().unwrap()).unwrap().unwrap();
    assert_eq!(style.get_property_value("padding-top").unwrap(), "16px");
}

/// Another window of the page, such as one for a call alone.
struct Other(Element);

impl Other {
    fn open() -> Self {
        let frame = document().create_element("iframe").unwrap();
        document().body().unwrap().append_child(&frame).unwrap();
        Self(frame)
    }

    fn document(&self) -> web_sys::Document {
        js_sys::Reflect::get(&self.0, &"contentDocument".into())
            .unwrap()
            .unchecked_into()
    }

    /// Runs a script of that window.
    fn run(&self, script: &str, given: &JsValue) {
        let make = "return new this.contentWindow.Function(arguments[0]);";
        let script = js_sys::Function::new_no_args(make)
            .call1(&self.0, &script.into())
            .unwrap();
        script
            .unchecked_ref::<js_sys::Function>()
            .call1(&JsValue::NULL, given)
            .unwrap();
    }
}

impl Drop for Other {
    fn drop(&mut self) {
        self.0.remove();
    }
}

impl Page {
    /// Moves the view as the element does.
    fn move_to(&self, document: &web_sys::Document) {
        document
            .body()
            .unwrap()
            .append_child(&self.shadow.host())
            .unwrap();
        let adopted = web_sys::Event::new("visavis-adopted").unwrap();
        self.shadow.dispatch_event(&adopted).unwrap();
    }
}

/// Replaces the media session of a window: its handlers are in `handlers`.
fn media_session(window: &str) -> Spy {
    Spy::set(&format!(
        "const around = {window};
         around.handlers = new Map();
         const session = {{ setActionHandler: (name, handler) => around.handlers.set(name, handler) }};
         Object.defineProperty(around.navigator, 'mediaSession', {{ value: session, configurable: true }});
         undo = () => {{ delete around.navigator.mediaSession; }};"
    ))
}

/// Replaces the wake lock of a window: `held` is the number of locks.
fn wake_lock(window: &str) -> Spy {
    Spy::set(&format!(
        "const around = {window};
         around.held = 0;
         const request = async () => {{
             around.held += 1;
             return {{ released: false, release: async () => {{ around.held -= 1; }} }};
         }};
         Object.defineProperty(around.navigator, 'wakeLock', {{ value: {{ request }}, configurable: true }});
         undo = () => {{ delete around.navigator.wakeLock; }};"
    ))
}

fn document() -> web_sys::Document {
    web_sys::window().unwrap().document().unwrap()
}
