//! What a call makes on request: recordings, taps, levels and snapshots, and data between programs.

use super::Call;
use super::modules::{Function, JsSink, ask, settled};
use crate::notice::{Data, StreamKind};
use crate::web::{object, run_to_completion};
use js_sys::{Float32Array, Object, Promise, Uint8Array};
use std::future::Future;
use std::rc::Rc;
use visavis_call::protocol::ClientId;
use visavis_call::{Failure, Participant};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::future_to_promise;
use web_sys::Blob;

/// What [`Call::record`] records: everyone, unless it is [`RecordOptions::of`] one person.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct RecordOptions {
    /// The person to record, with sound and picture; the mixed audio of everyone if there is none.
    pub of: Option<ClientId>,
    /// The type of the file, such as `video/webm`; the browser's choice if there is none.
    pub mime_type: Option<String>,
}

impl RecordOptions {
    /// Options for a recording of one person.
    pub fn of(person: &ClientId) -> Self {
        Self {
            of: Some(person.clone()),
            mime_type: None,
        }
    }
}

/// A chunk of audio: one channel, 1,024 samples, each from -1 to 1.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct AudioPiece {
    /// The samples.
    pub samples: Vec<f32>,
    /// Samples per second: the rate of the machine's loudspeaker.
    pub sample_rate: f64,
    /// When the first sample was played, in seconds, on a clock that starts with the tap.
    pub time: f64,
}

/// A video frame.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Picture {
    /// The frame, to be drawn or read: a `VideoFrame` in Chromium, an `ImageBitmap` elsewhere. It is closed when the
    /// future of the function that got it is ready.
    pub image: Object,
    /// When the frame was captured or shown, in microseconds, on a clock of its own.
    pub timestamp: f64,
    /// The width in pixels.
    pub width: u32,
    /// The height in pixels.
    pub height: u32,
}

/// A recording in progress. It ends with the call at the latest. Dropping it ends and discards it.
#[derive(Debug)]
#[must_use = "the recording is discarded when it is dropped"]
pub struct Recording(Sink);

impl Recording {
    /// Ends the recording and returns the file, also if the call has ended it already.
    ///
    /// # Errors
    /// `RecordingEmpty`: no sound and no picture reached it.
    pub async fn stop(self) -> Result<Blob, Failure> {
        let file: Promise = self.0.0.stop().unchecked_into();
        settled(file).await
    }
}

/// A tap of a stream. It ends with the call, or when it is dropped: the function is not called after this.
#[derive(Debug)]
#[must_use = "the tap ends when it is dropped"]
pub struct Tap {
    // Dropped first: until then the function may be called.
    _sink: Sink,
    _function: Function,
}

impl Tap {
    fn new(sink: JsSink, function: Function) -> Self {
        Self {
            _sink: Sink(sink),
            _function: function,
        }
    }
}

/// Something that goes on until it is dropped.
#[derive(Debug)]
struct Sink(JsSink);

impl Drop for Sink {
    fn drop(&mut self) {
        self.0.stop();
    }
}

impl Call {
    /// Records one person (what they send now, until their connection is replaced), or the mixed audio of everyone,
    /// including this person, those who join later, and shared screens. Find out whether you have to ask the others
    /// for their consent.
    ///
    /// ```no_run,ignore-linux,ignore-darwin,ignore-windows
    /// # async fn example(call: &visavis::Call, lin: &visavis::ClientId) -> Result<(), visavis::Failure> {
    /// use visavis::RecordOptions;
    ///
    /// let everyone = call.record(RecordOptions::default()).await?;
    /// let lin = call.record(RecordOptions::of(lin)).await?;
    /// // …
    /// let file = lin.stop().await?;
    /// let address = web_sys::Url::create_object_url_with_blob(&file);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// `NothingToSee`: nothing is received of that person. `UnusableArgument`: the browser does not support the type;
    /// Chromium and Firefox support `audio/webm` and `video/webm`. `Left`: the call was left meanwhile.
    pub fn record(&self, options: RecordOptions) -> impl Future<Output = Result<Recording, Failure>> + use<> {
        let modules = Rc::downgrade(&self.modules);
        run_to_completion(async move {
            let of = options.of.as_ref().map(|id| id.0.as_str());
            let begun = ask(modules, |modules| {
                modules.sinks.record(of, options.mime_type.as_deref())
            });
            Ok(Recording(Sink(begun.await?)))
        })
    }

    /// Calls `hear` with the audio of a person as samples, about 47 times a second, as soon as the page may play sound:
    /// browsers require a prior click, or a microphone in use. It taps the current track: tap again after a change of
    /// device or connection.
    ///
    /// ```no_run,ignore-linux,ignore-darwin,ignore-windows
    /// # fn analyse(samples: &[f32], rate: f64) {}
    /// # async fn example(call: &visavis::Call, lin: visavis::ClientId) -> Result<(), visavis::Failure> {
    /// use visavis::Participant;
    ///
    /// let tap = call
    ///     .tap_audio(&Participant::Remote(lin), |piece| analyse(&piece.samples, piece.sample_rate))
    ///     .await?;
    /// // …
    /// drop(tap);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// `NothingToSee`: there is no sound of that person. `ClientMissing`: the module of the audio worklet was not
    /// deployed, or `script-src` forbids it. `Left`: the call was left meanwhile.
    pub fn tap_audio<H: FnMut(AudioPiece) + 'static>(
        &self,
        of: &Participant,
        mut hear: H,
    ) -> impl Future<Output = Result<Tap, Failure>> + use<H> {
        let (modules, of) = (Rc::downgrade(&self.modules), of.clone());
        run_to_completion(async move {
            let function = Function::new(move |piece| {
                if let Some(piece) = audio_piece(&piece) {
                    hear(piece);
                }
                JsValue::UNDEFINED
            });
            let begun = ask(modules, |modules| modules.sinks.tap_audio(&function, id_of(&of)));
            Ok(Tap::new(begun.await?, function))
        })
    }

    /// Calls `see` with the video frames of a person or of their shared screen, one after the other: the next one comes
    /// when the future is ready, and frames that arrive meanwhile are skipped. It taps the current track, as
    /// [`Call::tap_audio`] does.
    ///
    /// Browsers with `MediaStreamTrackProcessor` (Chromium) provide the frames themselves, as `VideoFrame`, also in a
    /// hidden page. The others (Firefox, Safari) provide an `ImageBitmap` of each frame that would be shown: at most
    /// the refresh rate of the display, and none while the page is hidden.
    ///
    /// ```no_run,ignore-linux,ignore-darwin,ignore-windows
    /// # fn draw(image: &js_sys::Object) {}
    /// # async fn example(call: &visavis::Call) -> Result<(), visavis::Failure> {
    /// use std::future::ready;
    /// use visavis::{Participant, StreamKind};
    ///
    /// let tap = call
    ///     .tap_video(&Participant::Local, StreamKind::Person, |picture| {
    ///         draw(&picture.image);
    ///         ready(())
    ///     })
    ///     .await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// `NothingToSee`: there is no picture of that person. `Left`: the call was left meanwhile.
    pub fn tap_video<S, F>(
        &self,
        of: &Participant,
        shows: StreamKind,
        mut see: S,
    ) -> impl Future<Output = Result<Tap, Failure>> + use<S, F>
    where
        S: FnMut(Picture) -> F + 'static,
        F: Future<Output = ()> + 'static,
    {
        let (modules, of) = (Rc::downgrade(&self.modules), of.clone());
        run_to_completion(async move {
            let function = Function::new(move |frame| {
                let Some(picture) = picture(&frame) else {
                    return JsValue::UNDEFINED;
                };
                let seen = see(picture);
                let seen = async move {
                    seen.await;
                    Ok(JsValue::UNDEFINED)
                };
                future_to_promise(seen).into()
            });
            let begun = ask(modules, |modules| {
                modules.sinks.tap_video(&function, id_of(&of), shows.name())
            });
            Ok(Tap::new(begun.await?, function))
        })
    }

    /// Takes a snapshot of a person's video, as PNG.
    ///
    /// # Errors
    /// `NothingToSee`: there is no picture of that person. `PictureScrambled`: the browser's protection against
    /// fingerprinting would make it noise.
    pub fn snapshot(&self, of: &Participant) -> impl Future<Output = Result<Blob, Failure>> + use<> {
        let (modules, of) = (Rc::downgrade(&self.modules), of.clone());
        async move { ask(modules, |modules| modules.sinks.snapshot(id_of(&of))).await }
    }

    /// Returns the level of the microphone: the peak of the last 20 ms, from 0 to 1. The first reading is 0 and loads
    /// the meter.
    pub fn level(&self) -> f64 {
        // A browser without audio has no level.
        self.modules.sinks.level().unwrap_or_default()
    }

    /// Sends data of the program to the programs of everyone who can be reached at the moment, which may be nobody. It
    /// arrives there as [`Notice::Data`](crate::Notice::Data), is no chat message, and goes from browser to browser on
    /// a channel of its own, never through the server. At most 64 KiB, of text as UTF-8.
    ///
    /// Ready when more may be sent: at once, or when at most 256 KiB are queued for each receiver. That is no receipt.
    ///
    /// ```no_run,ignore-linux,ignore-darwin,ignore-windows
    /// # async fn example(call: &visavis::Call, lin: &visavis::ClientId) -> Result<(), visavis::Failure> {
    /// call.send_data("hello, everyone".into()).await?;
    /// call.send_data_to(lin, vec![1, 2, 3].into()).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// Without having sent anything, `MessageTooLong`, or `TooMuchUnsent`: more than 4 MiB would be queued for a
    /// receiver. `NotConnected` or `Left`: the connection ended while data was queued; part of it may not have arrived.
    pub fn send_data(&self, data: Data) -> impl Future<Output = Result<(), Failure>> + use<> {
        self.send(data, None)
    }

    /// Sends data to the program of one person, as [`Call::send_data`] does to everyone.
    ///
    /// # Errors
    /// Those of [`Call::send_data`]; `NotConnected` as well if that person cannot be reached: see
    /// [`DataEvent::Opened`](crate::DataEvent::Opened).
    pub fn send_data_to(
        &self,
        person: &ClientId,
        data: Data,
    ) -> impl Future<Output = Result<(), Failure>> + use<> {
        self.send(data, Some(person.clone()))
    }

    fn send(&self, data: Data, to: Option<ClientId>) -> impl Future<Output = Result<(), Failure>> + use<> {
        let modules = Rc::downgrade(&self.modules);
        async move {
            let data = match data {
                Data::Text(text) => text.into(),
                Data::Bytes(bytes) => Uint8Array::from(bytes.as_slice()).into(),
            };
            let to = to.as_ref().map(|id| id.0.as_str());
            let sent = ask::<JsValue>(modules, |modules| modules.messages.send(&data, to));
            sent.await.map(drop)
        }
    }
}

fn id_of(participant: &Participant) -> Option<&str> {
    participant.remote().map(|id| id.0.as_str())
}

fn audio_piece(piece: &JsValue) -> Option<AudioPiece> {
    let samples: Float32Array = object::member(piece, "samples")?.unchecked_into();
    Some(AudioPiece {
        samples: samples.to_vec(),
        sample_rate: object::number(piece, "sampleRate")?,
        time: object::number(piece, "time")?,
    })
}

fn picture(picture: &JsValue) -> Option<Picture> {
    Some(Picture {
        image: object::member(picture, "image")?.unchecked_into(),
        timestamp: object::number(picture, "timestamp")?,
        // The casts saturate.
        width: object::number(picture, "width")? as u32,
        height: object::number(picture, "height")? as u32,
    })
}
