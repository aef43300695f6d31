use crate::{ErrorType, Exchange, SessionId, Timestamp};
use std::time::Duration;

/// How long a closed session is remembered: longer than any message can still be under way.
const REMEMBERED_FOR: Duration = Duration::from_secs(60);

/// How many of each are remembered; one link has one session at a time.
const REMEMBERED_AT_MOST: usize = 8;

/// What is over, so that a message sent again, or arriving late, does not bring it back to life.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Closed {
    sessions: Vec<Tombstone>,
    rebuffed: Vec<(Exchange, ErrorType)>,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Tombstone {
    own: Option<SessionId>,
    peer: Option<SessionId>,
    until: Timestamp,
}

impl Closed {
    /// Remembers a session by our id and the peer's, as far as they are known.
    pub fn bury(&mut self, own: Option<SessionId>, peer: Option<SessionId>, now: Timestamp) {
        if own.is_none() && peer.is_none() {
            return;
        }
        let until = now + REMEMBERED_FOR;
        self.sessions.retain(|tombstone| tombstone.until > now);
        if let Some(known) = self
            .sessions
            .iter_mut()
            .find(|tombstone| tombstone.own == own && tombstone.peer == peer)
        {
            known.until = until;
            return;
        }
        if self.sessions.len() == REMEMBERED_AT_MOST {
            self.sessions.remove(0);
        }
        self.sessions.push(Tombstone { own, peer, until });
    }

    /// Whether that OFFER belongs to a session that is over.
    pub fn has_peer(&self, offerer: Option<&SessionId>, now: Timestamp) -> bool {
        offerer.is_some()
            && self
                .sessions
                .iter()
                .any(|tombstone| tombstone.peer.as_ref() == offerer && tombstone.until > now)
    }

    /// Whether a message of the peer that names its own id first belongs to a session that is over.
    pub fn has(&self, exchange: &Exchange, now: Timestamp) -> bool {
        let is_own = |tombstone: &Tombstone| tombstone.own.is_some() && tombstone.own == exchange.answerer;
        self.has_peer(exchange.offerer.as_ref(), now)
            || self
                .sessions
                .iter()
                .any(|tombstone| is_own(tombstone) && tombstone.until > now)
    }

    /// Remembers the ERROR that an OFFER got.
    pub fn rebuff(&mut self, exchange: Exchange, error_type: ErrorType) {
        if self.rebuffed.len() == REMEMBERED_AT_MOST {
            self.rebuffed.remove(0);
        }
        self.rebuffed.push((exchange, error_type));
    }

    /// The ERROR that this OFFER got when it came before.
    pub fn rebuffed(&self, exchange: &Exchange) -> Option<ErrorType> {
        self.rebuffed
            .iter()
            .find(|(known, _)| known == exchange)
            .map(|(_, error_type)| *error_type)
    }
}
