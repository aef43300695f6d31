//! How loud streams are: for the ring around whoever speaks, and the level in one's own button.

use crate::web::object::member;
use crate::web::{Exception, JsResultExt};
use wasm_bindgen::JsValue;
use web_sys::{
    AnalyserNode, AudioContext, AudioContextState, AudioNode, MediaStream, MediaStreamAudioSourceNode,
};

/// Samples that one look takes: at 48 kHz about 20 ms.
const WINDOW: u32 = 1_024;

/// Listens to streams without playing them. Without an audio device all are silent.
pub(super) struct Levels {
    context: AudioContext,
}

impl Levels {
    pub(super) fn new() -> Result<Self, Exception> {
        Ok(Self {
            context: AudioContext::new().or_exception()?,
        })
    }

    pub(super) fn context(&self) -> &AudioContext {
        &self.context
    }

    /// Goes on where the browser waited for a press.
    pub(super) fn wake(&self) {
        if self.context.state() == AudioContextState::Suspended {
            // Refused until the person has pressed something; asked again then.
            self.context.resume().ok();
        }
    }

    /// A meter for the sound of a stream; `None` while it has none.
    pub(super) fn meter(&self, stream: &MediaStream) -> Option<Meter> {
        sound_of(stream)?;
        let analyser = self.context.create_analyser().ok()?;
        analyser.set_fft_size(WINDOW);
        Some(Meter {
            voice: Voice::lead(&self.context, stream, &analyser)?,
            analyser,
        })
    }
}

impl Drop for Levels {
    fn drop(&mut self) {
        // Closed already, at worst.
        self.context.close().ok();
    }
}

/// Whether the person has pressed something: before that a browser starts no sound, and says so in the console.
pub(super) fn may_begin() -> bool {
    let Some(window) = web_sys::window() else {
        return false;
    };
    let activation = member(&window.navigator(), "userActivation");
    let has_been = activation.and_then(|activation| member(&activation, "hasBeenActive"));
    // Whoever does not tell may be tried.
    has_been != Some(JsValue::FALSE)
}

fn sound_of(stream: &MediaStream) -> Option<JsValue> {
    let track = stream.get_audio_tracks().get(0);
    (!track.is_undefined()).then_some(track)
}

/// Leads the sound of a stream somewhere until it is dropped.
pub(super) struct Voice {
    /// The node keeps to it, whatever becomes of the stream's tracks.
    track: JsValue,
    source: MediaStreamAudioSourceNode,
}

impl Voice {
    /// `None` while the stream has no sound.
    pub(super) fn lead(context: &AudioContext, stream: &MediaStream, to: &AudioNode) -> Option<Self> {
        let track = sound_of(stream)?;
        let source = context.create_media_stream_source(stream).ok()?;
        source.connect_with_audio_node(to).ok()?;
        Some(Self { track, source })
    }

    /// Whether it leads what that stream has.
    pub(super) fn is_of(&self, stream: &MediaStream) -> bool {
        sound_of(stream).as_ref() == Some(&self.track)
    }
}

impl Drop for Voice {
    fn drop(&mut self) {
        // Not connected any more, at worst.
        self.source.disconnect().ok();
    }
}

/// Measures one stream until it is dropped.
pub(super) struct Meter {
    voice: Voice,
    analyser: AnalyserNode,
}

impl Meter {
    /// Whether it still listens to what that stream has.
    pub(super) fn hears(&self, stream: &MediaStream) -> bool {
        self.voice.is_of(stream)
    }

    /// The loudest of the last moment, of 255.
    pub(super) fn level(&self) -> u8 {
        let mut samples = vec![0_u8; WINDOW as usize];
        self.analyser.get_byte_time_domain_data(&mut samples);
        let peak = samples
            .iter()
            .map(|sample| sample.abs_diff(128))
            .max()
            .unwrap_or(0);
        peak.saturating_mul(2)
    }
}
