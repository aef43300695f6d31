//! Tests what a server vouches for: names that cannot be changed, and pictures of people.

use super::*;
use visavis_call::Participant;
use visavis_call::protocol::Identity;

/// A red pixel.
const PIXEL: &str = "data:image/gif;base64,R0lGODlhAQABAIAAAP8AAP8AACwAAAAAAQABAAACAkQBADs=";

#[wasm_bindgen_test]
async fn a_picture_takes_the_place_of_the_initials_in_tile_and_list() {
    let page = Page::in_call();

    page.tell(known("a", Some(PIXEL)));

    eventually(|| page.all(".portrait").len() == 2).await;
    assert!(is_seen(&page, "[data-person=a] .portrait"));
    assert!(!is_seen(&page, "[data-person=a] .initials"));
    assert_eq!(page.all(".everyone .initials + .portrait").len(), 1);
    for (name, value) in [("alt", ""), ("referrerpolicy", "no-referrer")] {
        assert_eq!(page.attribute(".portrait", name), value);
    }
    page.tell(Event::PersonLeft {
        id: id("a"),
        reason: LeftReason::Left,
    });
    assert_eq!(page.all(".portrait").len(), 0);
}

#[wasm_bindgen_test]
async fn a_picture_that_cannot_be_loaded_leaves_the_initials() {
    let page = Page::in_call();

    page.tell(known("a", Some("data:image/png;base64,AAAA")));
    page.tell(known("b", Some(PIXEL)));

    eventually(|| page.all("[data-person=b] .portrait").len() == 1).await;
    assert_eq!(page.all("[data-person=a] .portrait").len(), 0);
    assert!(is_seen(&page, "[data-person=a] .initials"));
}

#[wasm_bindgen_test]
async fn another_picture_replaces_the_former_one() {
    let page = Page::in_call();
    page.tell(known("a", Some(PIXEL)));
    eventually(|| page.all(".portrait").len() == 2).await;
    let other = PIXEL.replace("AP8AAP8AAC", "AAD/AAD/AC");

    page.tell(changed(
        Participant::Remote(id("a")),
        Some(identity(Some(&other))),
    ));
    eventually(|| page.all("[data-person=a] .portrait").len() == 1).await;

    assert_eq!(page.attribute("[data-person=a] .portrait", "src"), other);
    page.tell(changed(Participant::Remote(id("a")), None));
    assert_eq!(page.all(".portrait").len(), 0);
    assert_eq!(
        page.all(".vouched").iter().filter(|mark| is_drawn(mark)).count(),
        0
    );
}

#[wasm_bindgen_test]
fn only_a_name_that_is_vouched_for_has_a_mark() {
    let page = Page::in_call();

    page.tell(known("a", None));
    page.tell(joined("b", "Ada Lovelace", false));

    assert!(is_seen(&page, "[data-person=a] .vouched"));
    assert!(!is_seen(&page, "[data-person=b] .vouched"));
    assert_eq!(
        page.attribute("[data-person=a] .vouched", "aria-label"),
        "Verified name"
    );
}

#[wasm_bindgen_test]
fn the_chat_marks_a_name_that_is_vouched_for() {
    let page = Page::in_call();
    page.tell(known("a", None));
    page.tell(joined("b", "Ada Lovelace", false));
    page.press("chat");

    for from in ["a", "b"] {
        page.tell(Event::Said {
            from: Participant::Remote(id(from)),
            id: from.to_owned(),
            at: 1_764_504_000_000,
            text: "Hello".to_owned(),
        });
    }

    let marks = page.all(".said .by .vouched");
    assert_eq!(marks.iter().map(is_drawn).collect::<Vec<_>>(), [true, false]);
}

#[wasm_bindgen_test]
fn the_host_sees_whose_name_is_vouched_for() {
    let page = Page::in_call();
    let known = Person::new(id("k"), "Kim").with_identity(Some(identity(None)));

    page.tell(Event::Knocking(vec![known, Person::new(id("l"), "Lin")]));

    assert!(is_seen(&page, ".knock[data-of=k] .vouched"));
    assert!(!is_seen(&page, ".knock[data-of=l] .vouched"));
}

#[wasm_bindgen_test]
async fn the_lobby_shows_the_name_of_the_token_and_keeps_what_was_written() {
    let page = Page::open();

    page.tell(changed(Participant::Local, Some(identity(Some(PIXEL)))));

    let field = page.field("input[name=name]");
    assert_eq!((field.value(), field.read_only()), ("Ada Lovelace".into(), true));
    assert_eq!(page.text(".field span"), "Your name, from your invitation");
    assert_eq!(page.text(".own .initials"), "AL");
    eventually(|| page.all(".own .portrait").len() == 1).await;

    page.press("join");
    let name = "Grace Hopper".to_owned();
    assert!(page.intentions().contains(&Command::Join { name }));
    page.tell(changed(Participant::Local, None));
    assert_eq!((field.value(), field.read_only()), ("Grace Hopper".into(), false));
    assert_eq!(page.text(".field span"), "Your name");
    assert_eq!(page.all(".own .portrait").len(), 0);
}

fn known(person: &str, picture: Option<&str>) -> Event {
    Event::PersonJoined {
        person: Person::new(id(person), "Chosen").with_identity(Some(identity(picture))),
        is_same_browser: false,
        was_there: false,
    }
}

fn identity(picture: Option<&str>) -> Identity {
    Identity {
        subject: Some("7".into()),
        name: Some("Ada Lovelace".into()),
        picture: picture.map(str::to_owned),
        ..Identity::default()
    }
}

fn changed(of: Participant, identity: Option<Identity>) -> Event {
    Event::IdentityChanged { of, identity }
}

fn is_seen(page: &Page, selector: &str) -> bool {
    is_drawn(&page.find(selector))
}

fn is_drawn(element: &Element) -> bool {
    element.get_bounding_client_rect().width() > 0.0
}
