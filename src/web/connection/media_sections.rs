//! Which media section carries which of our sources: ours to say, so it is kept here and not read from the order.

use super::{MediaSection, ModernSender, RtcRtpTransceiver};
use crate::web::{Exception, JsResultExt};
use js_sys::Array;
use std::cell::RefCell;
use std::rc::Rc;
use visavis_call::Source;
use wasm_bindgen::JsCast;
use web_sys::{MediaStream, RtcPeerConnection, RtcRtpTransceiverDirection, RtcRtpTransceiverInit};

/// The streams that our sections name: what belongs together is played together at the other end.
#[derive(Debug, Clone)]
pub(crate) struct OwnStreams {
    /// Camera and microphone.
    pub(crate) person: MediaStream,
    /// What is shared, and the sound of it.
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

/// The sections of one connection, by what we send in them.
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

    /// Adds a section; the other side adopts it.
    pub(super) fn add(&self, pc: &RtcPeerConnection, source: Source) {
        let init = RtcRtpTransceiverInit::new();
        init.set_streams(&Array::of1(self.streams.of(source)));
        let kind = if is_audio(source) { "audio" } else { "video" };
        let transceiver = pc.add_transceiver_with_str_and_init(kind, &init);
        self.carried.borrow_mut().push((source, transceiver));
    }

    /// The other side added sections; from here they carry our tracks too, unless those have a section already: if both
    /// add one at the same moment, each sends in its own. Ours is not taken back for theirs: a transceiver that is
    /// stopped before any exchange has named it makes Chromium negotiate without end.
    pub(super) fn adopt(&self, pc: &RtcPeerConnection) -> Result<(), Exception> {
        let there = pc.get_transceivers();
        // A rollback may have taken some away.
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

    /// What each section carries, in the order of the sources. A rollback may have taken some away.
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

    /// Gives the section a source that has none.
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
