//! Remembers closed sessions and rejected OFFERs.

use crate::{ErrorType, Exchange, SessionId, Timestamp};
use std::time::Duration;

/// How long a closed session is remembered: longer than any message can still be in transit.
const REMEMBER_FOR: Duration = Duration::from_secs(60);

/// The maximum number of sessions and of OFFERs remembered. A link has one session at a time, so few suffice.
const MAX_REMEMBERED: usize = 8;

/// Closed sessions and rejected OFFERs, so that a repeated or late message does not revive them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Closed {
    sessions: Vec<Tombstone>,
    rejected: Vec<(Exchange, ErrorType)>,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Tombstone {
    own: Option<SessionId>,
    peer: Option<SessionId>,
    until: Timestamp,
}

impl Closed {
    /// Remembers a session by its ids, as far as they are known.
    pub fn remember(&mut self, own: Option<SessionId>, peer: Option<SessionId>, now: Timestamp) {
        if own.is_none() && peer.is_none() {
            return;
        }
        let until = now + REMEMBER_FOR;
        self.sessions.retain(|tombstone| tombstone.until > now);
        if let Some(known) = self
            .sessions
            .iter_mut()
            .find(|tombstone| tombstone.own == own && tombstone.peer == peer)
        {
            known.until = until;
            return;
        }
        if self.sessions.len() == MAX_REMEMBERED {
            self.sessions.remove(0);
        }
        self.sessions.push(Tombstone { own, peer, until });
    }

    /// Returns whether an OFFER with this id belongs to a closed session.
    pub fn has_peer(&self, offerer: Option<&SessionId>, now: Timestamp) -> bool {
        offerer.is_some()
            && self
                .sessions
                .iter()
                .any(|tombstone| tombstone.peer.as_ref() == offerer && tombstone.until > now)
    }

    /// Returns whether a message belongs to a closed session, given the sender's id as the offerer.
    pub fn has(&self, exchange: &Exchange, now: Timestamp) -> bool {
        let is_own = |tombstone: &Tombstone| tombstone.own.is_some() && tombstone.own == exchange.answerer;
        self.has_peer(exchange.offerer.as_ref(), now)
            || self
                .sessions
                .iter()
                .any(|tombstone| is_own(tombstone) && tombstone.until > now)
    }

    /// Remembers the ERROR sent in reply to an OFFER.
    pub fn remember_rejection(&mut self, exchange: Exchange, error_type: ErrorType) {
        if self.rejected.len() == MAX_REMEMBERED {
            self.rejected.remove(0);
        }
        self.rejected.push((exchange, error_type));
    }

    /// Returns the ERROR sent in reply to this OFFER when it was first received.
    pub fn rejection(&self, exchange: &Exchange) -> Option<ErrorType> {
        self.rejected
            .iter()
            .find(|(known, _)| known == exchange)
            .map(|(_, error_type)| *error_type)
    }
}
