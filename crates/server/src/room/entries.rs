//! How often somebody may enter a room.
//!
//! The others are told of everyone who comes and goes: whoever does that all the time would fill their outboxes.

use crate::network::Network;
use crate::rate_limiter::RateLimiter;
use std::collections::BTreeMap;
use visavis_protocol::ClientId;
use visavis_roap::Timestamp;

/// The entries in a minute, for each seat of the room. A reload is one, and so is each return after a lost connection.
const PER_SEAT: usize = 10;
/// When there are more entrants than this, those that have not entered lately are forgotten.
const MANY: usize = 64;

/// The entries of the last minute.
#[derive(Debug, Default)]
pub(super) struct Entries(BTreeMap<Entrant, RateLimiter>);

/// Whose entries are counted together.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Entrant {
    /// Somebody who is in the room already and comes back.
    Person(ClientId),
    /// Everybody else at one address.
    Stranger(Network),
}

impl Entries {
    /// Counts an entry into a room of this size; returns whether it may happen so soon.
    pub(super) fn count(&mut self, entrant: Entrant, size: usize, now: Timestamp) -> bool {
        if self.0.len() >= MANY && !self.0.contains_key(&entrant) {
            self.0.retain(|_, entries| !entries.is_full(now));
        }
        let most = u32::try_from(size.saturating_mul(PER_SEAT)).unwrap_or(u32::MAX);
        let entries = self.0.entry(entrant);
        entries
            .or_insert_with(|| RateLimiter::per_minute(most, now))
            .try_take(1, now)
    }
}
