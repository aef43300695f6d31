//! Tests how loud people are played.

use super::*;
use visavis_call::Volume;

#[wasm_bindgen_test]
fn a_person_in_the_same_browser_is_muted_until_unmuted_by_click() {
    let page = Page::in_call();
    page.tell(joined("a", "Ada", true));
    page.tell(volume("a", 1.0, true));
    page.tell(joined("b", "Lin", false));
    page.tell(Event::SameBrowser(id("b")));
    page.tell(volume("b", 1.0, true));
    assert!(page.video("a").muted());
    assert!(page.video("b").muted());

    page.find::<HtmlElement>("[data-person=a] [data-action=play-sound]")
        .click();

    assert!(!page.video("a").muted(), "within the click");
    assert_eq!(page.intentions().last(), Some(&mute("a", false)));
    page.tell(volume("a", 1.0, false));
    assert!(page.video("b").muted());
    assert_eq!(page.attribute("[data-person=a]", "data-sound"), "playing");
}

#[wasm_bindgen_test]
fn a_person_is_played_as_loud_as_they_are_set() {
    let page = Page::in_call();
    page.tell(joined("a", "Ada", false));
    let button = page.find::<HtmlElement>("[data-of=a] [data-action=mute-here]");

    page.tell(volume("a", 0.3, false));
    assert!((page.video("a").volume() - 0.3).abs() < 1e-6);
    assert_eq!(
        page.attribute("[data-of=a] .mute-here", "aria-label"),
        "Mute for me: Ada"
    );

    button.click();
    assert_eq!(page.intentions().last(), Some(&mute("a", true)));
    page.tell(volume("a", 0.3, true));
    assert!(page.video("a").muted());
    assert_eq!(
        page.attribute("[data-of=a] .mute-here", "aria-label"),
        "Unmute for me: Ada"
    );
    assert!(is_shown(&page, "[data-person=a] .muted-here"));
    assert!(
        !is_shown(&page, "[data-person=a] .silenced"),
        "that is for the same browser"
    );

    button.click();
    assert_eq!(page.intentions().last(), Some(&mute("a", false)));
    page.tell(volume("a", 0.3, false));
    assert!(!page.video("a").muted());
}

#[wasm_bindgen_test]
fn a_shared_screen_is_played_as_the_person_is() {
    let page = Page::in_call();
    page.tell(joined("a", "Ada", false));
    page.tell(volume("a", 0.5, true));

    page.view
        .show(&Notice::RemoteStream(id("a"), Picture::Screen, painted()));
    page.tell(Event::MediaChanged(
        id("a"),
        SortedMap::from([("0".to_owned(), track(Source::Screen))]),
    ));

    let video = page.find::<web_sys::HtmlVideoElement>("[data-screen-of=a] video");
    assert!(video.muted());
    page.tell(volume("a", 0.5, false));
    assert!(!video.muted());
    assert!((video.volume() - 0.5).abs() < 1e-6);
}

fn volume(person: &str, volume: f64, is_muted: bool) -> Event {
    Event::VolumeChanged {
        id: id(person),
        volume: Volume::new(volume).unwrap(),
        is_muted,
    }
}

fn mute(person: &str, muted: bool) -> Command {
    let person = id(person);
    Command::MutePerson { person, muted }
}

fn is_shown(page: &Page, selector: &str) -> bool {
    page.find::<Element>(selector).get_bounding_client_rect().width() > 0.0
}
