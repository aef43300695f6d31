//! Maps media sections to local sources. The sender decides, so the mapping is stored and not derived from their
//! order.

use super::{MediaSection, ModernSender, RtcRtpTransceiver};
use crate::web::{Exception, JsResultExt};
use js_sys::Array;
use std::cell::RefCell;
use std::rc::Rc;
use visavis_call::Source;
use wasm_bindgen::JsCast;
use web_sys::{MediaStream, RtcPeerConnection, RtcRtpTransceiverDirection, RtcRtpTransceiverInit};

/// The streams named by local media sections: tracks of one stream are played in sync by the receiver.
#[derive(Debug, Clone)]
pub(crate) struct OwnStreams {
    /// Camera and microphone.
    pub(crate) person: MediaStream,
    /// The shared screen and its audio.
    pub(crate) screen: MediaStream,
}

impl OwnStreams {
    pub(crate) fn new() -> Result<Self, Exception> {
        Ok(Self {
            person: MediaStream::new().or_exception()?,
            screen: MediaStream::new().or_exception()?,
        })
    }

    pub(crate) fn of(&self, source: Source) -> &MediaStream {
        match source {
            Source::Microphone | Source::Camera => &self.person,
            Source::Screen | Source::ScreenAudio => &self.screen,
        }
    }
}

/// The media sections of one connection, by the source sent in them.
#[derive(Debug, Clone)]
pub(super) struct MediaSections {
    streams: OwnStreams,
    carried: Rc<RefCell<Vec<(Source, RtcRtpTransceiver)>>>,
}

impl MediaSections {
    pub(super) fn new(streams: &OwnStreams) -> Self {
        Self {
            streams: streams.clone(),
            carried: Rc::default(),
        }
    }

    /// Adds a media section, which the peer adopts.
    pub(super) fn add(&self, pc: &RtcPeerConnection, source: Source) {
        let init = RtcRtpTransceiverInit::new();
        init.set_streams(&Array::of1(self.streams.of(source)));
        let kind = if is_audio(source) { "audio" } else { "video" };
        let transceiver = pc.add_transceiver_with_str_and_init(kind, &init);
        self.carried.borrow_mut().push((source, transceiver));
    }

    /// Adopts media sections added by the peer for local tracks that have none. If both ends add one at the same
    /// time, each sends in its own. Ours is not withdrawn in favor of the peer's: stopping a transceiver before any
    /// exchange has assigned its section makes Chromium negotiate endlessly.
    pub(super) fn adopt(&self, pc: &RtcPeerConnection) -> Result<(), Exception> {
        let there = pc.get_transceivers();
        // A rollback may have removed some.
        self.carried
            .borrow_mut()
            .retain(|(_, transceiver)| there.includes(transceiver, 0));
        for transceiver in there {
            let transceiver: RtcRtpTransceiver = transceiver.unchecked_into();
            if transceiver.direction() != RtcRtpTransceiverDirection::Recvonly {
                continue;
            }
            let Some(source) = self.take_over(&transceiver) else {
                continue;
            };
            transceiver.set_direction(RtcRtpTransceiverDirection::Sendrecv);
            transceiver
                .sender()
                .unchecked_into::<ModernSender>()
                .set_streams(self.streams.of(source))
                .or_exception()?;
        }
        Ok(())
    }

    /// Returns the sections in the order of their sources, without those a rollback removed.
    pub(super) fn known(&self, pc: &RtcPeerConnection) -> Vec<MediaSection> {
        let there = pc.get_transceivers();
        let carried = self.carried.borrow();
        Source::ALL
            .into_iter()
            .flat_map(|source| carried.iter().filter(move |(carried, _)| *carried == source))
            .filter(|(_, transceiver)| there.includes(transceiver, 0))
            .map(|(source, transceiver)| MediaSection {
                source: *source,
                mid: transceiver.mid(),
                sender: transceiver.sender(),
            })
            .collect()
    }

    /// Assigns a source without a section to this one.
    fn take_over(&self, transceiver: &RtcRtpTransceiver) -> Option<Source> {
        let has_sound = transceiver.receiver().track().kind() == "audio";
        let mut carried = self.carried.borrow_mut();
        let source = Source::ALL
            .into_iter()
            .filter(|source| is_audio(*source) == has_sound)
            .find(|source| carried.iter().all(|(taken, _)| taken != source))?;
        carried.push((source, transceiver.clone()));
        Some(source)
    }
}

fn is_audio(source: Source) -> bool {
    matches!(source, Source::Microphone | Source::ScreenAudio)
}
