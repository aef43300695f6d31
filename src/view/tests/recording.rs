//! Tests recordings, snapshots and reports, and when levels are measured.

use super::spy::{PRESSED, Spy, finished, look};
use super::*;
use crate::notice::StreamKind;
use std::time::Duration;
use visavis_call::quality::{LinkSample, Sample};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AudioContext, Blob};

#[wasm_bindgen_test]
async fn a_recording_follows_a_stream_whose_track_is_replaced() {
    let context = AudioContext::new().unwrap();
    let _spy = Spy::set(
        "recorded = [];
         const make = AudioContext.prototype.createMediaStreamSource;
         AudioContext.prototype.createMediaStreamSource = function (stream) {
             recorded.push(stream.getAudioTracks()[0].id);
             return make.call(this, stream);
         };
         undo = () => { AudioContext.prototype.createMediaStreamSource = make; };",
    );
    let (own, other) = (sounding(&context), sounding(&context));
    let track = |stream: &MediaStream| stream.get_audio_tracks().get(0).unchecked_into();
    let streams = js_sys::Array::of2(&own, &painted());
    let heard = Closure::new(move || Clone::clone(&streams));
    let recording = modules::record_sound(&heard);

    let previous: MediaStreamTrack = track(&own);
    own.remove_track(&previous);
    own.add_track(&track(&other));

    let expected = [previous.id(), track(&other).id()].join(" ");
    eventually(|| look("recorded.join(' ')") == expected).await;
    // There may be nothing in it yet, which is an error.
    JsFuture::from(recording.stop()).await.ok();
}

#[wasm_bindgen_test]
fn a_recording_contains_the_audio_of_shared_screens() {
    let state = modules::CallState::new();
    let told = |event: &str, stream: Option<&MediaStream>| {
        let make = js_sys::Function::new_with_args("stream", &["return ", event].concat());
        let stream = stream.map_or(JsValue::NULL, JsValue::from);
        state.update(&make.call1(&JsValue::NULL, &stream).unwrap());
    };
    let (own, theirs) = (painted(), painted());
    told("{ type: 'personJoined', id: 'a', name: 'Ada' }", None);

    told(
        "{ type: 'streamChanged', id: 'a', shows: 'screen', stream }",
        Some(&theirs),
    );
    told("{ type: 'streamChanged', shows: 'screen', stream }", Some(&own));
    assert_eq!(state.streams(), [own, Clone::clone(&theirs)]);

    told("{ type: 'streamChanged', shows: 'screen', stream }", None);
    assert_eq!(state.streams(), [theirs]);
}

#[wasm_bindgen_test]
async fn a_recording_waits_for_data_after_its_end() {
    let _recorder = Spy::set(LATE_RECORDER);
    let recording = modules::record_stream(&painted());

    let file: Blob = finished(recording.stop()).await.unchecked_into();

    let text = JsFuture::from(file.text()).await.unwrap();
    assert_eq!(text.as_string().unwrap(), "slice last");
    assert_eq!(file.type_(), "video/webm");
}

#[wasm_bindgen_test]
async fn closing_the_tab_while_recording_asks_first() {
    let page = Page::in_call();
    let _spies = Spy::all([PRESSED, LATE_RECORDER]);
    assert!(!asks());

    page.press("record");
    eventually(|| page.is_recording()).await;
    assert!(asks());
    page.press("record");

    assert!(!page.is_recording());
    eventually(|| page.reads_of_file(SAVED)).await;
    assert!(!asks());
}

/// The recorder reports its beginning later than the person changes their mind.
#[wasm_bindgen_test]
async fn a_recording_stopped_before_it_begins_is_never_shown() {
    let page = Page::in_call();
    let _spies = Spy::all([PRESSED, LATE_RECORDER]);
    let shown = js_sys::Array::new();
    let note = js_sys::Function::new_with_args(
        "line, shown",
        "new MutationObserver(() => line.hidden || shown.push(1)).observe(line, { attributes: true });",
    );
    let line = page.find::<Element>(".recording");
    note.call2(&JsValue::NULL, &line, &shown).unwrap();

    page.press("record");
    page.press("record");

    eventually(|| page.reads_of_file(SAVED)).await;
    assert_eq!(shown.length(), 0);
}

#[wasm_bindgen_test]
async fn leaving_saves_the_recording_and_confirms_it() {
    let page = Page::in_call();
    let _spies = Spy::all([PRESSED, LATE_RECORDER]);
    page.press("record");
    eventually(|| page.is_recording()).await;

    page.tell(Event::Left);

    assert!(!page.is_recording());
    eventually(|| page.reads_of_file(SAVED)).await;
    assert_eq!(look("kept.length"), "1");
    assert_eq!(look("kept[0].size"), "10");
}

#[wasm_bindgen_test]
async fn a_recording_shows_for_how_long_it_goes_on() {
    let page = Page::in_call();
    let _spies = Spy::all([PRESSED, LATE_RECORDER]);

    page.press("record");
    eventually(|| page.is_recording()).await;

    assert!(page.text(".recording .timer").starts_with("0:0"));
    eventually(|| page.text(".recording .timer") == "0:01").await;
    // It is in a region that is read out.
    assert_eq!(page.attribute(".recording .timer", "aria-live"), "off");
    page.press("record");
    eventually(|| page.reads_of_file(SAVED)).await;
}

/// As when the element is removed.
#[wasm_bindgen_test]
async fn a_recording_is_saved_when_its_view_is_dropped() {
    let page = Page::in_call();
    let _spies = Spy::all([PRESSED, LATE_RECORDER]);
    page.press("record");
    eventually(|| page.is_recording()).await;

    drop(page);

    eventually(|| look("kept.length") == "1").await;
    assert!(!asks());
}

#[wasm_bindgen_test]
async fn a_recording_that_cannot_start_is_reported() {
    let page = Page::in_call();
    let _spy = Spy::set(
        "const previous = MediaRecorder;
         window.MediaRecorder = function () { throw new DOMException('', 'NotSupportedError'); };
         undo = () => { window.MediaRecorder = previous; };",
    );

    page.press("record");

    eventually(|| page.text(".passing") == "This browser can't record calls.").await;
    assert!(!page.is_recording());
    assert!(!asks());
}

#[wasm_bindgen_test]
async fn a_snapshot_shows_its_outcome() {
    let page = Page::in_call();
    let _spy = Spy::set(PRESSED);
    page.press("snapshot");
    assert_eq!(
        page.text(".passing"),
        "There's no video to take a snapshot of yet."
    );

    page.tell(joined("a", "Ada", true));
    page.view
        .show_now(&Notice::RemoteStream(id("a"), Picture::Person, painted()));
    eventually(|| page.video("a").video_width() > 0).await;
    page.tell(sends(Source::Camera, visavis_call::Status::On));
    page.press("snapshot");

    eventually(|| {
        page.text(".passing")
            .contains("Your snapshot is ready. Check your browser's downloads.")
    })
    .await;
    assert_eq!(look("kept[0].type"), "image/png");
}

#[wasm_bindgen_test]
async fn a_camera_that_is_off_is_not_captured() {
    let page = Page::in_call();
    page.tell(joined("a", "Ada", true));
    page.view
        .show_now(&Notice::RemoteStream(id("a"), Picture::Person, painted()));
    eventually(|| page.video("a").video_width() > 0).await;
    page.tell(sends(Source::Camera, visavis_call::Status::Off));

    page.press("snapshot");
    page.press("pip");

    assert!(
        page.text(".passing")
            .contains("There's no video to take a snapshot of yet.")
    );
    eventually(|| {
        page.text(".passing")
            .contains("There's no video to show in picture in picture.")
    })
    .await;
}

#[wasm_bindgen_test]
fn full_screen_is_offered_where_available() {
    let page = Page::in_call();
    let is_hidden = || {
        page.find::<Element>("[data-action=full-screen]")
            .has_attribute("hidden")
    };
    for (is_there, hidden) in [("true", false), ("false", true)] {
        let _spy = Spy::set(&format!(
            "Object.defineProperty(document, 'fullscreenEnabled', {{ value: {is_there}, configurable: true }});
             undo = () => {{ delete document.fullscreenEnabled; }};"
        ));

        page.press("more");
        assert_eq!(is_hidden(), hidden);
        page.press("more");
    }
}

#[wasm_bindgen_test]
async fn a_refused_full_screen_rejects_nothing_of_the_page() {
    let page = Page::in_call();
    let _spy = Spy::set(
        "unhandled = [];
         const hear = (event) => { event.preventDefault(); unhandled.push(event.reason); };
         addEventListener('unhandledrejection', hear);
         const refuse = function () { asked = true; return Promise.reject(new TypeError('refused')); };
         const { requestFullscreen } = Element.prototype;
         Element.prototype.requestFullscreen = refuse;
         undo = () => {
             removeEventListener('unhandledrejection', hear);
             Element.prototype.requestFullscreen = requestFullscreen;
         };",
    );

    page.press("full-screen");
    assert_eq!(look("asked"), "true");
    look("Promise.reject('control')");

    eventually(|| look("unhandled.length") != "0").await;
    assert_eq!(look("unhandled.join()"), "control");
}

#[wasm_bindgen_test]
async fn a_stream_that_stays_keeps_its_meter() {
    let page = Page::in_call();
    let _spies = Spy::all([
        PRESSED,
        "meters = 0;
         const { createAnalyser } = AudioContext.prototype;
         AudioContext.prototype.createAnalyser = function () {
             meters += 1;
             return createAnalyser.call(this);
         };
         undo = () => { AudioContext.prototype.createAnalyser = createAnalyser; };",
    ]);
    page.view
        .show_now(&Notice::OwnStream(StreamKind::Person, Some(painted())));
    let has_meter = || page.with_ui(|ui| ui.meter.is_some());
    eventually(has_meter).await;

    for _ in 0..3 {
        page.with_ui(Ui::tick);
    }

    assert!(has_meter());
    assert_eq!(look("meters"), "1");
}

#[wasm_bindgen_test]
async fn no_level_is_measured_after_the_call() {
    let page = Page::in_call();
    let _spy = Spy::set(PRESSED);
    let context = AudioContext::new().unwrap();
    page.view
        .show_now(&Notice::OwnStream(StreamKind::Person, Some(sounding(&context))));
    let _count = Spy::set(
        "contexts = 0;
         const previous = AudioContext;
         const close = previous.prototype.close;
         window.AudioContext = function () { contexts += 1; return new previous(); };
         previous.prototype.close = function () { contexts -= 1; return close.call(this); };
         undo = () => { window.AudioContext = previous; previous.prototype.close = close; };",
    );
    eventually(|| look("contexts") == "1").await;

    page.view.show_now(&Notice::OwnStream(StreamKind::Person, None));
    page.tell(Event::Left);

    eventually(|| look("contexts") == "0").await;
}

#[wasm_bindgen_test]
async fn a_report_contains_each_links_state_and_history() {
    let page = Page::in_call();
    let _spy = Spy::set(PRESSED);
    page.tell(joined("a", "Ada", false));
    page.tell(Event::LinkChanged(id("a"), LinkState::Connected));
    let received = Sample {
        packets: 100,
        loss_permille: 12,
        bitrate_kbps: 640,
        frames_per_second: 24,
        frozen_permille: 0,
        jitter: Duration::ZERO,
        round_trip: None,
    };
    let sample = LinkSample {
        received,
        sent_kbps: 500,
        is_relayed: Some(false),
        picture: None,
    };
    page.tell(Event::Stats(id("a"), sample));

    page.find::<HtmlElement>("[data-action=save-report]").click();
    eventually(|| look("kept.length") == "1").await;
    let _read = Spy::set("kept[0].text().then((text) => { report = JSON.parse(text); });");
    eventually(|| look("!!window.report") == "true").await;

    assert_eq!(look("report.links.map((link) => link.link).join()"), "connected");
    assert_eq!(look("report.quality[0].peer + report.quality[0].loss"), "a1.2 %");
    assert_eq!(
        look("report.steps.map((one) => [one.step, one.peer, one.took]).join(';')"),
        "server,,0 ms;picture,a,…".replace("0 ms", &page.text("[data-step=server] .took"))
    );
    assert_eq!(look("JSON.stringify(report).includes('Ada')"), "false");
}

const SAVED: &str = "Your recording is ready. Check your browser's downloads.";

/// A recorder that delivers its last data after its end, as Firefox may.
pub(super) const LATE_RECORDER: &str = "
    const previous = MediaRecorder;
    window.MediaRecorder = class extends EventTarget {
        constructor(stream) {
            super();
            window.recorded = stream.getTracks().map(({ kind }) => kind).join();
        }
        state = 'recording';
        mimeType = 'video/webm';
        start() {}
        stop() {
            this.state = 'inactive';
            const give = (text) => this.dispatchEvent(Object.assign(new Event('dataavailable'), { data: new Blob([text]) }));
            give('slice ');
            setTimeout(() => this.dispatchEvent(new Event('stop')));
            setTimeout(() => give('last'), 50);
        }
    };
    undo = () => { window.MediaRecorder = previous; };";

impl Page {
    fn reads_of_file(&self, sentence: &str) -> bool {
        self.all(".file .sentence")
            .iter()
            .any(|line| line.text_content().as_deref() == Some(sentence))
    }

    pub(super) fn is_recording(&self) -> bool {
        !self.find::<Element>(".recording").has_attribute("hidden")
    }
}

/// Returns whether the browser would ask before closing the tab.
fn asks() -> bool {
    look("!window.dispatchEvent(new Event('beforeunload', { cancelable: true }))") == "true"
}

/// Returns a stream with a silent audio track.
fn sounding(context: &AudioContext) -> MediaStream {
    context.create_media_stream_destination().unwrap().stream()
}
