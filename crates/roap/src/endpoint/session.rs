//! The state of a session.

use super::ConnectionId;
use super::local_candidates::LocalCandidates;
use super::remote_candidates::RemoteCandidates;
use crate::{Answer, Exchange, Seq, SessionId};

/// The state of the session. Empty while there is none; while an OFFER is ringing, only the peer's id is set.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Session {
    pub local: Option<SessionId>,
    pub remote: Option<SessionId>,
    /// The peer's id in an initial OFFER that lost a glare.
    pub collided: Option<SessionId>,
    /// The SHUTDOWN of the session that this one replaces, as long as the peer knows only that one.
    pub replaces: Option<Exchange>,
    pub connection: Option<ConnectionId>,
    /// An exchange has been completed. From then on the connection is kept.
    pub is_established: bool,
    /// The two sides may have applied different exchanges. Another exchange brings them together.
    pub is_diverged: bool,
    /// Consecutive OFFERs of this side that were voided by a tie.
    pub ties: u8,
    /// The highest sequence number sent or accepted.
    pub used: Seq,
    /// The highest sequence number accepted from the peer or completed by this side. Differs from `used`: after an own
    /// OFFER n was abandoned, an OFFER n of the peer is new.
    pub done: Seq,
    /// The last OK sent for an ANSWER, repeated if that ANSWER is repeated.
    pub last_ok: Option<Exchange>,
    /// The last ANSWER sent, repeated if its OFFER is repeated.
    pub last_answer: Option<Answer>,
    pub local_candidates: LocalCandidates,
    pub remote_candidates: RemoteCandidates,
}

/// How an OFFER relates to the session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Relation {
    /// An initial OFFER whose id is not the peer's id in this session.
    Initial,
    /// An OFFER that continues this session.
    Within,
    /// An OFFER that names another session.
    Foreign,
}

impl Session {
    /// Returns the next exchange that this side opens, or ends the session with.
    pub fn next_exchange(&mut self) -> Exchange {
        self.used = self.used.saturating_add(1);
        Exchange {
            offerer: self.local.clone(),
            answerer: self.remote.clone(),
            seq: self.used,
        }
    }

    pub fn relation(&self, offer: &Exchange) -> Relation {
        let is_peer = self.remote.is_some() && offer.offerer == self.remote;
        match &offer.answerer {
            None if is_peer => Relation::Within,
            None => Relation::Initial,
            Some(_) if is_peer && offer.answerer == self.local => Relation::Within,
            Some(_) => Relation::Foreign,
        }
    }

    /// Returns whether an ANSWER with these ids comes from the peer of this session.
    pub fn is_answered_by(&self, answer: &Exchange) -> bool {
        self.local.is_some()
            && answer.offerer == self.local
            && (self.remote.is_none() || answer.answerer == self.remote)
    }

    /// Returns whether a SHUTDOWN with these ids ends this session.
    pub fn is_ended_by(&self, shutdown: &Exchange) -> bool {
        let is_named = shutdown.answerer.is_none() || shutdown.answerer == self.local;
        let is_from = |peer: &Option<SessionId>| peer.is_some() && shutdown.offerer == *peer;
        let is_peer_unknown = self.remote.is_none() && self.local.is_some();
        // Some implementations repeat the ids of the last exchange, regardless of who offered.
        let is_swapped =
            self.remote.is_some() && shutdown.offerer == self.local && shutdown.answerer == self.remote;
        (is_named && (is_from(&self.remote) || is_from(&self.collided)))
            || (is_peer_unknown && shutdown.answerer == self.local)
            || is_swapped
    }

    /// Returns whether a message with these ids belongs to the session that this one replaces.
    pub fn replaces(&self, exchange: &Exchange) -> bool {
        let is_same = |previous: &Exchange| {
            (exchange.offerer == previous.offerer && exchange.answerer == previous.answerer)
                || (exchange.offerer == previous.answerer && exchange.answerer == previous.offerer)
        };
        self.replaces.as_ref().is_some_and(is_same)
    }

    /// Returns whether a candidate of an exchange with these ids belongs to this session.
    pub fn has(&self, exchange: &Exchange) -> bool {
        self.knows(&exchange.offerer)
            && (exchange.answerer.is_none() || self.remote.is_none() || self.knows(&exchange.answerer))
    }

    /// Returns whether this id belongs to this session.
    pub fn knows(&self, id: &Option<SessionId>) -> bool {
        id.is_some() && (*id == self.local || *id == self.remote || *id == self.collided)
    }
}

impl Exchange {
    /// Returns whether both name the same exchange, even with the two ids swapped, as Chrome and sipML5 did in an OK.
    pub fn is_same_ignoring_order(&self, other: &Self) -> bool {
        self.seq == other.seq
            && ((self.offerer == other.offerer && self.answerer == other.answerer)
                || (self.offerer == other.answerer && self.answerer == other.offerer))
    }

    /// Returns whether both name the same OFFER, with or without the answerer: a reply to an initial OFFER may have
    /// either form.
    pub fn is_same_offer(&self, other: &Self) -> bool {
        self.seq == other.seq
            && self.offerer.is_some()
            && self.offerer == other.offerer
            && (self.answerer.is_none() || other.answerer.is_none() || self.answerer == other.answerer)
    }
}
