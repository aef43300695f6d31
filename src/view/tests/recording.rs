//! What is kept of a call, and which devices it goes through.

use super::*;
use crate::notice::DeviceChoice;
use crate::view::recording::Recording;
use std::time::Duration;
use visavis_call::devices::DeviceKind;
use visavis_call::quality::{LinkSample, Sample};
use web_sys::{AudioContext, HtmlSelectElement};

#[wasm_bindgen_test]
fn a_recording_follows_a_stream_whose_track_is_replaced() {
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
    let mut recording = Recording::start(&context, Vec::new).unwrap();
    let (own, other) = (sounding(&context), sounding(&context));
    let track = |stream: &MediaStream| stream.get_audio_tracks().get(0).unchecked_into();
    recording.hear(&[Clone::clone(&own), painted()]);
    recording.hear(&[Clone::clone(&own)]);

    let former: MediaStreamTrack = track(&own);
    own.remove_track(&former);
    own.add_track(&track(&other));
    recording.hear(&[own]);

    let heard = [former.id(), track(&other).id()].join(" ");
    assert_eq!(look("recorded.join(' ')"), heard);
}

#[wasm_bindgen_test]
async fn a_recording_has_the_sound_of_shared_screens() {
    let page = Page::in_call();
    let _spy = Spy::set(PRESSED);
    page.tell(joined("a", "Ada", false));
    until(|| page.with_ui(|ui| ui.hearing.is_some())).await;
    page.view
        .show(&Notice::RemoteStream(id("a"), Picture::Screen, painted()));
    let shares = |source| (format!("{source:?}"), track(source));
    page.tell(Event::MediaChanged(
        id("a"),
        SortedMap::from([shares(Source::Screen), shares(Source::Microphone)]),
    ));
    let own = painted();
    page.view
        .show(&Notice::OwnStream(Picture::Screen, Some(Clone::clone(&own))));

    let theirs = page.find::<HtmlVideoElement>(".shared video").src_object();
    let voices = page.with_ui(|ui| ui.voices());

    assert!(theirs.is_some_and(|theirs| voices.contains(&theirs)));
    assert!(voices.contains(&own));
}

#[wasm_bindgen_test]
async fn whoever_closes_the_tab_while_recording_is_asked() {
    let page = Page::in_call();
    let _spy = Spy::set(PRESSED);
    until(|| page.with_ui(|ui| ui.hearing.is_some())).await;
    assert!(!asks());

    page.press("record");
    assert!(!page.find::<Element>(".recording").has_attribute("hidden"));
    assert!(asks());
    page.press("record");

    assert!(!asks());
}

#[wasm_bindgen_test]
async fn leaving_ends_a_recording_and_says_where_it_is() {
    let page = Page::in_call();
    let _spy = Spy::set(PRESSED);
    until(|| page.with_ui(|ui| ui.hearing.is_some())).await;
    page.press("record");

    page.tell(Event::Left);

    assert_eq!(page.text(".passing"), "The recording is in your downloads.");
    until(|| look("kept.length") == "1").await;
}

#[wasm_bindgen_test]
async fn a_recording_that_cannot_begin_is_told() {
    let page = Page::in_call();
    page.press("record");
    assert_eq!(page.text(".passing"), "This browser cannot record the call.");

    let _spy = Spy::set(
        "Object.defineProperty(navigator, 'userActivation', { value: undefined, configurable: true });
         const former = MediaRecorder;
         window.MediaRecorder = function () { throw new DOMException('', 'NotSupportedError'); };
         undo = () => { window.MediaRecorder = former; delete navigator.userActivation; };",
    );
    until(|| page.with_ui(|ui| ui.hearing.is_some())).await;
    page.press("record");

    assert_eq!(page.all(".passing .line").len(), 2);
    assert!(page.find::<Element>(".recording").has_attribute("hidden"));
}

#[wasm_bindgen_test]
async fn a_snapshot_says_what_became_of_it() {
    let page = Page::in_call();
    let _spy = Spy::set(PRESSED);
    page.press("snapshot");
    assert_eq!(page.text(".passing"), "There is no picture to take yet.");

    page.tell(joined("a", "Ada", true));
    page.view
        .show(&Notice::RemoteStream(id("a"), Picture::Person, painted()));
    until(|| page.video("a").video_width() > 0).await;
    page.tell(sends(Source::Camera, visavis_call::Status::On));
    page.press("snapshot");

    until(|| page.text(".passing").contains("Picture saved.")).await;
    assert_eq!(look("kept[0].type"), "image/png");
}

#[wasm_bindgen_test]
async fn nobody_is_kept_whose_camera_is_off() {
    let page = Page::in_call();
    page.tell(joined("a", "Ada", true));
    page.view
        .show(&Notice::RemoteStream(id("a"), Picture::Person, painted()));
    until(|| page.video("a").video_width() > 0).await;
    page.tell(sends(Source::Camera, visavis_call::Status::Off));

    page.press("snapshot");
    page.press("pip");

    assert!(page.text(".passing").contains("There is no picture to take yet."));
    assert!(
        page.text(".passing")
            .contains("There is no picture to keep in sight.")
    );
}

#[wasm_bindgen_test]
fn a_full_screen_is_offered_where_there_is_one() {
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
async fn nothing_listens_once_the_call_is_over() {
    let page = Page::in_call();
    let _spy = Spy::set(PRESSED);
    page.tell(joined("a", "Ada", false));
    until(|| page.with_ui(|ui| ui.hearing.is_some())).await;

    page.tell(Event::Left);

    until(|| page.with_ui(|ui| ui.hearing.is_none())).await;
}

#[wasm_bindgen_test]
fn a_device_is_chosen_in_its_list() {
    let page = Page::in_call();
    page.view.show(&Notice::Devices(devices(Some("B"))));

    for name in ["camera", "microphone", "speaker"] {
        let select: HtmlSelectElement = page.find(&format!("select[name={name}]"));
        assert_eq!(select.value(), "B");
        select.set_value("A");
        let change = web_sys::Event::new("change").unwrap();
        select.dispatch_event(&change).unwrap();
    }

    let kinds = [
        DeviceKind::Camera,
        DeviceKind::Microphone,
        DeviceKind::Loudspeaker,
    ];
    let chosen = kinds.map(|kind| Command::UseDevice {
        kind,
        id: "A".to_owned(),
    });
    assert_eq!(page.intentions(), chosen);
}

#[wasm_bindgen_test]
fn everyone_is_heard_from_the_loudspeaker_that_is_used() {
    let page = Page::in_call();
    page.tell(joined("a", "Ada", false));
    let _spy = Spy::set(
        "routed = [];
         const { prototype } = HTMLMediaElement;
         const former = ['sinkId', 'setSinkId'].map((name) => [name, Object.getOwnPropertyDescriptor(prototype, name)]);
         Object.defineProperty(prototype, 'sinkId', { get: () => '', configurable: true });
         Object.defineProperty(prototype, 'setSinkId', {
             value: (id) => { routed.push(id); return Promise.resolve(); }, configurable: true,
         });
         undo = () => {
             for (const [name, one] of former) {
                 delete prototype[name];
                 if (one) Object.defineProperty(prototype, name, one);
             }
         };",
    );

    page.view.show(&Notice::Devices(devices(Some("B"))));
    page.view.show(&Notice::Devices(devices(None)));

    assert_eq!(look("routed.join()"), "B");
}

#[wasm_bindgen_test]
fn a_list_without_a_device_in_use_does_not_name_one() {
    let page = Page::in_call();

    page.view.show(&Notice::Devices(devices(None)));

    for name in ["camera", "microphone", "speaker"] {
        let select: HtmlSelectElement = page.find(&format!("select[name={name}]"));
        assert_eq!(select.value(), "Chosen by the browser");
        assert_eq!(select.length(), 3);
    }
}

#[wasm_bindgen_test]
fn a_list_that_has_not_changed_stays_as_it_is() {
    let page = Page::in_call();
    let mut devices = devices(Some("A"));
    page.view.show(&Notice::Devices(devices.clone()));
    let [camera, microphone] =
        ["camera", "microphone"].map(|name| page.find::<Element>(&format!("[name={name}] option")));

    devices.retain(|device| device.kind != DeviceKind::Microphone || device.is_used);
    page.view.show(&Notice::Devices(devices));

    assert!(camera.is_connected());
    assert!(!microphone.is_connected());
}

#[wasm_bindgen_test]
async fn a_report_says_how_each_link_is_and_came_about() {
    let page = Page::in_call();
    let _spy = Spy::set(PRESSED);
    page.tell(joined("a", "Ada", false));
    page.tell(Event::LinkChanged(id("a"), LinkState::Connected));
    let received = Sample {
        packets: 100,
        loss_permille: 12,
        bitrate_kbps: 640,
        frames_per_second: 24,
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
    let _read = Spy::set("kept[0].text().then((text) => { report = JSON.parse(text); });");
    until(|| look("!!window.report") == "true").await;

    assert_eq!(look("report.links.map((link) => link.link).join()"), "connected");
    assert_eq!(look("report.quality[0].peer + report.quality[0].loss"), "a1.2 %");
    assert_eq!(
        look("report.steps.map((one) => [one.step, one.peer, one.took]).join(';')"),
        "server,,0 ms;picture,a,…".replace("0 ms", &page.text("[data-step=server] .took"))
    );
    assert_eq!(look("JSON.stringify(report).includes('Ada')"), "false");
}

/// The page was pressed already, and what would be downloaded is kept.
const PRESSED: &str = "
    Object.defineProperty(navigator, 'userActivation', { value: undefined, configurable: true });
    kept = [];
    const make = URL.createObjectURL;
    URL.createObjectURL = (blob) => { kept.push(blob); return make.call(URL, blob); };
    HTMLAnchorElement.prototype.click = () => {};
    undo = () => {
        delete navigator.userActivation;
        URL.createObjectURL = make;
        delete HTMLAnchorElement.prototype.click;
    };";

/// The browser is changed while it lives.
pub(super) struct Spy(js_sys::Function);

impl Spy {
    pub(super) fn set(script: &str) -> Self {
        let change = js_sys::Function::new_no_args(&format!("let undo = () => {{}}; {script} return undo;"));
        Self(change.call0(&JsValue::NULL).unwrap().unchecked_into())
    }
}

impl Drop for Spy {
    fn drop(&mut self) {
        self.0.call0(&JsValue::NULL).unwrap();
    }
}

pub(super) fn look(expression: &str) -> String {
    let look = js_sys::Function::new_no_args(&format!("return String({expression});"));
    look.call0(&JsValue::NULL).unwrap().as_string().unwrap()
}

async fn until(comes: impl Fn() -> bool) {
    for _ in 0..250 {
        if comes() {
            return;
        }
        crate::web::pause(Duration::from_millis(20)).await;
    }
    panic!("it does not come");
}

/// Whether the browser would ask before it closes the tab.
fn asks() -> bool {
    look("!window.dispatchEvent(new Event('beforeunload', { cancelable: true }))") == "true"
}

fn sounding(context: &AudioContext) -> MediaStream {
    context.create_media_stream_destination().unwrap().stream()
}

/// Two of each kind.
fn devices(used: Option<&str>) -> Vec<DeviceChoice> {
    let kinds = [
        DeviceKind::Camera,
        DeviceKind::Microphone,
        DeviceKind::Loudspeaker,
    ];
    let each = kinds.into_iter().flat_map(|kind| ["A", "B"].map(|id| (kind, id)));
    each.map(|(kind, id)| DeviceChoice {
        kind,
        id: id.to_owned(),
        label: id.to_owned(),
        is_used: used == Some(id),
    })
    .collect()
}
