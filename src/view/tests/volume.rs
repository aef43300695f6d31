//! Tests how loud people are played.

use super::*;
use visavis_call::Volume;

#[wasm_bindgen_test]
fn a_person_in_the_same_browser_is_muted_until_unmuted_by_click() {
    let page = Page::in_call();
    page.tell(joined("a", "Ada", true));
    page.tell(volume_of("a", 1.0, true));
    page.tell(joined("b", "Lin", false));
    page.tell(Event::SameBrowser(id("b")));
    page.tell(volume_of("b", 1.0, true));
    assert!(page.video("a").muted());
    assert!(page.video("b").muted());

    page.find::<HtmlElement>("[data-person=a] [data-action=play-sound]")
        .click();

    assert!(!page.video("a").muted(), "within the click");
    assert_eq!(page.intentions().last(), Some(&mute("a", false)));
    page.tell(volume_of("a", 1.0, false));
    assert!(page.video("b").muted());
    assert_eq!(page.attribute("[data-person=a]", "data-sound"), "playing");
}

#[wasm_bindgen_test]
fn a_person_is_played_as_loud_as_they_are_set() {
    let page = Page::in_call();
    page.tell(joined("a", "Ada", false));
    let button = page.find::<HtmlElement>("[data-of=a] [data-action=mute-here]");

    page.tell(volume_of("a", 0.3, false));
    assert!((page.video("a").volume() - 0.3).abs() < 1e-6);
    assert_eq!(
        page.attribute("[data-of=a] .mute-here", "aria-label"),
        "Mute for me: Ada"
    );

    button.click();
    assert_eq!(page.intentions().last(), Some(&mute("a", true)));
    page.tell(volume_of("a", 0.3, true));
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
    page.tell(volume_of("a", 0.3, false));
    assert!(!page.video("a").muted());
}

#[wasm_bindgen_test]
fn a_slider_says_how_loud_a_person_is_played() {
    let page = Page::in_call();
    page.tell(joined("a", "Ada", false));
    page.press("people");
    let slider = page.field("[data-of=a] .volume");
    let shown = || {
        (
            slider.value(),
            page.attribute("[data-of=a] .volume", "aria-valuetext"),
        )
    };
    assert_eq!(shown(), ("100".into(), "100 %".into()));
    assert_eq!(page.attribute("[data-of=a] .volume", "aria-label"), "Volume: Ada");

    page.slide("a", "30");
    let (person, volume) = (id("a"), Volume::new(0.3).unwrap());
    assert_eq!(page.intentions(), [Command::SetVolume { person, volume }]);
    page.tell(volume_of("a", 0.3, false));
    assert_eq!(shown(), ("30".into(), "30 %".into()));

    page.slide("a", "0");
    assert_eq!(
        page.intentions()[1..],
        [mute("a", true)],
        "to be unmuted as loud as before"
    );
    page.tell(volume_of("a", 0.3, true));
    assert_eq!(shown(), ("0".into(), "0 %".into()));

    page.slide("a", "80");
    let (person, volume) = (id("a"), Volume::new(0.8).unwrap());
    assert_eq!(
        page.intentions()[2..],
        [Command::SetVolume { person, volume }, mute("a", false)]
    );
    page.tell(volume_of("a", 0.8, false));
    page.tell(volume_of("a", 0.8, true));
    assert_eq!(shown().0, "0");
    page.tell(volume_of("a", 0.8, false));
    assert_eq!(shown().0, "80");
}

#[wasm_bindgen_test]
fn a_shared_screen_is_played_as_the_person_is() {
    let page = Page::in_call();
    page.tell(joined("a", "Ada", false));
    page.tell(volume_of("a", 0.5, true));

    page.view
        .show_now(&Notice::RemoteStream(id("a"), Picture::Screen, painted()));
    page.tell(Event::MediaChanged(
        id("a"),
        SortedMap::from([("0".to_owned(), track(Source::Screen))]),
    ));

    let video = page.find::<web_sys::HtmlVideoElement>("[data-screen-of=a] video");
    assert!(video.muted());
    page.tell(volume_of("a", 0.5, false));
    assert!(!video.muted());
    assert!((video.volume() - 0.5).abs() < 1e-6);
}

fn volume_of(person: &str, volume: f64, is_muted: bool) -> Event {
    Event::VolumeChanged {
        id: id(person),
        volume: Volume::new(volume).unwrap(),
        is_muted,
    }
}

impl Page {
    fn slide(&self, person: &str, to: &str) {
        let slider = self.field(&format!("[data-of={person}] .volume"));
        slider.set_value(to);
        slider
            .dispatch_event(&web_sys::Event::new("input").unwrap())
            .unwrap();
    }
}

fn mute(person: &str, muted: bool) -> Command {
    let person = id(person);
    Command::MutePerson { person, muted }
}

fn is_shown(page: &Page, selector: &str) -> bool {
    page.find::<Element>(selector).get_bounding_client_rect().width() > 0.0
}
