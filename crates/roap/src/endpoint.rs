use crate::{Candidate, Entropy, Message, Received, Timestamp};

/// Names one `RTCPeerConnection` in the life of an [`Endpoint`]: what a closed one still says is not heard.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct ConnectionId(pub u32);

/// Ties the outcome of an operation to the [`Effect`] that asked for it; a stale one is ignored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ticket(pub u32);

/// The browser rejected an operation. The text is for a log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OperationFailed(pub String);

/// What becomes of an initial OFFER when there is no session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Policy {
    /// Taken at once.
    Accept,
    /// The person is asked: see [`Event::Ringing`].
    Ring,
    /// Answered REFUSED: busy with another link.
    Refuse,
}

/// The state of an endpoint: the rows of the state table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "helper: document each")]
pub enum State {
    None,
    Making,
    WaitAnswer,
    Ringing,
    ApplyingOffer,
    ApplyingAnswer,
    WaitOk,
    Stable,
    Closing,
}

/// What happened.
#[derive(Debug, Clone)]
pub enum Input {
    /// Something local has to be negotiated: the first call to this peer, or `negotiationneeded`.
    Need,
    /// `negotiationneeded` fired on that connection; ignored if it has been replaced.
    NeedOf(ConnectionId),
    /// The outcome of [`Effect::MakeOffer`]: the local description's SDP.
    OfferMade(Ticket, Result<String, OperationFailed>),
    /// The outcome of [`Effect::TakeOffer`]: the local description's SDP.
    AnswerMade(Ticket, Result<String, OperationFailed>),
    /// The outcome of [`Effect::TakeAnswer`].
    AnswerTaken(Ticket, Result<(), OperationFailed>),
    /// `icecandidate` fired on that connection.
    LocalCandidates(ConnectionId, Vec<Candidate>),
    /// The peer sent this.
    Received(Received),
    /// The person takes the call that rings.
    Accept,
    /// The person declines it.
    Refuse,
    /// The person, or the application, ends the session.
    HangUp,
    /// The peer is known to be gone for good: the session ends without a word.
    PeerLeft,
    /// No message can reach the peer: a session whose two sides know each other waits without limit.
    RouteLost,
    /// Messages may have been lost (a socket was replaced): what is unanswered is sent again, verbatim.
    RouteRestored,
}

/// What the owner has to do, in this order. All but [`Effect::Send`] concern the peer connection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    /// Closes the connection of this endpoint, if any, and makes a fresh one.
    Open {
        /// The new connection's name.
        connection: ConnectionId,
        /// Whether it will make the first offer, and so needs its transceivers now; otherwise it adopts those of
        /// the offer that it is given next.
        offers: bool,
    },
    /// Closes the connection. Goes past anything still waiting.
    Close,
    /// `setLocalDescription()` with nothing remote pending: answered by [`Input::OfferMade`].
    MakeOffer(Ticket),
    /// `setRemoteDescription(offer)`, adopt its transceivers, `setLocalDescription()`: answered by
    /// [`Input::AnswerMade`]. If it fails the connection is rolled back to stable by the owner.
    TakeOffer(Ticket, String),
    /// `setRemoteDescription(answer)`: answered by [`Input::AnswerTaken`]. Only ever a final answer: Firefox has no
    /// provisional ones, and no browser rolls back out of one.
    TakeAnswer {
        /// Ties the outcome to this.
        ticket: Ticket,
        /// The description.
        sdp: String,
    },
    /// `setLocalDescription({type: "rollback"})` unless the signalling state is stable.
    Rollback,
    /// `addIceCandidate`; its failure is counted, never fatal.
    AddCandidate(Candidate),
    /// Sends a message to the peer.
    Send(Message),
}

/// What the owner may want to tell the person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// An OFFER waits for [`Input::Accept`] or [`Input::Refuse`].
    Ringing,
    /// The first exchange of a session is complete: there is a call.
    Established,
    /// The session is over.
    Ended(EndReason),
    /// A message or candidate was not acted upon. The text says which and why, for the log.
    Dropped(&'static str),
}

/// Why a session ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EndReason {
    /// This side hung up or declined.
    HungUp,
    /// The peer hung up, or gave up calling.
    PeerHungUp,
    /// The peer declined, or is busy.
    Refused,
    /// Nobody answered in time.
    NoAnswer,
    /// The peer does not know the session.
    NoMatch,
    /// The descriptions could not be made or applied, or too many exchanges led nowhere.
    Failed,
    /// The peer started afresh; a new session follows.
    Restarted,
    /// [`Input::PeerLeft`].
    PeerLeft,
}

/// One side of the negotiation with one remote client: at most one live session at a time.
#[derive(Debug)]
pub struct Endpoint {
    policy: Policy,
}

impl Endpoint {
    /// An endpoint without a session.
    pub fn new(policy: Policy) -> Self {
        Self { policy }
    }

    /// Says what becomes of the next initial OFFER.
    pub fn set_policy(&mut self, policy: Policy) {
        self.policy = policy;
    }

    /// Takes in what happened at `now`.
    pub fn handle(&mut self, _now: Timestamp, _input: Input, _entropy: &mut impl Entropy) {}

    /// Takes in that `now` is at or past [`Endpoint::poll_timeout`].
    pub fn handle_timeout(&mut self, _now: Timestamp, _entropy: &mut impl Entropy) {}

    /// The next thing to do; call until `None` after every `handle`.
    pub fn poll_effect(&mut self) -> Option<Effect> {
        None
    }

    /// The next thing worth telling.
    pub fn poll_event(&mut self) -> Option<Event> {
        None
    }

    /// When [`Endpoint::handle_timeout`] wants to be called.
    pub fn poll_timeout(&self) -> Option<Timestamp> {
        None
    }

    /// Where the negotiation stands.
    pub fn state(&self) -> State {
        State::None
    }

    /// The connection that is open.
    pub fn connection(&self) -> Option<ConnectionId> {
        None
    }
}
