use super::ConnectionId;
use super::local_candidates::LocalCandidates;
use super::remote_candidates::RemoteCandidates;
use crate::{Answer, Exchange, Seq, SessionId};

/// What both sides have agreed on so far. Empty while there is no session; while an OFFER rings only the
/// peer's id is known.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Session {
    pub local: Option<SessionId>,
    pub remote: Option<SessionId>,
    /// The peer's id in an initial OFFER that lost to ours.
    pub collided: Option<SessionId>,
    /// The SHUTDOWN of the session that this one takes the place of, as long as the peer knows only that one.
    pub replaces: Option<Exchange>,
    pub connection: Option<ConnectionId>,
    /// An exchange has been completed: from now on the connection is kept.
    pub is_established: bool,
    /// We have applied what the peer has not, or may yet: only another exchange brings both together.
    pub is_astray: bool,
    /// How many OFFERs of ours in a row were void by a tie.
    pub ties: u8,
    /// The highest number used by us or accepted from the peer.
    pub used: Seq,
    /// The highest number taken from the peer or completed by us. Not the same: after an OFFER n of ours was
    /// abandoned, an OFFER n of the peer is new.
    pub done: Seq,
    /// The last OK of ours to an ANSWER, for when that ANSWER comes again.
    pub last_ok: Option<Exchange>,
    /// The last ANSWER of ours, for when its OFFER comes again.
    pub last_answer: Option<Answer>,
    pub local_candidates: LocalCandidates,
    pub remote_candidates: RemoteCandidates,
}

/// How an OFFER relates to the session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Relation {
    /// An initial OFFER under an id that is not the peer's in this session.
    Initial,
    /// It continues the session.
    Within,
    /// It names a session that is not this one.
    Foreign,
}

impl Session {
    /// The exchange that we open, or end the session with, under the next number.
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

    /// Whether an ANSWER with these ids is for us, from our peer.
    pub fn is_answered_by(&self, answer: &Exchange) -> bool {
        self.local.is_some()
            && answer.offerer == self.local
            && (self.remote.is_none() || answer.answerer == self.remote)
    }

    /// Whether a SHUTDOWN with these ids ends this session.
    pub fn is_ended_by(&self, shutdown: &Exchange) -> bool {
        let is_named = shutdown.answerer.is_none() || shutdown.answerer == self.local;
        let is_from = |peer: &Option<SessionId>| peer.is_some() && shutdown.offerer == *peer;
        let is_peer_unknown = self.remote.is_none() && self.local.is_some();
        // Some implementations repeat the ids of the last exchange, whoever offered.
        let is_swapped =
            self.remote.is_some() && shutdown.offerer == self.local && shutdown.answerer == self.remote;
        (is_named && (is_from(&self.remote) || is_from(&self.collided)))
            || (is_peer_unknown && shutdown.answerer == self.local)
            || is_swapped
    }

    /// Whether a message with these ids is of the session that this one takes the place of.
    pub fn replaces(&self, exchange: &Exchange) -> bool {
        let is_same = |former: &Exchange| {
            (exchange.offerer == former.offerer && exchange.answerer == former.answerer)
                || (exchange.offerer == former.answerer && exchange.answerer == former.offerer)
        };
        self.replaces.as_ref().is_some_and(is_same)
    }

    /// Whether a candidate of an exchange with these ids is of this session.
    pub fn has(&self, exchange: &Exchange) -> bool {
        self.knows(&exchange.offerer)
            && (exchange.answerer.is_none() || self.remote.is_none() || self.knows(&exchange.answerer))
    }

    /// Whether that id is one of this session's.
    pub fn knows(&self, id: &Option<SessionId>) -> bool {
        id.is_some() && (*id == self.local || *id == self.remote || *id == self.collided)
    }
}

impl Exchange {
    /// The same exchange, also where the two ids are swapped, as Chrome and sipML5 did in an OK.
    pub fn is_same_pair(&self, other: &Self) -> bool {
        self.seq == other.seq
            && ((self.offerer == other.offerer && self.answerer == other.answerer)
                || (self.offerer == other.answerer && self.answerer == other.offerer))
    }

    /// The same OFFER named, whether or not the answerer is: in the reply to an initial OFFER both occur.
    pub fn is_same_offer(&self, other: &Self) -> bool {
        self.seq == other.seq
            && self.offerer.is_some()
            && self.offerer == other.offerer
            && (self.answerer.is_none() || other.answerer.is_none() || self.answerer == other.answerer)
    }
}
