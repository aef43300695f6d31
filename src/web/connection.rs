mod channel;
mod configuration;
mod dtls_role;
mod events;
mod evidence;
mod gathered;
mod level;
mod media_sections;
mod sending;
mod stats;
#[cfg(test)]
mod tests;

use super::{Exception, JsResultExt, Listener, Task, object};
use js_sys::Promise;
use std::cell::Cell;
use std::fmt;
use std::rc::Rc;
use visavis_call::Source;
use visavis_call::protocol::IceServer;
use visavis_call::quality::Measurement;
use visavis_call::roap::{Candidate, Timestamp};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    MediaStream, MediaStreamTrack, RtcIceCandidateInit, RtcPeerConnection, RtcPeerConnectionState,
    RtcRtpSender, RtcRtpTransceiver, RtcSdpType, RtcSessionDescriptionInit, RtcSignalingState,
};

use channel::Channel;
use configuration::configuration;
pub(crate) use configuration::{certificate, check};
pub(crate) use events::ConnectionEvent;
use events::listen;
pub(crate) use level::AudioReceiver;
use media_sections::MediaSections;
pub(crate) use media_sections::OwnStreams;

#[wasm_bindgen]
extern "C" {
    /// Members that `web-sys` lacks.
    #[wasm_bindgen(extends = RtcPeerConnection, js_name = RTCPeerConnection)]
    type ModernPeerConnection;
    #[wasm_bindgen(method, js_name = setLocalDescription)]
    fn set_local_description_implicitly(this: &ModernPeerConnection) -> Promise;
    #[wasm_bindgen(method, js_name = restartIce)]
    fn restart_ice(this: &ModernPeerConnection);

    #[wasm_bindgen(extends = RtcRtpSender, js_name = RTCRtpSender)]
    type ModernSender;
    #[wasm_bindgen(method, catch, js_name = setStreams)]
    fn set_streams(this: &ModernSender, stream: &MediaStream) -> Result<(), JsValue>;
}

/// A media section and the source it carries.
#[derive(Debug, Clone)]
pub(crate) struct MediaSection {
    pub(crate) source: Source,
    /// `None` until an offer or answer has assigned it.
    pub(crate) mid: Option<String>,
    pub(crate) sender: RtcRtpSender,
}

/// Receives the events of a connection, from its listeners and those without an event of the browser.
#[derive(Clone)]
struct EventSink(Rc<dyn Fn(ConnectionEvent)>);

impl EventSink {
    fn emit(&self, event: ConnectionEvent) {
        (self.0)(event);
    }
}

impl fmt::Debug for EventSink {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("EventSink")
    }
}

/// The ICE configuration of a connection.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Ice<'a> {
    pub(crate) servers: &'a [IceServer],
    /// Use relayed candidates only.
    pub(crate) relay_only: bool,
}

/// An `RTCPeerConnection`. Dropping it closes it and ends its events.
#[derive(Debug)]
#[must_use = "the connection is closed when it is dropped"]
pub(crate) struct Connection {
    _listeners: [Listener; 4],
    _evidence: [Listener; 4],
    events: EventSink,
    channel: Channel,
    pc: RtcPeerConnection,
    media_sections: MediaSections,
    /// The offer of [`Connection::prepare_offer`] is in place and has not been sent.
    is_prepared: Rc<Cell<bool>>,
}

impl Connection {
    /// Opens a connection with media sections for the sources it `offers`. Without any, it adopts those of the offer
    /// it receives.
    pub(crate) fn open(
        ice: Ice<'_>,
        own: &OwnStreams,
        offers: &[Source],
        tell: impl Fn(ConnectionEvent) + 'static,
    ) -> Result<Self, Exception> {
        let events = EventSink(Rc::new(tell));
        let pc = RtcPeerConnection::new_with_configuration(&configuration(ice)).or_exception()?;
        events.emit(evidence::configured(ice));
        let evidence = evidence::listen(&pc, &events);
        let listeners = listen(&pc, &events);
        let channel = Channel::on(&pc, &events);
        let media_sections = MediaSections::new(own);
        for source in offers {
            media_sections.add(&pc, *source);
        }

        Ok(Self {
            _listeners: listeners,
            _evidence: evidence,
            events,
            channel,
            pc,
            media_sections,
            is_prepared: Rc::default(),
        })
    }

    /// Applies an offer before there is a peer to send it to, so that the browser gathers the first candidates.
    pub(crate) fn prepare_offer(&self) -> impl Future<Output = Result<(), Exception>> + use<> {
        let (pc, is_prepared) = (self.pc.clone(), Rc::clone(&self.is_prepared));
        async move {
            describe(&pc).await?;
            is_prepared.set(true);
            Ok(())
        }
    }

    /// Returns whether [`Connection::prepare_offer`] is done.
    pub(crate) fn has_prepared_offer(&self) -> bool {
        self.is_prepared.get()
    }

    /// Creates and applies an offer from the stable state, unless one is prepared, and returns its SDP with the
    /// candidates gathered so far.
    pub(crate) fn make_offer(&self) -> impl Future<Output = Result<String, Exception>> + use<> {
        let (pc, is_prepared) = (self.pc.clone(), self.is_prepared.take());
        async move {
            if !is_prepared {
                describe(&pc).await?;
            }
            if pc.signaling_state() == RtcSignalingState::HaveLocalOffer {
                Ok(dtls_role::kept(&pc, local_sdp(&pc)?))
            } else {
                Err(invalid_state("there was nothing to offer"))
            }
        }
    }

    /// Applies an offer, adopts its media sections in both directions and answers. On failure the connection is as
    /// before.
    pub(crate) fn take_offer(&self, sdp: &str) -> impl Future<Output = Result<String, Exception>> + use<> {
        let (pc, media_sections) = (self.pc.clone(), self.media_sections.clone());
        let applied = pc.set_remote_description(&description(RtcSdpType::Offer, sdp));
        async move {
            let answered = async {
                JsFuture::from(applied).await.or_exception()?;
                media_sections.adopt(&pc)?;
                describe(&pc).await?;
                local_sdp(&pc)
            };
            let answered = answered.await;
            if answered.is_err() {
                roll_back(&pc).await.ok();
            }
            answered
        }
    }

    /// Applies an answer.
    pub(crate) fn take_answer(&self, sdp: &str) -> impl Future<Output = Result<(), Exception>> + use<> {
        let applied = self
            .pc
            .set_remote_description(&description(RtcSdpType::Answer, sdp));
        async move { JsFuture::from(applied).await.or_exception().map(drop) }
    }

    /// Rolls back a description that did not lead to an exchange.
    pub(crate) fn roll_back(&self) -> impl Future<Output = Result<(), Exception>> + use<> {
        let pc = self.pc.clone();
        async move { roll_back(&pc).await }
    }

    /// Adds a remote candidate.
    pub(crate) fn add_candidate(
        &self,
        candidate: &Candidate,
    ) -> impl Future<Output = Result<(), Exception>> + use<> {
        let init = RtcIceCandidateInit::new(&candidate.candidate);
        init.set_sdp_mid(candidate.sdp_mid.as_deref());
        init.set_sdp_m_line_index(candidate.sdp_m_line_index);
        if let Some(fragment) = &candidate.username_fragment {
            // `web-sys` lacks the field; without it the candidate would count for the newest generation.
            object::set(&init, "usernameFragment", &fragment.into());
        }
        let added = self
            .pc
            .add_ice_candidate_with_opt_rtc_ice_candidate_init(Some(&init));
        async move { JsFuture::from(added).await.or_exception().map(drop) }
    }

    /// Adds a media section for a source; the browser then fires `negotiationneeded`.
    pub(crate) fn add_media_section(&self, source: Source) {
        self.media_sections.add(&self.pc, source);
    }

    /// Returns the media sections that carry local sources.
    pub(crate) fn media_sections(&self) -> Vec<MediaSection> {
        self.media_sections.known(&self.pc)
    }

    /// Sends text to the peer, if the data channel is open.
    pub(crate) fn send(&self, text: &str) {
        self.channel.send(text);
    }

    /// Restarts ICE with the current servers; `negotiationneeded` fires. A prepared offer is void.
    pub(crate) fn restart_ice(&self, ice: Ice<'_>) {
        self.is_prepared.set(false);
        let configured = self.pc.set_configuration_with_configuration(&configuration(ice));
        if configured.warn_on_error("using other ICE servers").is_some() {
            self.events.emit(evidence::configured(ice));
        }
        self.pc.unchecked_ref::<ModernPeerConnection>().restart_ice();
    }

    /// Reads the statistics.
    pub(crate) fn collect_stats(
        &self,
    ) -> impl Future<Output = Result<(Timestamp, Measurement), Exception>> + use<> {
        let pc = self.pc.clone();
        async move { stats::collect_stats(&pc).await }
    }

    /// Returns what receives the audio of a track.
    pub(crate) fn audio_receiver(&self, track: &MediaStreamTrack) -> Option<AudioReceiver> {
        AudioReceiver::of(&self.pc, track)
    }

    /// Stops sending media.
    pub(crate) fn stop_sending(&self) {
        for sender in self.pc.get_senders() {
            let replaced = sender.unchecked_into::<RtcRtpSender>().replace_track(None);
            Task::spawn(async move {
                // A connection closed in the meantime sends nothing anyway.
                JsFuture::from(replaced).await.ok();
            })
            .detach();
        }
    }

    /// Returns whether the data channel is open, so that queued messages may still be in flight.
    pub(crate) fn has_open_channel(&self) -> bool {
        self.channel.is_open()
    }

    pub(crate) fn is_connected(&self) -> bool {
        self.pc.connection_state() == RtcPeerConnectionState::Connected
    }

    /// Closes the connection, also for other holders.
    pub(crate) fn close(&self) {
        self.pc.close();
    }

    /// Returns the browser's object.
    pub(crate) fn as_raw(&self) -> &RtcPeerConnection {
        &self.pc
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        self.close();
    }
}

async fn describe(pc: &RtcPeerConnection) -> Result<(), Exception> {
    let described = pc
        .unchecked_ref::<ModernPeerConnection>()
        .set_local_description_implicitly();
    JsFuture::from(described).await.or_exception().map(drop)
}

async fn roll_back(pc: &RtcPeerConnection) -> Result<(), Exception> {
    let rollback = RtcSessionDescriptionInit::new(RtcSdpType::Rollback);
    let state = pc.signaling_state();
    let rolled_back = if state == RtcSignalingState::HaveLocalOffer {
        pc.set_local_description(&rollback)
    } else if state == RtcSignalingState::HaveRemoteOffer {
        pc.set_remote_description(&rollback)
    } else {
        return Ok(());
    };
    JsFuture::from(rolled_back).await.or_exception().map(drop)
}

fn description(kind: RtcSdpType, sdp: &str) -> RtcSessionDescriptionInit {
    let description = RtcSessionDescriptionInit::new(kind);
    description.set_sdp(sdp);
    description
}

fn local_sdp(pc: &RtcPeerConnection) -> Result<String, Exception> {
    let described = pc
        .local_description()
        .ok_or_else(|| invalid_state("no local description"))?;
    Ok(described.sdp())
}

fn invalid_state(message: &str) -> Exception {
    Exception {
        name: "InvalidStateError".to_owned(),
        message: message.to_owned(),
    }
}
