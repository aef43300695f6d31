//! A recording of the call, to a file that the person keeps: all pictures side by side, all voices together.

use super::dom::{create, missing};
use super::extras::save;
use super::levels::Voice;
use crate::web::{EventType, Exception, JsResultExt, Listener, Task, pause};
use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::*;
use web_sys::{
    AudioContext, Blob, BlobEvent, BlobPropertyBag, CanvasRenderingContext2d, Event, HtmlCanvasElement,
    HtmlVideoElement, MediaRecorder, MediaStream, MediaStreamAudioDestinationNode,
};

const DATA: EventType<BlobEvent> = EventType::new("dataavailable");
const STOP: EventType<Event> = EventType::new("stop");
const BEFORE_UNLOAD: EventType<Event> = EventType::new("beforeunload");
const WIDTH: u32 = 1_280;
const HEIGHT: u32 = 720;
/// Twenty pictures a second: what the canvas is read at.
const BETWEEN_PICTURES: Duration = Duration::from_millis(50);
/// As often the recorder hands over what it has. The page keeps it: without the tab the recording is lost.
const PIECE_MILLIS: i32 = 1_000;

/// Records until it is dropped; then the file is saved.
pub(super) struct Recording {
    _drawing: Task,
    /// Whoever is about to close the tab is asked first.
    _keeping: Option<Listener>,
    recorder: MediaRecorder,
    mixer: MediaStreamAudioDestinationNode,
    voices: Vec<Voice>,
    context: AudioContext,
}

impl Recording {
    /// Starts; `videos` gives what there is to be seen, whenever it is asked.
    pub(super) fn start(
        context: &AudioContext,
        videos: impl Fn() -> Vec<HtmlVideoElement> + 'static,
    ) -> Result<Self, Exception> {
        let canvas: HtmlCanvasElement = create("canvas")?.unchecked_into();
        canvas.set_width(WIDTH);
        canvas.set_height(HEIGHT);
        let brush: CanvasRenderingContext2d = canvas
            .get_context("2d")
            .or_exception()?
            .ok_or_else(|| missing("a canvas"))?
            .unchecked_into();
        // A canvas that was never drawn on gives no track in Firefox.
        draw(&brush, &[]);
        let stream = canvas.unchecked_ref::<Painting>().capture_stream();
        let mixer = context.create_media_stream_destination().or_exception()?;
        if let Ok(track) = mixer.stream().get_audio_tracks().get(0).dyn_into() {
            stream.add_track(&track);
        }
        let recorder = MediaRecorder::new_with_media_stream(&stream).or_exception()?;
        keep(&recorder, stream);
        recorder.start_with_time_slice(PIECE_MILLIS).or_exception()?;
        let drawing = Task::spawn(async move {
            loop {
                draw(&brush, &videos());
                pause(BETWEEN_PICTURES).await;
            }
        });

        Ok(Self {
            _drawing: drawing,
            _keeping: web_sys::window()
                .map(|window| Listener::new(&window, &BEFORE_UNLOAD, Event::prevent_default)),
            recorder,
            mixer,
            voices: Vec::new(),
            context: context.clone(),
        })
    }

    /// Mixes exactly these in from now on.
    pub(super) fn hear(&mut self, streams: &[MediaStream]) {
        self.voices
            .retain(|voice| streams.iter().any(|stream| voice.is_of(stream)));
        for stream in streams {
            if !self.voices.iter().any(|voice| voice.is_of(stream)) {
                self.voices
                    .extend(Voice::lead(&self.context, stream, &self.mixer));
            }
        }
    }
}

impl Drop for Recording {
    fn drop(&mut self) {
        // It may have ended by itself; what it recorded is saved then, too.
        self.recorder.stop().ok();
    }
}

/// Collects what the recorder gives, and saves it at the end, which comes after the recording is dropped: so the
/// listeners belong to each other.
fn keep(recorder: &MediaRecorder, stream: MediaStream) {
    let pieces = js_sys::Array::new();
    let listeners: Rc<RefCell<Vec<Listener>>> = Rc::default();
    let collect = Listener::new(recorder, &DATA, {
        let pieces = pieces.clone();
        move |event| {
            if let Some(piece) = event.data() {
                pieces.push(&piece);
            }
        }
    });
    let finish = Listener::new(recorder, &STOP, {
        let (listeners, recorder) = (Rc::clone(&listeners), recorder.clone());
        move |_| {
            let kind = BlobPropertyBag::new();
            kind.set_type(&recorder.mime_type());
            let file = Blob::new_with_blob_sequence_and_options(&pieces, &kind);
            if let Some(file) = file.warn_on_error("the recording") {
                let mime_type = recorder.mime_type();
                let mut strings = mime_type.split(|c: char| !c.is_ascii_alphanumeric());
                let extension = if strings.any(|word| word == "mp4") {
                    "mp4"
                } else {
                    "webm"
                };
                save(&file, extension);
            }
            for track in stream.get_tracks() {
                track.unchecked_ref::<web_sys::MediaStreamTrack>().stop();
            }
            listeners.take();
        }
    });
    listeners.borrow_mut().extend([collect, finish]);
}

/// All pictures in a grid, each filling its place.
fn draw(brush: &CanvasRenderingContext2d, videos: &[HtmlVideoElement]) {
    brush.set_fill_style_str("#0c0e11");
    brush.fill_rect(0.0, 0.0, f64::from(WIDTH), f64::from(HEIGHT));
    let columns = (1_u32..)
        .find(|columns| (columns * columns) as usize >= videos.len())
        .unwrap_or(1);
    let rows = u32::try_from(videos.len()).unwrap_or(1).div_ceil(columns).max(1);
    let (width, height) = (f64::from(WIDTH / columns), f64::from(HEIGHT / rows));
    for (index, video) in (0_u32..).zip(videos) {
        let (left, top) = (
            f64::from(index % columns) * width,
            f64::from(index / columns) * height,
        );
        let (own_width, own_height) = (f64::from(video.video_width()), f64::from(video.video_height()));
        if own_width < 1.0 || own_height < 1.0 {
            continue;
        }
        let scale = (width / own_width).min(height / own_height);
        let (shown_width, shown_height) = (own_width * scale, own_height * scale);
        brush
            .draw_image_with_html_video_element_and_dw_and_dh(
                video,
                left + (width - shown_width) / 2.0,
                top + (height - shown_height) / 2.0,
                shown_width,
                shown_height,
            )
            .warn_on_error("recording");
    }
}

#[wasm_bindgen]
extern "C" {
    /// `web-sys` lacks it.
    type Painting;
    #[wasm_bindgen(method, js_name = captureStream)]
    fn capture_stream(this: &Painting) -> MediaStream;
}
