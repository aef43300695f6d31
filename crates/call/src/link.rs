use crate::ConnectionState;
use crate::delivery::Delivery;
use crate::diagnosis::Inquiry;
use crate::event::LinkState;
use crate::media::{MediaReport, Source, Status, Track};
use crate::quality::Measurement;
use crate::ring::RingState;
use crate::roster::{Presence, Route};
use crate::set_up::SetUp;
use crate::{Allowance, Body};

use crate::sorted::SortedMap;
use inbox::Inbox;
use liveness::Liveness;
pub(crate) use paths::{Path, Paths};
use recordings::Recordings;
use repair::Ailment;
pub(crate) use repair::{Remedy, Repair};
use stats::{LinkStats, StatsUpdate};
use std::time::Duration;
use visavis_protocol::Identity;
use visavis_roap::{ConnectionId, EndReason, Endpoint, Policy, State, Timestamp};

mod inbox;
mod liveness;
mod paths;
mod recordings;
mod repair;
mod stats;

/// The newcomer offers; those present offer only if nothing has arrived by then.
const PRESENT_OFFER_AFTER: Duration = Duration::from_secs(3);
/// A peer that hung up is probably leaving; if it is still present after the longest possible leave, it wants a call.
const OFFER_AFTER_HANG_UP: Duration = Duration::from_secs(8);
/// A peer without any sign of life for this long counts as gone.
const GONE_AFTER: Duration = Duration::from_secs(15);
/// More connections than one link ever has, so that ids of a later link to the same client differ.
const CONNECTIONS_OF_A_LINK: u32 = 0x1_0000;
const FIRST_RETRY_AFTER: Duration = Duration::from_secs(1);
const LAST_RETRY_AFTER: Duration = Duration::from_secs(15);

/// The state kept for one remote client. What happens on one link never disturbs another.
#[derive(Debug)]
pub(crate) struct Link {
    pub(crate) endpoint: Endpoint,
    pub(crate) delivery: Delivery<Body>,
    pub(crate) inbox: Inbox,
    pub(crate) paths: Paths,
    /// The connection whose data channel is open.
    channel: Option<ConnectionId>,
    pub(crate) ring_state: RingState,
    /// Which media section carries which source.
    pub(crate) media_sections: SortedMap<String, Source>,
    /// The media report last sent in this session.
    pub(crate) own_media: Option<MediaReport>,
    /// The frame rate of the own camera last sent in this session.
    pub(crate) own_frame_rate: Option<u32>,
    /// The peer's media report.
    pub(crate) remote_media: MediaReport,
    /// The frame rate of the peer's camera, if it tells.
    pub(crate) remote_frame_rate: Option<u32>,
    /// The peer wants video, not audio only.
    pub(crate) wants_pictures: bool,
    pub(crate) recordings: Recordings,
    /// What was last reported to the page.
    pub(crate) last_reported: LastReported,
    /// The diagnosis of the link's trouble, if any.
    pub(crate) inquiry: Inquiry,
    liveness: Liveness,
    stats: LinkStats,
    pub(crate) set_up: SetUp,
    pub(crate) repair: Repair,
    absent_since: Option<Timestamp>,
    /// The peer said goodbye: if it disappears, it has left.
    pub(crate) has_said_goodbye: bool,
    offer_at: Option<Timestamp>,
    is_established: bool,
    retries: u32,
}

/// What the page knows about a peer.
#[derive(Debug)]
pub(crate) struct LastReported {
    pub(crate) name: String,
    pub(crate) identity: Option<Identity>,
    pub(crate) is_away: bool,
    pub(crate) is_same_browser: bool,
    pub(crate) state: LinkState,
}

impl Link {
    pub(crate) fn new(delivery: Delivery<Body>, last_reported: LastReported, serial: u32) -> Self {
        let first_connection = serial.wrapping_mul(CONNECTIONS_OF_A_LINK);
        Self {
            endpoint: Endpoint::new(Policy::Accept).numbered_from(first_connection),
            delivery,
            inbox: Inbox::default(),
            paths: Paths::default(),
            channel: None,
            ring_state: RingState::default(),
            media_sections: SortedMap::new(),
            own_media: None,
            own_frame_rate: None,
            remote_media: MediaReport::new(),
            remote_frame_rate: None,
            wants_pictures: true,
            recordings: Recordings::default(),
            last_reported,
            inquiry: Inquiry::default(),
            liveness: Liveness::default(),
            stats: LinkStats::default(),
            set_up: SetUp::default(),
            repair: Repair::default(),
            absent_since: None,
            has_said_goodbye: false,
            offer_at: None,
            is_established: false,
            retries: 0,
        }
    }

    /// Begins another look at what has arrived.
    pub(crate) fn look(&mut self) {
        self.inbox.look();
    }

    /// Returns the next message to handle, as far as the peer may cause that now. `sessions` are those that all peers
    /// together may begin.
    pub(crate) fn next_body(&mut self, now: Timestamp, sessions: &mut Allowance) -> Option<Body> {
        if let Some(state) = self.inbox.next_state(now) {
            return Some(state);
        }
        loop {
            let inbox = &mut self.inbox;
            let body = self
                .delivery
                .poll_receive(now, |body| inbox.admits(now, body, sessions))?;
            if let Some(body) = inbox.sort(now, body) {
                return Some(body);
            }
        }
    }

    pub(crate) fn is_established(&self) -> bool {
        self.is_established
    }

    /// Schedules an offer for this time, replacing any other.
    pub(crate) fn offer_at(&mut self, at: Timestamp) {
        self.offer_at = Some(at);
    }

    /// Leaves the offer to the peer for a while, unless one is scheduled already.
    pub(crate) fn offer_if_nothing_comes(&mut self, now: Timestamp) {
        self.offer_at.get_or_insert(now + PRESENT_OFFER_AFTER);
    }

    /// Cancels the scheduled offer: there is no path, or this client is leaving.
    pub(crate) fn offer_no_more(&mut self) {
        self.offer_at = None;
    }

    /// Returns whether there is neither a session nor a scheduled offer.
    pub(crate) fn lacks_session(&self) -> bool {
        self.endpoint.state() == State::None && self.offer_at.is_none()
    }

    /// Returns once whether the scheduled offer is due.
    pub(crate) fn is_offer_due(&mut self, now: Timestamp) -> bool {
        self.offer_at.take_if(|at| *at <= now).is_some()
            && matches!(self.endpoint.state(), State::None | State::Closing)
    }

    pub(crate) fn established(&mut self) {
        self.is_established = true;
        self.inbox.established();
        self.recordings.established();
        self.has_said_goodbye = false;
        self.retries = 0;
    }

    /// Handles the end of the session; returns the delay before the next attempt.
    pub(crate) fn ended(&mut self, now: Timestamp, reason: EndReason) -> Duration {
        self.is_established = false;
        if reason == EndReason::Restarted {
            self.repair.other_acts(now);
        } else {
            self.repair.healed();
        }
        self.liveness = Liveness::default();
        self.stats.start_over();
        self.inquiry.ended(reason);
        self.inbox.forget();
        self.own_media = None;
        self.own_frame_rate = None;
        self.remote_media.clear();
        self.remote_frame_rate = None;
        self.wants_pictures = true;
        self.recordings.ended();
        match reason {
            EndReason::HungUp | EndReason::PeerLeft | EndReason::Restarted => PRESENT_OFFER_AFTER,
            EndReason::PeerHungUp => OFFER_AFTER_HANG_UP,
            EndReason::Refused | EndReason::NoAnswer | EndReason::NoMatch | EndReason::Failed => {
                let wait = FIRST_RETRY_AFTER * (1 << self.retries);
                self.retries = (self.retries + 1).min(4);
                wait.min(LAST_RETRY_AFTER)
            }
        }
    }

    /// Records the state of a connection; a replaced one is ignored.
    pub(crate) fn connection_changed(&mut self, now: Timestamp, of: ConnectionId, state: ConnectionState) {
        if self.endpoint.connection() != Some(of) {
            return;
        }
        self.liveness.changed(now, state);
        match state {
            ConnectionState::Connected => {
                self.set_up.connected(now);
                self.repair.healed();
            }
            ConnectionState::Disconnected => self.repair.hurt(now, Ailment::Disconnected),
            ConnectionState::Failed => self.repair.hurt(now, Ailment::Failed),
            ConnectionState::New | ConnectionState::Connecting | ConnectionState::Closed => {}
        }
    }

    pub(crate) fn channel_opened(&mut self, of: ConnectionId) {
        if self.endpoint.connection() == Some(of) {
            self.channel = Some(of);
        }
    }

    pub(crate) fn channel_closed(&mut self, of: ConnectionId) {
        self.channel.take_if(|channel| *channel == of);
    }

    /// Returns the current paths, given the route outside the connection.
    pub(crate) fn paths_beside(&self, outside: Option<Route>) -> Paths {
        let is_current = self.channel.is_some() && self.channel == self.endpoint.connection();
        Paths {
            outside,
            channel: self.channel,
            is_channel_sure: is_current && self.liveness.state() == LinkState::Connected,
        }
    }

    /// Records statistics of the connection.
    pub(crate) fn update_stats(&mut self, at: Timestamp, measurement: &Measurement) -> Option<StatsUpdate> {
        let is_connected = self.liveness.state() == LinkState::Connected;
        let update = self.stats.take(
            at,
            measurement,
            &self.remote_media,
            self.remote_frame_rate,
            is_connected,
        )?;
        match (is_connected, self.stats.is_frozen()) {
            (true, true) => self.repair.hurt(at, Ailment::Frozen),
            (true, false) => self.repair.healed(),
            (false, _) => {}
        }
        // A picture that stands still is sent once.
        let is_still = self.remote_frame_rate == Some(0);
        let is_sent = |track: &Track| {
            let is_steady = track.source == Source::Microphone || track.source == Source::Camera && !is_still;
            track.status == Status::On && is_steady
        };
        let is_expected = self.remote_media.values().any(is_sent);
        self.inquiry
            .counted(at, update.sample.received.packets, is_expected);
        Some(update)
    }

    /// Records the presence of the peer.
    pub(crate) fn present(&mut self, now: Timestamp, presence: Presence) {
        match presence {
            Presence::Absent => {
                self.absent_since.get_or_insert(now);
            }
            Presence::Away if self.has_said_goodbye => {
                self.absent_since.get_or_insert(now);
            }
            Presence::Away | Presence::Here => self.absent_since = None,
        }
    }

    /// Returns whether media flows or may recover by itself.
    pub(crate) fn has_live_media(&self, now: Timestamp) -> bool {
        let is_dead = |since| now.since(since) >= GONE_AFTER;
        self.liveness.was_connected() && !self.unwell_since().is_some_and(is_dead)
    }

    /// Returns since when media has stopped although it could flow. Statistics reveal it earlier than the connection
    /// state.
    fn unwell_since(&self) -> Option<Timestamp> {
        let unwell_since = self.liveness.unwell_since()?;
        Some(
            self.stats
                .silent_since()
                .map_or(unwell_since, |silent| silent.min(unwell_since)),
        )
    }

    /// Returns when the peer counts as gone if nothing changes. The server vouches for those it lists as present; all
    /// others must show signs of life: media that flows or, before there is any, an acknowledgement.
    pub(crate) fn gone_at(&self, presence: Presence) -> Option<Timestamp> {
        if self.has_said_goodbye && presence != Presence::Here {
            return self.absent_since;
        }
        let unwell_since = self.unwell_since();
        let silent_since = match presence {
            Presence::Here if self.paths.outside == Some(Route::Server) => None,
            Presence::Here => unwell_since.or(self.delivery.unheard_since()),
            Presence::Absent if !self.liveness.was_connected() => self.absent_since,
            Presence::Away | Presence::Absent => unwell_since,
        };
        silent_since.map(|since| since + GONE_AFTER)
    }

    /// Returns the link state if it differs from the one reported last.
    pub(crate) fn changed_state(&mut self) -> Option<LinkState> {
        let state = self.state();
        (std::mem::replace(&mut self.last_reported.state, state) != state).then_some(state)
    }

    fn state(&self) -> LinkState {
        match self.endpoint.state() {
            State::None | State::Closing | State::Ringing => LinkState::Idle,
            State::Making
            | State::WaitAnswer
            | State::ApplyingOffer
            | State::ApplyingAnswer
            | State::WaitOk
            | State::Stable => match self.liveness.state() {
                LinkState::Connected if self.stats.is_frozen() => LinkState::Troubled,
                // A new connection is replacing one that stopped.
                LinkState::Connecting if self.repair.is_ailing() => LinkState::Troubled,
                state @ (LinkState::Idle
                | LinkState::Connecting
                | LinkState::Connected
                | LinkState::Troubled) => state,
            },
        }
    }

    /// Returns when a repair is due. It needs a path outside the connection.
    pub(crate) fn repair_due(&self) -> Option<Timestamp> {
        let can_be_told = self.is_established && self.paths.outside.is_some();
        self.repair.poll_timeout().filter(|_| can_be_told)
    }

    pub(crate) fn poll_timeout(&self) -> Option<Timestamp> {
        [
            self.offer_at,
            self.delivery.poll_timeout(),
            self.inbox.poll_timeout(),
            self.endpoint.poll_timeout(),
            self.repair_due(),
            self.inquiry.poll_timeout(),
        ]
        .into_iter()
        .flatten()
        .min()
    }
}
