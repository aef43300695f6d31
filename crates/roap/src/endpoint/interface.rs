use crate::{Candidate, Message, Received};

/// Names one `RTCPeerConnection` in the life of an [`Endpoint`](crate::Endpoint): what a closed one still
/// says is not heard.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ConnectionId(pub u32);

/// Ties the outcome of an operation to the [`Effect`] that asked for it; a stale one is ignored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Ticket(pub u32);

/// The browser rejected an operation. The text is for a log.
#[derive(Debug, Clone, PartialEq, Eq, Hash, thiserror::Error)]
#[error("the browser rejected an operation: {0}")]
pub struct OperationFailed(pub String);

/// What becomes of an initial OFFER when there is no session.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Policy {
    /// Taken at once.
    Accept,
    /// The person is asked: see [`Event::Ringing`].
    Ring,
    /// Answered REFUSED: busy with another link.
    Refuse,
}

/// The state of an endpoint: the rows of the state table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum State {
    /// There is no session.
    None,
    /// Our offer is being made; nothing of it has been sent, so it yields to any that arrives.
    Making,
    /// Our OFFER is out.
    WaitAnswer,
    /// Their OFFER waits for the person.
    Ringing,
    /// Their OFFER is being applied and our answer made; messages wait.
    ApplyingOffer,
    /// Their ANSWER is being applied; messages wait.
    ApplyingAnswer,
    /// Our ANSWER is out.
    WaitOk,
    /// Both sides have applied the same exchange, and nothing is outstanding.
    Stable,
    /// The session is over for us and the peer has been told, but has not confirmed it.
    Closing,
}

/// What happened.
#[derive(Debug, Clone)]
pub enum Input {
    /// The person calls this peer, or something local was changed on purpose: a track added, an ICE restart
    /// asked for. While a call rings it is taken by this.
    ///
    /// Every such change ought to be told here, before or after the browser fires `negotiationneeded` for it:
    /// more than three OFFERs on end without one are taken for a loop, and no more are made.
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
    /// The person, or the application, ends the session, the call that rings, or the wait before another try.
    HangUp,
    /// The connection is beyond repair: a fresh session takes the place of this one, as if the page had been loaded
    /// anew. Nothing where the first exchange is not complete, or the session is over.
    Renew,
    /// The peer is known to be gone for good: the session ends without a word.
    PeerLeft,
    /// No message can reach the peer: a session whose two sides know each other waits without limit.
    RouteLost,
    /// Messages may have been lost (a socket was replaced): what is unanswered is sent again, verbatim.
    RouteRestored,
}

/// What the owner has to do, in this order. All but [`Effect::Send`] concern the peer connection.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Effect {
    /// Closes the connection of this endpoint, if any, and makes a fresh one.
    Open {
        /// The new connection's name.
        connection: ConnectionId,
        /// Whether it will make the first offer, and so needs its transceivers now; otherwise it adopts those
        /// of the offer that it is given next.
        offers: bool,
    },
    /// Closes the connection. Goes past anything still waiting.
    Close,
    /// `setLocalDescription()` with nothing remote pending: answered by [`Input::OfferMade`].
    MakeOffer(Ticket),
    /// `setRemoteDescription(offer)`, adopt its transceivers, `setLocalDescription()`: answered by
    /// [`Input::AnswerMade`]. If it fails the connection is rolled back to stable by the owner.
    TakeOffer(Ticket, String),
    /// `setRemoteDescription(answer)`: answered by [`Input::AnswerTaken`]. Only ever a final answer: Firefox
    /// has no provisional ones, and no browser rolls back out of one.
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
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Event {
    /// An OFFER waits for [`Input::Accept`] or [`Input::Refuse`]; again for every other call that takes its
    /// place, not for one that is sent again. Only under [`Policy::Ring`], and not where this side was
    /// calling the peer anyway.
    Ringing,
    /// The first exchange of a session is complete: there is a call. Once a session; not when it is
    /// renegotiated. The answering side hears it with the OK, a little after its media began to flow.
    Established,
    /// The session, or the call that rang, is over, and its connection closed. Exactly once for each session
    /// that this side made or took and each that rang; not for an OFFER that was turned away at the door, and
    /// not for a call that the peer has asked to be made again in a moment.
    Ended(EndReason),
    /// A message or candidate was not acted upon, or nothing came of an own offer. The text says which and
    /// why, for the log. Not for messages that got a reply: the peer is told in it.
    Dropped(&'static str),
}

/// Why a session ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
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
    /// One side started afresh; a new session follows.
    Restarted,
    /// [`Input::PeerLeft`].
    PeerLeft,
}
