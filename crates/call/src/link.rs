use crate::body::Body;
use crate::delivery::Delivery;
use crate::event::LinkState;
use crate::input::ConnectionState;
use crate::media::{MediaReport, Source};
use std::collections::BTreeMap;
use std::time::Duration;
use visavis_roap::{ConnectionId, EndReason, Endpoint, Policy, State, Timestamp};

/// The newcomer offers; those present only if nothing came from it within this.
const PRESENT_OFFER_AFTER: Duration = Duration::from_secs(3);
/// A message that nothing is said in return to is acknowledged after this, so that its sender need not keep it.
const ACKNOWLEDGE_AFTER: Duration = Duration::from_millis(500);
/// Someone who is away from the server and whose media is dead for this long is not there.
const DEAD_MEDIA_IS_GONE_AFTER: Duration = Duration::from_secs(15);
const FIRST_RETRY_AFTER: Duration = Duration::from_secs(1);
const LAST_RETRY_AFTER: Duration = Duration::from_secs(15);

/// Everything kept for one remote client. What happens on one link never disturbs another.
#[derive(Debug)]
pub(crate) struct Link {
    pub(crate) endpoint: Endpoint,
    pub(crate) delivery: Delivery<Body>,
    /// Which media section carries what.
    pub(crate) sections: BTreeMap<String, Source>,
    /// What the other side says its tracks are.
    pub(crate) remote_media: MediaReport,
    offer_at: Option<Timestamp>,
    acknowledge_at: Option<Timestamp>,
    connection: ConnectionState,
    unwell_since: Option<Timestamp>,
    dies_at: Option<Timestamp>,
    was_connected: bool,
    is_established: bool,
    retries: u32,
    told: LinkState,
}

impl Link {
    pub(crate) fn new(epoch: String) -> Self {
        Self {
            endpoint: Endpoint::new(Policy::Accept),
            delivery: Delivery::new(epoch),
            sections: BTreeMap::new(),
            remote_media: MediaReport::new(),
            offer_at: None,
            acknowledge_at: None,
            connection: ConnectionState::New,
            unwell_since: None,
            dies_at: None,
            was_connected: false,
            is_established: false,
            retries: 0,
            told: LinkState::Idle,
        }
    }

    pub(crate) fn is_established(&self) -> bool {
        self.is_established
    }

    /// Offers at once: this side is the newcomer.
    pub(crate) fn offer_now(&mut self, now: Timestamp) {
        self.offer_at = Some(now);
    }

    /// Leaves the first word to the newcomer.
    pub(crate) fn offer_if_nothing_comes(&mut self, now: Timestamp) {
        self.offer_at = Some(now + PRESENT_OFFER_AFTER);
    }

    /// The other side has spoken: no need to offer on its behalf.
    pub(crate) fn spoken_to(&mut self, now: Timestamp) {
        self.offer_at = None;
        self.acknowledge_at.get_or_insert(now + ACKNOWLEDGE_AFTER);
    }

    /// Something went out, and the acknowledgement with it.
    pub(crate) fn acknowledged(&mut self) {
        self.acknowledge_at = None;
    }

    pub(crate) fn established(&mut self) {
        self.is_established = true;
        self.retries = 0;
    }

    /// The session is over. Where nobody wanted that, it is tried again.
    pub(crate) fn ended(&mut self, now: Timestamp, reason: EndReason) {
        self.is_established = false;
        self.was_connected = false;
        self.connection = ConnectionState::New;
        self.recovered();
        match reason {
            EndReason::HungUp | EndReason::PeerHungUp | EndReason::PeerLeft | EndReason::Restarted => {}
            EndReason::Refused | EndReason::NoAnswer | EndReason::NoMatch | EndReason::Failed => {
                let wait = FIRST_RETRY_AFTER
                    .saturating_mul(1 << self.retries.min(4))
                    .min(LAST_RETRY_AFTER);
                self.retries = self.retries.saturating_add(1);
                self.offer_at = Some(now + wait);
            }
        }
    }

    /// Notes the state of a connection; what a replaced one says is not heard.
    pub(crate) fn connection_changed(&mut self, now: Timestamp, of: ConnectionId, state: ConnectionState) {
        if self.endpoint.connection() != Some(of) {
            return;
        }
        self.connection = state;
        match state {
            ConnectionState::Connected => {
                self.was_connected = true;
                self.recovered();
            }
            ConnectionState::Disconnected | ConnectionState::Failed | ConnectionState::Closed => {
                if self.unwell_since.is_none() {
                    self.unwell_since = Some(now);
                    self.dies_at = Some(now + DEAD_MEDIA_IS_GONE_AFTER);
                }
            }
            ConnectionState::New | ConnectionState::Connecting => {}
        }
    }

    fn recovered(&mut self) {
        self.unwell_since = None;
        self.dies_at = None;
    }

    /// Media flows, or may come back by itself.
    pub(crate) fn has_live_media(&self, now: Timestamp) -> bool {
        self.was_connected && !self.has_dead_media(now)
    }

    /// Media flowed once, and has not for so long that nobody waits for it.
    pub(crate) fn has_dead_media(&self, now: Timestamp) -> bool {
        self.unwell_since
            .is_some_and(|since| now.since(since) >= DEAD_MEDIA_IS_GONE_AFTER)
    }

    /// The state to tell, if it is another than was told last.
    pub(crate) fn changed_state(&mut self) -> Option<LinkState> {
        let state = self.state();
        (std::mem::replace(&mut self.told, state) != state).then_some(state)
    }

    fn state(&self) -> LinkState {
        match (self.endpoint.state(), self.connection) {
            (State::None | State::Closing | State::Ringing, _) => LinkState::Idle,
            (_, ConnectionState::Connected) => LinkState::Connected,
            (_, ConnectionState::Disconnected | ConnectionState::Failed | ConnectionState::Closed) => {
                LinkState::Troubled
            }
            (_, ConnectionState::New | ConnectionState::Connecting) if self.was_connected => {
                LinkState::Troubled
            }
            (_, ConnectionState::New | ConnectionState::Connecting) => LinkState::Connecting,
        }
    }

    pub(crate) fn poll_timeout(&self) -> Option<Timestamp> {
        [
            self.offer_at,
            self.acknowledge_at,
            self.dies_at,
            self.endpoint.poll_timeout(),
        ]
        .into_iter()
        .flatten()
        .min()
    }

    /// Whether it is time for this side to offer; true once.
    pub(crate) fn is_offer_due(&mut self, now: Timestamp) -> bool {
        let is_due = self.offer_at.is_some_and(|at| at <= now);
        if is_due {
            self.offer_at = None;
        }
        is_due
    }

    /// Notes that the time for media to come back is over, so that it is not waited for again.
    pub(crate) fn note_death(&mut self, now: Timestamp) {
        self.dies_at = self.dies_at.filter(|at| *at > now);
    }

    /// Whether it is time to acknowledge without saying anything; true once.
    pub(crate) fn is_acknowledgement_due(&mut self, now: Timestamp) -> bool {
        let is_due = self.acknowledge_at.is_some_and(|at| at <= now);
        if is_due {
            self.acknowledge_at = None;
        }
        is_due
    }
}
