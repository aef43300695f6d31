//! Tests what is said of pictures, recordings and reports: only what is known.

use super::recording::LATE_RECORDER;
use super::spy::{PRESSED, Spy, finished, look};
use super::*;
use crate::web::object::text;
use wasm_bindgen_futures::JsFuture;
use web_sys::Blob;

/// Firefox on a busy machine.
#[wasm_bindgen_test]
async fn a_recording_waits_longer_if_all_its_data_is_late() {
    let _recorder = Spy::set(&recorder("", 1_000));
    let recording = modules::record_stream(&painted());

    let file: Blob = finished(recording.stop()).await.unchecked_into();

    assert_eq!(file.size(), 4.0);
}

#[wasm_bindgen_test]
async fn an_empty_recording_is_a_failure() {
    let page = Page::in_call();
    let _spies = Spy::all([PRESSED, &recorder("", 60_000)]);
    let recording = modules::record_stream(&painted());
    page.press("record");
    eventually(|| page.is_recording()).await;

    page.press("record");

    let error = JsFuture::from(recording.stop()).await.unwrap_err();
    assert_eq!(text(&error, "code").as_deref(), Some("RecordingEmpty"));
    eventually(|| page.all(".file code").len() == 1).await;
    assert_eq!(page.text(".file code"), "RecordingEmpty");
    assert!(page.text(".file .sentence").starts_with("Nothing was recorded"));
    assert!(page.find::<HtmlElement>(".file > a").hidden());
    assert_eq!(look("kept.length"), "0");
}

/// No browser tells that it saves nothing, but a frame of the same origin can be looked at.
#[wasm_bindgen_test]
async fn what_a_frame_does_not_let_be_saved_is_shown() {
    let page = Page::in_call();
    let _spies = Spy::all([PRESSED, LATE_RECORDER, FRAMED]);
    page.press("record");
    eventually(|| page.is_recording()).await;
    page.press("record");
    eventually(|| page.all(".file video").len() == 1).await;

    assert!(
        page.text(".file .sentence")
            .starts_with("Your recording is ready. If your browser saves nothing")
    );
    assert_eq!(page.text(".file code"), "DownloadForbidden");
    assert_eq!(look("clicks"), "0");
    assert!(page.find::<HtmlElement>(".file > a").hidden());
    let video: HtmlVideoElement = page.find(".file video");
    assert!(video.src().starts_with("blob:"), "{}", video.src());

    page.find::<HtmlElement>(".file [data-action=dismiss]").click();
    assert_eq!(page.all(".file").len(), 0);
    // Files of earlier tests may be revoked meanwhile.
    assert_eq!(look(&format!("revoked.includes('{}')", video.src())), "true");

    let _allowed = Spy::set("framing.sandbox.add('allow-downloads');");
    page.press("save-report");
    eventually(|| look("clicks") == "1").await;
    assert_eq!(page.all(".file").len(), 0);
    assert!(
        page.text(".passing")
            .contains("Your report is ready. Check your browser's downloads.")
    );
}

/// As with `privacy.resistFingerprinting` of Firefox.
#[wasm_bindgen_test]
async fn noise_is_never_kept_as_a_picture() {
    let page = Page::in_call();
    let _spies = Spy::all([PRESSED, LATE_RECORDER, NOISE]);
    page.tell(joined("a", "Ada", true));
    page.view
        .show_now(&Notice::RemoteStream(id("a"), Picture::Person, painted()));
    eventually(|| page.video("a").video_width() > 0).await;
    page.tell(sends(Source::Camera, visavis_call::Status::On));

    page.press("snapshot");
    eventually(|| page.all(".file").len() == 1).await;
    assert_eq!(page.text(".file code"), "PictureScrambled");
    assert_eq!(look("kept.length"), "0");

    page.press("record");
    eventually(|| page.is_recording()).await;
    assert!(page.text(".recording").contains("You're recording audio only"));
    assert_eq!(page.all(".file code").len(), 2);
    page.press("record");
    eventually(|| look("kept.length") == "1").await;
    assert_eq!(look("recorded"), "audio");
}

#[wasm_bindgen_test]
async fn a_report_that_cannot_be_made_is_reported() {
    let page = Page::in_call();
    let _spies = Spy::all([
        PRESSED,
        "const previous = URL.createObjectURL;
         URL.createObjectURL = () => { throw new TypeError('refused'); };
         undo = () => { URL.createObjectURL = previous; };",
    ]);

    page.press("save-report");

    eventually(|| page.text(".passing") == "The report couldn't be created.").await;
}

#[wasm_bindgen_test]
fn pictures_are_not_said_to_be_back_if_the_own_camera_is_off() {
    let page = Page::in_call();
    let pictures_return = || {
        for wanted in [false, true] {
            page.tell(Event::PicturesWanted {
                from: visavis_call::Participant::Local,
                wanted,
            });
        }
        let lines = page.all(".passing .line");
        plain(lines.last().unwrap().text_content())
    };
    assert_eq!(
        pictures_return(),
        "Video is back on. Your own camera is still off."
    );

    page.own(Source::Camera, visavis_call::Status::On, None);
    assert_eq!(pictures_return(), "Video is back on.");
}

/// Returns a recorder that delivers `slice` before its end, and `last` so many milliseconds after it.
fn recorder(slice: &str, late: u32) -> String {
    LATE_RECORDER
        .replace("slice ", slice)
        .replace("50);", &format!("{late});"))
}

const FRAMED: &str = "
    framing = document.createElement('iframe');
    framing.sandbox = 'allow-scripts allow-same-origin';
    const fake = { parent: { get: () => around }, frameElement: { get: () => framing } };
    const around = { get parent() { return around; } };
    const real = Object.fromEntries(Object.keys(fake).map((name) => [name, Object.getOwnPropertyDescriptor(window, name)]));
    for (const name in fake) Object.defineProperty(window, name, { ...fake[name], configurable: true });
    clicks = 0;
    HTMLAnchorElement.prototype.click = () => { clicks += 1; };
    revoked = [];
    const { revokeObjectURL } = URL;
    URL.revokeObjectURL = (url) => { revoked.push(url); revokeObjectURL.call(URL, url); };
    undo = () => {
        Object.defineProperties(window, real);
        URL.revokeObjectURL = revokeObjectURL;
    };";

const NOISE: &str = "
    const { getImageData } = CanvasRenderingContext2D.prototype;
    CanvasRenderingContext2D.prototype.getImageData = function (...given) {
        const image = getImageData.apply(this, given);
        crypto.getRandomValues(image.data);
        return image;
    };
    undo = () => { CanvasRenderingContext2D.prototype.getImageData = getImageData; };";
