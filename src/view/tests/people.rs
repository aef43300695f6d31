//! Tests the tiles of people.

use super::*;

#[wasm_bindgen_test]
fn names_with_markup_in_them_stay_text() {
    let page = Page::in_call();

    page.tell(joined("a", "<img src=x onerror=alert(1)>\u{202E}", false));

    assert_eq!(page.text(".person .name"), "<img src=x onerror=alert(1)>");
    assert_eq!(page.all("img:not(.logo)").len(), 0);
}

#[wasm_bindgen_test]
fn an_overlong_name_is_truncated() {
    let page = Page::in_call();

    page.tell(joined("a", &"x".repeat(10_000), false));

    assert_eq!(page.text(".person .name").chars().count(), NAME_CHARS + 1);
}

#[wasm_bindgen_test]
fn a_tile_shows_the_state_of_its_person() {
    let page = Page::in_call();
    page.tell(joined("a", "Ada", false));
    page.tell(Event::LinkChanged(id("a"), LinkState::Troubled));
    page.tell(Event::MediaChanged(
        id("a"),
        SortedMap::from([
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
fn leaving_removes_the_tile_and_is_announced() {
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
async fn a_tile_is_marked_once_it_has_a_picture() {
    const RESIZE: EventType<web_sys::Event> = EventType::new("resize");
    let page = Page::in_call();
    page.tell(joined("a", "Ada", true));
    let (seen, sees) = oneshot::channel();
    let seen = Cell::new(Some(seen));
    let _listener = Listener::new(&page.video("a"), &RESIZE, move |_| {
        seen.take().map(|seen| seen.send(()).ok());
    });
    assert!(
        !page
            .find::<Element>("[data-person=a]")
            .has_attribute("data-picture")
    );

    page.view
        .show_now(&Notice::RemoteStream(id("a"), Picture::Person, painted()));
    sees.await.unwrap();

    assert!(
        page.find::<Element>("[data-person=a]")
            .has_attribute("data-picture")
    );
    assert_eq!(page.attribute("[data-person=a]", "data-shape"), "upright");
}

#[wasm_bindgen_test]
fn the_poor_connection_icon_has_an_accessible_name() {
    let page = Page::in_call();
    page.tell(joined("a", "Ada", false));

    assert_eq!(page.attribute("button.troubled", "aria-label"), "Poor connection");
}
