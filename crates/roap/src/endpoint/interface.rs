//! Inputs, effects and events of an endpoint.

use crate::{Candidate, Message, Received};

/// Identifies one `RTCPeerConnection` of an [`Endpoint`](crate::Endpoint), so that events of a closed one are ignored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ConnectionId(pub u32);

/// Ties the outcome of an operation to the [`Effect`] that requested it. A stale outcome is ignored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Ticket(pub u32);

/// The browser rejected an operation. The text is for the log.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct OperationFailed(pub String);

/// How an initial OFFER is handled while there is no session.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Policy {
    /// Accept it immediately.
    Accept,
    /// Ask the person: see [`Event::Ringing`].
    Ring,
    /// Reply with REFUSED: the person is busy with another link.
    Refuse,
}

/// The state of an endpoint, as in the state table of the protocol.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum State {
    /// There is no session.
    None,
    /// The local offer is being created. Nothing has been sent yet, so it yields to any incoming OFFER.
    Making,
    /// The local OFFER has been sent.
    WaitAnswer,
    /// The peer's OFFER waits for the person.
    Ringing,
    /// The peer's OFFER is being applied and an answer created; messages are queued.
    ApplyingOffer,
    /// The peer's ANSWER is being applied; messages are queued.
    ApplyingAnswer,
    /// The local ANSWER has been sent.
    WaitOk,
    /// Both sides have applied the same exchange, and nothing is outstanding.
    Stable,
    /// This side has ended the session and sent SHUTDOWN, which the peer has not confirmed.
    Closing,
}

/// Something that happened and that the endpoint reacts to.
#[derive(Debug, Clone)]
pub enum Input {
    /// The person calls this peer, or a local change was made on purpose, such as adding a track or requesting an ICE
    /// restart. Accepts a ringing call.
    ///
    /// Report every such change, before or after the browser fires `negotiationneeded` for it: more than three
    /// consecutive OFFERs without one are considered a loop, and no further OFFER is made.
    Need,
    /// `negotiationneeded` fired on this connection. Ignored if the connection has been replaced.
    NeedOf(ConnectionId),
    /// The outcome of [`Effect::MakeOffer`]: the SDP of the local description.
    OfferMade(Ticket, Result<String, OperationFailed>),
    /// The outcome of [`Effect::TakeOffer`]: the SDP of the local description.
    AnswerMade(Ticket, Result<String, OperationFailed>),
    /// The outcome of [`Effect::TakeAnswer`].
    AnswerTaken(Ticket, Result<(), OperationFailed>),
    /// `icecandidate` fired on this connection.
    LocalCandidates(ConnectionId, Vec<Candidate>),
    /// A message of the peer arrived.
    Received(Received),
    /// The person accepts the ringing call.
    Accept,
    /// The person declines the ringing call.
    Refuse,
    /// The person, or the application, ends the session, the ringing call, or the wait before a retry.
    HangUp,
    /// The connection is beyond repair: replaces the session with a new one, as a page reload would. Ignored if the
    /// first exchange is not complete or the session is over.
    Renew,
    /// The peer has left for good: ends the session without sending anything.
    PeerLeft,
    /// No message can reach the peer. If both sides know each other's ids, the session waits without a timeout.
    RouteLost,
    /// Messages may have been lost, because a socket was replaced: repeats the unanswered message verbatim.
    RouteRestored,
}

/// An action that the owner carries out, in order. All but [`Effect::Send`] concern the peer connection.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Effect {
    /// Closes the connection of this endpoint, if any, and creates a new one.
    Open {
        /// The id of the new connection.
        connection: ConnectionId,
        /// Whether the connection will make the first offer, and therefore needs its transceivers now. Otherwise it
        /// adopts those of the offer that is applied next.
        offers: bool,
    },
    /// Closes the connection, ahead of any operation that is still pending.
    Close,
    /// `setLocalDescription()` with no remote description pending. The outcome is [`Input::OfferMade`].
    MakeOffer(Ticket),
    /// `setRemoteDescription(offer)`, adopt its transceivers, `setLocalDescription()`. The outcome is
    /// [`Input::AnswerMade`]. On failure, the owner rolls the connection back to stable.
    TakeOffer(Ticket, String),
    /// `setRemoteDescription(answer)`. The outcome is [`Input::AnswerTaken`]. Always a final answer: Firefox does not
    /// support provisional ones, and no browser rolls back out of one.
    TakeAnswer {
        /// Ties the outcome to this effect.
        ticket: Ticket,
        /// The SDP of the remote description.
        sdp: String,
    },
    /// `setLocalDescription({type: "rollback"})` unless the signalling state is stable.
    Rollback,
    /// `addIceCandidate`. A failure is not fatal.
    AddCandidate(Candidate),
    /// Sends a message to the peer.
    Send(Message),
}

/// Something that the owner may want to report to the person.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Event {
    /// An OFFER waits for [`Input::Accept`] or [`Input::Refuse`]. Emitted again for a call that replaces it, but not
    /// for a repeated OFFER. Only under [`Policy::Ring`], and not if this side was calling the peer anyway.
    Ringing,
    /// The first exchange of a session is complete. Emitted once per session, not on renegotiation. On the answering
    /// side it follows the OK, shortly after media has started to flow.
    Established,
    /// The session, or the ringing call, has ended and its connection is closed. Emitted exactly once for each
    /// session that this side started or accepted and each that rang. Not emitted for an OFFER that was rejected
    /// immediately, nor for a call that the peer has asked to repeat later.
    Ended(EndReason),
    /// A message or candidate was ignored, or a local offer failed. The text gives the reason, for the log. Not
    /// emitted for messages that got a reply.
    Dropped(&'static str),
}

/// Why a session ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum EndReason {
    /// This side hung up or declined.
    HungUp,
    /// The peer hung up or cancelled its call.
    PeerHungUp,
    /// The peer declined or is busy.
    Refused,
    /// Nobody answered in time.
    NoAnswer,
    /// The peer does not know the session.
    NoMatch,
    /// A description could not be created or applied, or too many exchanges failed.
    Failed,
    /// One side started over; a new session follows.
    Restarted,
    /// [`Input::PeerLeft`].
    PeerLeft,
}
