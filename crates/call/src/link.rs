use crate::Body;
use crate::ConnectionState;
use crate::delivery::Delivery;
use crate::diagnosis::Inquiry;
use crate::event::LinkState;
use crate::media::{MediaReport, Source, Status, Track};
use crate::quality::Measurement;
use crate::ring::RingState;
use crate::roster::{Presence, Route};

use crate::sorted::SortedMap;
use liveness::Liveness;
pub(crate) use paths::{Path, Paths};
use repair::Ailment;
pub(crate) use repair::{Remedy, Repair};
use stats::{LinkStats, StatsUpdate};
use std::time::Duration;
use visavis_roap::{ConnectionId, EndReason, Endpoint, Policy, State, Timestamp};

mod liveness;
mod paths;
mod repair;
mod stats;

/// The newcomer offers; those present only if nothing came from it within this.
const PRESENT_OFFER_AFTER: Duration = Duration::from_secs(3);
/// Whoever hung up is about to leave; still here after the longest leave-taking, they want a call.
const OFFER_AFTER_HANG_UP: Duration = Duration::from_secs(8);
/// Someone of whom there was no sign for this long is not there.
const GONE_AFTER: Duration = Duration::from_secs(15);
/// More connections than a link ever has: those of another link to the same client have other names.
const CONNECTIONS_OF_A_LINK: u32 = 0x1_0000;
const FIRST_RETRY_AFTER: Duration = Duration::from_secs(1);
const LAST_RETRY_AFTER: Duration = Duration::from_secs(15);

/// Everything kept for one remote client. What happens on one link never disturbs another.
#[derive(Debug)]
pub(crate) struct Link {
    pub(crate) endpoint: Endpoint,
    pub(crate) delivery: Delivery<Body>,
    pub(crate) paths: Paths,
    /// The connection whose data channel is open.
    channel: Option<ConnectionId>,
    pub(crate) ring_state: RingState,
    /// Which media section carries what.
    pub(crate) media_sections: SortedMap<String, Source>,
    /// What this side last said of its tracks in this session.
    pub(crate) own_media: Option<MediaReport>,
    /// What the other side says its tracks are.
    pub(crate) remote_media: MediaReport,
    /// The other side wants more than sound.
    pub(crate) wants_pictures: bool,
    /// What was told of the person so far.
    pub(crate) last_reported: LastReported,
    /// Why the link is in trouble, if it is.
    pub(crate) inquiry: Inquiry,
    liveness: Liveness,
    stats: LinkStats,
    pub(crate) repair: Repair,
    absent_since: Option<Timestamp>,
    /// Their tab has closed. If they are not there any more they have left.
    pub(crate) has_said_goodbye: bool,
    offer_at: Option<Timestamp>,
    is_established: bool,
    retries: u32,
}

/// What the page knows of someone.
#[derive(Debug)]
pub(crate) struct LastReported {
    pub(crate) name: String,
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
            paths: Paths::default(),
            channel: None,
            ring_state: RingState::default(),
            media_sections: SortedMap::new(),
            own_media: None,
            remote_media: MediaReport::new(),
            wants_pictures: true,
            last_reported,
            inquiry: Inquiry::default(),
            liveness: Liveness::default(),
            stats: LinkStats::default(),
            repair: Repair::default(),
            absent_since: None,
            has_said_goodbye: false,
            offer_at: None,
            is_established: false,
            retries: 0,
        }
    }

    pub(crate) fn is_established(&self) -> bool {
        self.is_established
    }

    /// Offers at that time, whatever was planned before.
    pub(crate) fn offer_at(&mut self, at: Timestamp) {
        self.offer_at = Some(at);
    }

    /// Leaves the first word to the other side, unless an offer is planned already.
    pub(crate) fn offer_if_nothing_comes(&mut self, now: Timestamp) {
        self.offer_at.get_or_insert(now + PRESENT_OFFER_AFTER);
    }

    /// Plans nothing: there is no way to the other side, or this side is leaving.
    pub(crate) fn offer_no_more(&mut self) {
        self.offer_at = None;
    }

    /// Whether neither a session nor a plan for one is there.
    pub(crate) fn lacks_session(&self) -> bool {
        self.endpoint.state() == State::None && self.offer_at.is_none()
    }

    /// Whether it is time for this side to offer; true once.
    pub(crate) fn is_offer_due(&mut self, now: Timestamp) -> bool {
        self.offer_at.take_if(|at| *at <= now).is_some()
            && matches!(self.endpoint.state(), State::None | State::Closing)
    }

    pub(crate) fn established(&mut self) {
        self.is_established = true;
        self.has_said_goodbye = false;
        self.retries = 0;
    }

    /// The session is over. Gives the time after which it is to be tried again.
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
        self.own_media = None;
        self.remote_media.clear();
        self.wants_pictures = true;
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

    /// Notes the state of a connection; what a replaced one says is not heard.
    pub(crate) fn connection_changed(&mut self, now: Timestamp, of: ConnectionId, state: ConnectionState) {
        if self.endpoint.connection() != Some(of) {
            return;
        }
        self.liveness.changed(now, state);
        match state {
            ConnectionState::Connected => self.repair.healed(),
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

    /// The ways that there are, where `outside` leads past the connection.
    pub(crate) fn paths_beside(&self, outside: Option<Route>) -> Paths {
        let is_current = self.channel.is_some() && self.channel == self.endpoint.connection();
        Paths {
            outside,
            channel: self.channel,
            is_channel_sure: is_current && self.liveness.state() == LinkState::Connected,
        }
    }

    /// Notes what was counted on the connection.
    pub(crate) fn update_stats(&mut self, at: Timestamp, measurement: &Measurement) -> Option<StatsUpdate> {
        let is_connected = self.liveness.state() == LinkState::Connected;
        let update = self
            .stats
            .take(at, measurement, &self.remote_media, is_connected)?;
        match (is_connected, self.stats.is_frozen()) {
            (true, true) => self.repair.hurt(at, Ailment::Frozen),
            (true, false) => self.repair.healed(),
            (false, _) => {}
        }
        let is_sent = |track: &Track| {
            track.status == Status::On && matches!(track.source, Source::Microphone | Source::Camera)
        };
        let is_expected = self.remote_media.values().any(is_sent);
        self.inquiry
            .counted(at, update.sample.received.packets, is_expected);
        Some(update)
    }

    /// Notes whether anything is heard of the person.
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

    /// Media flows, or may come back by itself.
    pub(crate) fn has_live_media(&self, now: Timestamp) -> bool {
        let is_dead = |since| now.since(since) >= GONE_AFTER;
        self.liveness.was_connected() && !self.unwell_since().is_some_and(is_dead)
    }

    /// Since when media does not flow that could. What was counted knows it sooner than what the browser says.
    fn unwell_since(&self) -> Option<Timestamp> {
        let unwell_since = self.liveness.unwell_since()?;
        Some(
            self.stats
                .silent_since()
                .map_or(unwell_since, |silent| silent.min(unwell_since)),
        )
    }

    /// When the person is taken for gone, if nothing changes. The server vouches for whoever it says is here; all
    /// others vouch for themselves, by media that flows or, before there is any, by a sign that they heard.
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

    /// The state to tell, if it is another than was told last.
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
                // A fresh connection in the place of one that stopped.
                LinkState::Connecting if self.repair.is_ailing() => LinkState::Troubled,
                state @ (LinkState::Idle
                | LinkState::Connecting
                | LinkState::Connected
                | LinkState::Troubled) => state,
            },
        }
    }

    /// When something is to be done about the media. Without a way around the connection nothing can be.
    pub(crate) fn repair_due(&self) -> Option<Timestamp> {
        let can_be_told = self.is_established && self.paths.outside.is_some();
        self.repair.poll_timeout().filter(|_| can_be_told)
    }

    pub(crate) fn poll_timeout(&self) -> Option<Timestamp> {
        [
            self.offer_at,
            self.delivery.poll_timeout(),
            self.endpoint.poll_timeout(),
            self.repair_due(),
            self.inquiry.poll_timeout(),
        ]
        .into_iter()
        .flatten()
        .min()
    }
}
