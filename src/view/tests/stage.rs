//! Tests the arrangement of the stage.

use super::self_view::CleanStorage;
use super::*;
use crate::view::lobby::is_made_up;
use std::time::Duration;
use visavis_call::Participant;
use visavis_call::quality::{LinkSample, Sample};

#[wasm_bindgen_test]
fn the_layout_follows_the_number_of_people() {
    let page = Page::in_call();
    assert_eq!(page.attribute(".stage", "data-layout"), "alone");

    page.tell(joined("a", "Ada", false));
    assert_eq!(page.attribute(".stage", "data-layout"), "pair");
    page.tell(joined("b", "Lin", false));

    assert_eq!(page.attribute(".stage", "data-layout"), "grid");
    assert_eq!(page.attribute(".stage", "data-tiles"), "3");
}

#[wasm_bindgen_test]
fn a_shared_screen_is_large_while_reported_as_shared() {
    let page = Page::in_call();
    page.tell(joined("a", "Ada", false));
    page.view
        .show_now(&Notice::RemoteStream(id("a"), Picture::Screen, painted()));
    assert_eq!(page.all(".shared").len(), 0, "not reported as shared yet");

    page.tell(sends(Source::Screen, visavis_call::Status::On));
    assert_eq!(page.attribute(".stage", "data-layout"), "screen");
    assert_eq!(page.attribute(".shared[data-main]", "aria-label"), "Ada's screen");
    page.tell(sends(Source::Screen, visavis_call::Status::Off));

    assert_eq!(page.all(".shared").len(), 0);
    assert_eq!(page.attribute(".stage", "data-layout"), "pair");
}

#[wasm_bindgen_test]
fn in_ring_mode_the_stage_is_a_list_outside_a_call() {
    let page = Page::ring();
    page.tell(joined("a", "Ada", false));
    page.tell(joined("b", "Lin", false));
    assert_eq!(page.attribute(".stage", "data-layout"), "list");

    page.tell(Event::RingChanged(id("a"), Ring::Accepted));
    assert_eq!(page.attribute(".stage", "data-layout"), "pair");
    page.tell(Event::RingChanged(id("a"), Ring::HungUp));

    assert_eq!(page.attribute(".stage", "data-layout"), "list");
}

#[wasm_bindgen_test]
fn a_rear_camera_is_not_mirrored() {
    let page = Page::in_call();
    let mirrored = || !page.find::<Element>(".own").has_attribute("data-rear");
    let stream = painted();
    page.view
        .show_now(&Notice::OwnStream(Picture::Person, Some(Clone::clone(&stream))));
    assert!(mirrored());

    let settings = js_sys::Function::new_no_args("return { facingMode: 'environment' }");
    let track = stream.get_video_tracks().get(0);
    js_sys::Reflect::set(&track, &"getSettings".into(), &settings).unwrap();
    page.own(Source::Camera, visavis_call::Status::On, None);

    assert!(!mirrored());
}

#[wasm_bindgen_test]
fn a_tucked_self_view_takes_no_place() {
    let _kept = CleanStorage::new();
    let page = Page::in_call();
    page.tell(joined("a", "Ada", false));
    page.tell(joined("b", "Lin", false));
    assert_eq!(page.attribute(".stage", "data-tiles"), "3");

    page.press("tuck");

    assert_eq!(page.attribute(".stage", "data-tiles"), "2");
}

#[wasm_bindgen_test]
fn a_shared_screen_ends_with_its_call() {
    let page = Page::ring();
    page.tell(joined("a", "Ada", false));
    page.tell(Event::RingChanged(id("a"), Ring::Accepted));
    page.view
        .show_now(&Notice::RemoteStream(id("a"), Picture::Screen, painted()));
    page.tell(sends(Source::Screen, visavis_call::Status::On));
    assert_eq!(page.attribute(".stage", "data-layout"), "screen");

    page.tell(Event::RingChanged(id("a"), Ring::HungUp));

    assert_eq!(page.attribute(".stage", "data-layout"), "list");
    assert_eq!(page.all(".shared").len(), 0);
}

#[wasm_bindgen_test]
fn an_outgoing_call_shows_its_duration() {
    let page = Page::ring();
    page.tell(joined("a", "Ada", false));
    assert_eq!(page.find::<HtmlElement>(".person .since").offset_width(), 0);

    page.tell(Event::RingChanged(id("a"), Ring::Calling));

    assert_eq!(page.text(".person .since"), "0:00");
    assert!(page.find::<HtmlElement>(".person .since").offset_width() > 0);
}

#[wasm_bindgen_test]
fn the_sharing_line_is_shown_while_sharing() {
    let page = Page::in_call();

    page.own(Source::Screen, visavis_call::Status::On, None);
    assert!(!page.find::<Element>(".sharing").has_attribute("hidden"));
    page.find::<HtmlElement>(".sharing [data-action=share]").click();
    page.own(Source::Screen, visavis_call::Status::Off, None);

    assert!(page.find::<Element>(".sharing").has_attribute("hidden"));
    let off = Command::Switch {
        source: Source::Screen,
        on: false,
    };
    assert_eq!(page.intentions(), [off]);
}

#[wasm_bindgen_test]
fn a_raised_hand_is_shown_on_the_tile_and_in_the_list() {
    let page = Page::in_call();
    page.tell(joined("a", "Ada", false));

    page.tell(Event::HandChanged {
        from: Participant::Remote(id("a")),
        is_up: true,
    });

    assert_eq!(page.all("[data-person=a][data-hand], .row[data-hand]").len(), 2);
    assert!(page.text(".status").contains("Ada raised their hand"));
}

#[wasm_bindgen_test]
fn a_random_room_name_is_not_shown_as_a_title() {
    assert!(is_made_up("babi-dufo-gaha-jiko-luma"));
    for room in [
        "standup",
        "babi-dufo",
        "BABI-dufo-gaha-jiko-luma",
        "team-meet-with-adas-mom",
    ] {
        assert!(!is_made_up(room), "{room}");
    }
}

#[wasm_bindgen_test]
fn the_quality_panel_shows_problems_before_the_first_sample() {
    let page = Page::in_call();
    page.tell(joined("a", "Ada", false));
    let trouble = || page.find::<HtmlElement>(".quality-row .trouble");

    page.tell(Event::LinkProblem(id("a"), Some(failure("No path."))));
    page.press("quality");
    assert_eq!(page.text(".quality-row .name"), "Ada");
    assert_eq!(page.text(".quality-row .trouble"), "No path.");
    assert!(trouble().offset_height() > 0);
    page.tell(Event::LinkProblem(id("a"), None));

    assert!(trouble().has_attribute("hidden"));
}

#[wasm_bindgen_test]
fn the_quality_panel_opens_with_earlier_samples() {
    let page = Page::in_call();
    page.tell(joined("a", "Ada", false));
    let received = Sample {
        frozen_permille: 0,
        packets: 100,
        loss_permille: 12,
        bitrate_kbps: 640,
        frames_per_second: 24,
        jitter: Duration::ZERO,
        round_trip: Some(Duration::from_millis(80)),
    };
    page.tell(Event::Stats(
        id("a"),
        LinkSample {
            received,
            sent_kbps: 500,
            is_relayed: Some(false),
            picture: Some((640, 360)),
        },
    ));

    page.press("quality");

    assert_eq!(page.text(".quality-row .name"), "Ada");
    assert_eq!(page.text("[data-measure=loss]"), "1.2 %");
    assert_eq!(page.text("[data-measure=round-trip]"), "80 ms");
    assert_eq!(page.text("[data-measure=picture]"), "640 × 360");
}
