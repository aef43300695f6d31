//! What a person sees and does, in a real browser.

use super::*;
use crate::web::EventType;
use futures_channel::oneshot;
use std::collections::BTreeMap;
use visavis_call::roap::envelope::{ClientId, LeftReason, Person};
use visavis_call::roap::{Error, ErrorType, Exchange, Message, Offer, SessionId};
use visavis_call::{Direction, LinkState, Source, Track};
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::{
    CanvasRenderingContext2d, HtmlCanvasElement, HtmlElement, HtmlVideoElement, MediaStream, ShadowRootInit,
    ShadowRootMode,
};

wasm_bindgen_test_configure!(run_in_browser);

#[wasm_bindgen_test]
fn the_lobby_says_which_room_and_asks_for_a_name() {
    let page = Page::open();

    assert_eq!(page.attribute(".visavis", "data-screen"), "lobby");
    assert_eq!(page.text(".room"), "standup");
    assert_eq!(page.field("input[name=name]").value(), "Grace Hopper");
    assert_eq!(page.text(".initials"), "GH");
}

#[wasm_bindgen_test]
fn every_screen_has_its_words() {
    let page = Page::open();

    for screen in [Screen::Lobby, Screen::Call, Screen::After] {
        page.view.screens.show(screen, &page.view.own).unwrap();
        let buttons = page.all("button");
        assert!(!buttons.is_empty());
        for button in buttons {
            let label = button.get_attribute("aria-label");
            let name = label.or_else(|| button.text_content()).unwrap_or_default();
            assert!(!name.trim().is_empty(), "{}", button.outer_html());
        }
    }
}

#[wasm_bindgen_test]
fn joining_hands_on_the_name_that_was_typed() {
    let page = Page::open();
    page.field("input[name=name]").set_value("  Ada  ");

    page.press("join");

    let name = "Ada".to_owned();
    assert_eq!(page.intentions(), [Intention::Join { name }]);
}

#[wasm_bindgen_test]
fn each_button_means_one_thing() {
    let page = Page::in_call();
    page.own(Source::Camera, visavis_call::Status::On, None);

    page.press("camera");
    page.press("microphone");
    page.press("log");
    page.press("leave");

    let (camera, microphone) = (Source::Camera, Source::Microphone);
    assert_eq!(
        page.intentions(),
        [
            Intention::Switch {
                source: camera,
                on: false
            },
            Intention::Switch {
                source: microphone,
                on: true
            },
            Intention::Leave,
        ]
    );
}

#[wasm_bindgen_test]
fn a_button_is_in_the_document_once() {
    let page = Page::in_call();
    assert_eq!(page.all("[data-action=camera]").len(), 1);
    assert_eq!(page.all("[data-action=join]").len(), 0);
    assert_eq!(page.all("video[part=self]").len(), 1);

    page.tell(Event::Left);

    assert_eq!(page.all("[data-action=camera]").len(), 0);
    assert_eq!(page.all("[data-action=rejoin]").len(), 1);
}

#[wasm_bindgen_test]
fn names_with_markup_in_them_stay_text() {
    let page = Page::in_call();

    page.tell(joined("a", "<img src=x onerror=alert(1)>\u{202E}", false));

    assert_eq!(page.text(".person .name"), "<img src=x onerror=alert(1)>");
    assert_eq!(page.all("img").len(), 0);
}

#[wasm_bindgen_test]
fn a_name_without_end_is_cut() {
    let page = Page::in_call();

    page.tell(joined("a", &"x".repeat(10_000), false));

    assert_eq!(page.text(".person .name").chars().count(), NAME_CHARS + 1);
}

#[wasm_bindgen_test]
fn a_tile_carries_what_is_known_of_its_person() {
    let page = Page::in_call();
    page.tell(joined("a", "Ada", false));
    page.tell(Event::LinkChanged(id("a"), LinkState::Troubled));
    page.tell(Event::MediaChanged(
        id("a"),
        BTreeMap::from([
            ("0".to_owned(), track(Source::Microphone)),
            ("1".to_owned(), track(Source::Screen)),
        ]),
    ));

    assert_eq!(page.attribute("[data-person=a]", "data-link"), "troubled");
    assert_eq!(page.attribute("[data-person=a]", "data-microphone"), "on");
    assert_eq!(page.attribute("[data-person=a]", "data-camera"), "off");
    assert_eq!(page.attribute(".stage", "data-people"), "1");
}

#[wasm_bindgen_test]
fn who_leaves_takes_the_tile_along_and_is_named() {
    let page = Page::in_call();
    page.tell(joined("a", "Ada", false));
    page.tell(joined("b", "Lin", false));

    page.tell(Event::PersonLeft {
        id: id("a"),
        reason: LeftReason::Left,
    });

    assert_eq!(page.all(".person").len(), 1);
    assert_eq!(page.attribute(".stage", "data-people"), "1");
    assert!(page.text(".status").contains("Ada left the call"));
}

#[wasm_bindgen_test]
fn someone_in_the_same_browser_is_silent_until_their_sound_is_asked_for() {
    let page = Page::in_call();
    page.tell(joined("a", "Ada", true));
    page.tell(joined("b", "Lin", false));
    page.tell(Event::SameBrowser(id("b")));
    assert!(page.video("a").muted());
    assert!(page.video("b").muted());

    page.find::<HtmlElement>("[data-person=a] [data-action=play-sound]")
        .click();

    assert!(!page.video("a").muted());
    assert!(page.video("b").muted());
    assert_eq!(page.attribute("[data-person=a]", "data-sound"), "playing");
}

#[wasm_bindgen_test]
async fn a_tile_is_marked_once_it_has_a_picture() {
    const RESIZE: EventType<web_sys::Event> = EventType::new("resize");
    let page = Page::in_call();
    page.tell(joined("a", "Ada", true));
    let (seen, sees) = oneshot::channel();
    let mut seen = Some(seen);
    let _listener = Listener::new(&page.video("a"), &RESIZE, move |_| {
        seen.take().map(|seen| seen.send(()).ok());
    });
    assert!(
        !page
            .find::<Element>("[data-person=a]")
            .has_attribute("data-picture")
    );

    page.view
        .show(&Notice::RemoteStream(id("a"), Shown::Person, painted()));
    sees.await.unwrap();

    assert!(
        page.find::<Element>("[data-person=a]")
            .has_attribute("data-picture")
    );
    assert_eq!(page.attribute("[data-person=a]", "data-shape"), "upright");
}

#[wasm_bindgen_test]
fn signalling_is_told_in_a_sentence_and_an_attribute() {
    let page = Page::open();

    page.tell(Event::SignallingChanged(Signalling::TabsOnly));

    assert_eq!(page.attribute(".visavis", "data-screen"), "call");
    assert_eq!(page.attribute(".visavis", "data-signalling"), "tabs-only");
    assert!(
        page.text(".status")
            .contains("only tabs of this browser can find each other")
    );
}

#[wasm_bindgen_test]
fn what_is_wrong_with_both_devices_is_said_once_and_until_it_is_right() {
    let page = Page::in_call();
    let denied = visavis_call::Status::Denied;
    page.own(Source::Camera, denied, Some("Allow the camera."));
    page.own(Source::Microphone, denied, Some("Allow the camera."));
    assert_eq!(page.all(".note").len(), 1);
    assert_eq!(page.text(".note .sentence"), "Allow the camera.");
    assert_eq!(page.text(".note code"), "Denied");

    page.own(Source::Camera, visavis_call::Status::On, None);
    assert_eq!(page.all(".note").len(), 1);
    page.own(Source::Microphone, visavis_call::Status::On, None);

    assert_eq!(page.all(".note").len(), 0);
}

#[wasm_bindgen_test]
fn leaving_after_a_failure_does_not_hide_why() {
    let page = Page::in_call();
    page.tell(joined("a", "Ada", false));

    page.tell(Event::Failed(failure("This call is full (6 people).")));
    page.tell(Event::Left);

    assert_eq!(page.attribute(".visavis", "data-screen"), "after");
    assert_eq!(page.text(".after .sentence"), "This call is full (6 people).");
    page.press("try-again");
    let name = "Grace Hopper".to_owned();
    assert_eq!(page.intentions(), [Intention::Join { name }]);
}

#[wasm_bindgen_test]
fn the_log_names_an_exchange_in_full() {
    let page = Page::in_call();
    page.tell(joined("a", "Ada", false));
    let exchange = Exchange {
        offerer: SessionId::new("0123456789abcdef"),
        answerer: None,
        seq: 1,
    };

    page.tell(logged(Message::Offer(Offer {
        exchange: exchange.clone(),
        tie_breaker: 7,
        sdp: "v=0 <b>".to_owned(),
    })));
    page.tell(logged(Message::Error(Error {
        exchange,
        error_type: ErrorType::NoMatch,
        retry_after: None,
        cause: None,
    })));

    let offer =
        "[data-type=OFFER][data-direction=sent][data-peer=a][data-seq='1'][data-offerer='0123456789abcdef']";
    assert_eq!(page.text(&format!("{offer} .with")), "to Ada");
    assert_eq!(page.text(&format!("{offer} summary")), "SDP, 7 bytes");
    assert_eq!(page.text(&format!("{offer} pre")), "v=0 <b>");
    assert_eq!(page.all("[data-type=ERROR][data-error=NOMATCH]").len(), 1);
}

#[wasm_bindgen_test]
fn the_log_keeps_the_last_500_rows() {
    let page = Page::in_call();

    for seq in 1..=510 {
        page.tell(logged(Message::Ok(Exchange {
            offerer: None,
            answerer: None,
            seq,
        })));
    }

    assert_eq!(page.all(".logged").len(), 500);
    assert_eq!(page.attribute(".logged", "data-seq"), "11");
}

#[wasm_bindgen_test]
fn several_views_share_a_page_and_nothing_else() {
    let (one, other) = (Page::in_call(), Page::open());

    one.tell(joined("a", "Ada", false));

    assert_eq!(one.all(".person").len(), 1);
    assert_eq!(other.attribute(".visavis", "data-screen"), "lobby");
    let sheets = [&one, &other].map(|page| page.shadow.adopted_style_sheets().get(0));
    assert!(!sheets[0].is_undefined());
    assert_eq!(sheets[0], sheets[1]);
}

#[wasm_bindgen_test]
fn a_dropped_view_leaves_nothing_behind() {
    let Page {
        view,
        shadow,
        intended,
        ..
    } = Page::in_call();
    let button: HtmlElement = shadow
        .query_selector("[data-action=leave]")
        .unwrap()
        .unwrap()
        .unchecked_into();

    drop(view);
    button.click();

    assert_eq!(shadow.child_element_count(), 0);
    assert_eq!(Rc::strong_count(&intended), 1, "no listener holds it");
    assert!(intended.borrow().is_empty());
}

/// A view in an element of its own, which goes with it.
struct Page {
    view: View,
    _host: Host,
    shadow: ShadowRoot,
    intended: Rc<RefCell<Vec<Intention>>>,
}

struct Host(Element);

impl Drop for Host {
    fn drop(&mut self) {
        self.0.remove();
    }
}

impl Page {
    fn open() -> Self {
        let document = web_sys::window().unwrap().document().unwrap();
        let host = document.create_element("div").unwrap();
        document.body().unwrap().append_child(&host).unwrap();
        let shadow = host
            .attach_shadow(&ShadowRootInit::new(ShadowRootMode::Open))
            .unwrap();
        let intended: Rc<RefCell<Vec<Intention>>> = Rc::default();
        let note = Rc::clone(&intended);
        let about = About {
            room: "standup".to_owned(),
            link: "https://calls.example/#standup".to_owned(),
            name: "Grace Hopper".to_owned(),
            ring: false,
        };
        let view = View::new(&shadow, about, move |intention| note.borrow_mut().push(intention)).unwrap();

        Self {
            view,
            _host: Host(host),
            shadow,
            intended,
        }
    }

    fn in_call() -> Self {
        let page = Self::open();
        page.tell(Event::SignallingChanged(Signalling::Connected));
        page
    }

    fn tell(&self, event: Event) {
        self.view.show(&Notice::Call(event));
    }

    fn own(&self, source: Source, status: visavis_call::Status, problem: Option<&str>) {
        let problem = problem.map(failure);
        self.view.show(&Notice::OwnMedia {
            source,
            status,
            problem,
        });
    }

    fn intentions(&self) -> Vec<Intention> {
        self.intended.borrow().clone()
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
        self.find::<Element>(selector).text_content().unwrap()
    }

    fn attribute(&self, selector: &str, name: &str) -> String {
        self.find::<Element>(selector).get_attribute(name).unwrap()
    }

    fn field(&self, selector: &str) -> HtmlInputElement {
        self.find(selector)
    }

    fn video(&self, person: &str) -> HtmlVideoElement {
        self.find(&format!("[data-person={person}] video"))
    }
}

fn id(text: &str) -> ClientId {
    ClientId(text.to_owned())
}

fn joined(person: &str, name: &str, is_same_browser: bool) -> Event {
    let person = Person {
        id: id(person),
        name: name.to_owned(),
        away: false,
    };
    Event::PersonJoined {
        person,
        is_same_browser,
    }
}

fn track(source: Source) -> Track {
    Track {
        source,
        status: visavis_call::Status::On,
    }
}

fn failure(message: &str) -> Failure {
    Failure {
        code: "Denied",
        message: message.to_owned(),
    }
}

fn logged(message: Message) -> Event {
    Event::Logged {
        peer: id("a"),
        direction: Direction::Sent,
        message,
    }
}

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(extends = HtmlCanvasElement)]
    type Painting;
    #[wasm_bindgen(method, js_name = captureStream)]
    fn capture_stream(this: &Painting) -> MediaStream;
}

/// The stream of a canvas that is higher than wide.
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
