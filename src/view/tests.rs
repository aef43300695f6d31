//! Tests the view in a real browser.

mod alone;
mod apart;
mod around;
mod audio_only;
mod avatars;
mod bar;
mod chat;
mod devices;
mod documents;
mod even;
mod files;
mod frames;
mod globals;
mod host;
mod identity;
mod inset;
mod keys;
mod keys_of_the_page;
mod lobby;
mod log;
mod menu;
mod modules;
mod names;
mod notices;
mod order;
mod people;
mod permitted;
mod playback;
mod recorders;
mod recording;
mod redaction;
mod rings;
mod screens;
mod self_view;
mod settings;
mod spy;
mod stage;
mod touch;
mod turns;
mod volume;
mod waiting;
mod words;

use super::dom::{NAME_CHARS, millis};
use super::*;
use crate::notice::StreamKind as Picture;
use crate::web::{EventType, Listener, pause};
use futures_channel::oneshot;
use std::cell::{Cell, RefCell};
use std::time::Duration;
use visavis_call::SortedMap;
use visavis_call::protocol::{ClientId, LeftReason, Person};
use visavis_call::roap::{Error, ErrorType, Exchange, Message, Offer, SessionId};
use visavis_call::{Code, Direction, Event, Failure, LinkState, Ring, Signalling, Source, Track};
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::{
    CanvasRenderingContext2d, Element, HtmlCanvasElement, HtmlElement, HtmlInputElement, HtmlTextAreaElement,
    HtmlVideoElement, KeyboardEvent, KeyboardEventInit, MediaStream, MediaStreamTrack, ShadowRootInit,
    ShadowRootMode,
};

wasm_bindgen_test_configure!(run_in_browser);

/// A view in its own element, which is removed with it.
struct Page {
    view: View,
    _host: Host,
    shadow: ShadowRoot,
    intended: Rc<RefCell<Vec<Command>>>,
    /// The events of the interface.
    told: js_sys::Array,
}

struct Host(Element);

impl Drop for Host {
    fn drop(&mut self) {
        self.0.remove();
    }
}

impl Page {
    fn open() -> Self {
        Self::of(false, "en")
    }

    fn ring() -> Self {
        let page = Self::of(true, "en");
        page.tell(Event::SignallingChanged(Signalling::Connected));
        page
    }

    fn of(ring: bool, language: &str) -> Self {
        let document = crate::web::window().document().unwrap();
        Self::inside(&document.body().unwrap(), ring, Some(language))
    }

    /// Opens the view at the end of this node, in the given language or that of the node.
    fn inside(around: &web_sys::Node, ring: bool, language: Option<&str>) -> Self {
        Self::with_tools(around, ring, language, modules::tools)
    }

    fn with_tools(
        around: &web_sys::Node,
        ring: bool,
        language: Option<&str>,
        tools: impl Fn(&ShadowRoot, &js_sys::Function) -> Tools,
    ) -> Self {
        let document = crate::web::window().document().unwrap();
        let host = document.create_element("div").unwrap();
        if let Some(language) = language {
            host.set_attribute("lang", language).unwrap();
        }
        around.append_child(&host).unwrap();
        let shadow = host
            .attach_shadow(&ShadowRootInit::new(ShadowRootMode::Open))
            .unwrap();
        let intended: Rc<RefCell<Vec<Command>>> = Rc::default();
        let note = Rc::clone(&intended);
        let told = js_sys::Array::new();
        let tell = js_sys::Function::new_with_args("event", "this.push(JSON.stringify(event))").bind0(&told);
        let about = About {
            room: "standup".to_owned(),
            link: "https://calls.example/#standup".to_owned(),
            name: "Grace Hopper".to_owned(),
            ring,
            audio_only: false,
            has_server: true,
            strings: no_such_words("de"),
            tools: tools(&shadow, &tell),
        };
        let view = View::new(&shadow, &about, move |intention| {
            note.borrow_mut().push(intention)
        })
        .unwrap();

        Self {
            view,
            _host: Host(host),
            shadow,
            intended,
            told,
        }
    }

    fn in_call() -> Self {
        let page = Self::open();
        page.tell(Event::SignallingChanged(Signalling::Connected));
        page
    }

    fn tell(&self, event: Event) {
        self.view.show_now(&Notice::Call(event));
    }

    fn own(&self, source: Source, status: visavis_call::Status, problem: Option<&str>) {
        let problem = problem.map(failure);
        self.view.show_now(&Notice::OwnMedia {
            source,
            status,
            problem,
        });
    }

    /// Accesses the interface.
    fn with_ui<T>(&self, look: impl FnOnce(&mut Ui) -> T) -> T {
        self.view.owner.with(look)
    }

    /// Presses a key; returns whether the event's default action is left to the page.
    fn key(&self, selector: &str, key: &str) -> bool {
        self.key_of(selector, &[("key", key.into())])
    }

    /// Presses a key given by the properties of its event.
    fn key_of(&self, selector: &str, of: &[(&str, JsValue)]) -> bool {
        self.key_event("keydown", &self.find::<Element>(selector), of)
    }

    fn key_event(&self, name: &str, target: &Element, of: &[(&str, JsValue)]) -> bool {
        let init = KeyboardEventInit::new();
        init.set_bubbles(true);
        init.set_cancelable(true);
        init.set_composed(true);
        for (name, value) in of {
            js_sys::Reflect::set(&init, &(*name).into(), value).unwrap();
        }
        let event = KeyboardEvent::new_with_keyboard_event_init_dict(name, &init).unwrap();
        target.dispatch_event(&event).unwrap()
    }

    /// Returns the commands sent, without the lobby's own previews.
    fn intentions(&self) -> Vec<Command> {
        let mut intended = self.intended.borrow().clone();
        intended.retain(|intention| *intention != Command::Look);
        intended
    }

    fn find<T: JsCast>(&self, selector: &str) -> T {
        self.shadow
            .query_selector(selector)
            .unwrap()
            .unwrap()
            .dyn_into()
            .unwrap()
    }

    fn all(&self, selector: &str) -> Vec<Element> {
        let list = self.shadow.query_selector_all(selector).unwrap();
        (0..list.length())
            .map(|index| list.get(index).unwrap().unchecked_into())
            .collect()
    }

    fn press(&self, action: &str) {
        self.find::<HtmlElement>(&format!("[data-action={action}]"))
            .click();
    }

    fn text(&self, selector: &str) -> String {
        plain(self.find::<Element>(selector).text_content())
    }

    fn attribute(&self, selector: &str, name: &str) -> String {
        plain(self.find::<Element>(selector).get_attribute(name))
    }

    fn field(&self, selector: &str) -> HtmlInputElement {
        self.find(selector)
    }

    fn video(&self, person: &str) -> HtmlVideoElement {
        self.find(&format!("[data-person={person}] video"))
    }
}

/// The longest timer of the interface is four seconds, and the machine may be busy.
const DEADLINE: f64 = 10_000.0;

/// Waits until a condition holds.
async fn eventually(is_so: impl Fn() -> bool) {
    let start = millis();
    while !is_so() {
        assert!(millis() - start < DEADLINE, "the condition did not hold in time");
        pause(Duration::from_millis(20)).await;
    }
}

/// Removes the characters that isolate names in sentences.
fn plain(text: Option<String>) -> String {
    text.unwrap().replace(['\u{2068}', '\u{2069}'], "")
}

fn id(text: &str) -> ClientId {
    ClientId(text.to_owned())
}

fn joined(person: &str, name: &str, is_same_browser: bool) -> Event {
    let person = Person::new(id(person), name);
    Event::PersonJoined {
        person,
        is_same_browser,
        was_there: false,
    }
}

fn track(source: Source) -> Track {
    Track {
        source,
        status: visavis_call::Status::On,
    }
}

/// Ada reports the status of one of her sources.
fn sends(source: Source, status: visavis_call::Status) -> Event {
    let track = Track { source, status };
    Event::MediaChanged(id("a"), SortedMap::from([("2".to_owned(), track)]))
}

fn failure(message: &str) -> Failure {
    Failure::new(Code::CameraDenied, message)
}

fn logged(message: Message) -> Event {
    Event::Logged {
        peer: id("a"),
        direction: Direction::Sent,
        message,
    }
}

/// Strings whose file does not exist.
fn no_such_words(language: &str) -> js_sys::Object {
    let strings = js_sys::Object::new();
    js_sys::Reflect::set(&strings, &language.into(), &"/no-such-strings.txt".into()).unwrap();
    strings
}

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(extends = HtmlCanvasElement)]
    type Painting;
    #[wasm_bindgen(method, js_name = captureStream)]
    fn capture_stream(this: &Painting) -> MediaStream;
}

/// Returns the stream of a portrait canvas.
fn painted() -> MediaStream {
    let document = web_sys::window().unwrap().document().unwrap();
    let painting: Painting = document.create_element("canvas").unwrap().unchecked_into();
    painting.set_width(90);
    painting.set_height(160);
    let brush: CanvasRenderingContext2d = painting.get_context("2d").unwrap().unwrap().unchecked_into();
    let stream = painting.capture_stream();
    brush.fill_rect(0.0, 0.0, 90.0, 160.0);

    stream
}
