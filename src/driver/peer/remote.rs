use crate::notice::StreamKind;
use crate::web::{Exception, JsResultExt};
use visavis_call::{MediaReport, Source, assemble_streams};
use wasm_bindgen::JsCast;
use web_sys::{MediaStream, MediaStreamTrack};

/// The received tracks of one connection, as two streams to show. The streams persist while their tracks change.
#[derive(Debug, Default)]
pub(super) struct Remote {
    received: Vec<(String, MediaStreamTrack)>,
    person: Option<MediaStream>,
    screen: Option<MediaStream>,
}

impl Remote {
    /// Records a track in a media section.
    pub(super) fn receive(&mut self, mid: String, track: MediaStreamTrack) {
        match self.received.iter_mut().find(|(known, _)| *known == mid) {
            Some((_, previous)) => *previous = track,
            None => self.received.push((mid, track)),
        }
    }

    /// Returns the track of the microphone.
    pub(super) fn voice(&self) -> Option<MediaStreamTrack> {
        let track = self.person.as_ref()?.get_audio_tracks().get(0);
        track.dyn_into().ok()
    }

    /// Assigns the tracks to streams; returns new streams.
    pub(super) fn assemble_streams(&mut self, report: &MediaReport) -> Vec<(StreamKind, MediaStream)> {
        let received = self
            .received
            .iter()
            .map(|(mid, track)| (mid.as_str(), track.kind() == "audio"));
        let composed = assemble_streams(received, report);
        let tracks = |sources: [Source; 2]| -> Vec<_> {
            composed
                .iter()
                .filter(|(_, source)| sources.contains(source))
                .filter_map(|(mid, _)| self.received.iter().find(|(known, _)| known == mid))
                .map(|(_, track)| track)
                .collect()
        };
        let person = fill(&mut self.person, &tracks([Source::Microphone, Source::Camera]));
        let screen = fill(&mut self.screen, &tracks([Source::Screen, Source::ScreenAudio]));
        [(StreamKind::Person, person), (StreamKind::Screen, screen)]
            .into_iter()
            .filter_map(|(shown, made)| Some((shown, made.warn_on_error("putting a stream together")??)))
            .collect()
    }
}

/// Makes the stream contain exactly these tracks; returns it if it was just created.
fn fill(
    stream: &mut Option<MediaStream>,
    wanted: &[&MediaStreamTrack],
) -> Result<Option<MediaStream>, Exception> {
    let is_new = stream.is_none();
    if is_new && wanted.is_empty() {
        return Ok(None);
    }
    let filled = match stream {
        Some(stream) => stream,
        None => stream.insert(MediaStream::new().or_exception()?),
    };
    for track in filled.get_tracks() {
        let track: MediaStreamTrack = track.unchecked_into();
        if !wanted.contains(&&track) {
            filled.remove_track(&track);
        }
    }
    // Adding a track twice has no effect.
    wanted.iter().for_each(|track| filled.add_track(track));

    Ok(is_new.then(|| Clone::clone(filled)))
}
