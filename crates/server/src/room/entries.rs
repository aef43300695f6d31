//! How often somebody may enter a room.
//!
//! The others are told of everyone who comes and goes: whoever does that all the time would fill their outboxes.

use crate::network::Network;
use crate::rate_limiter::RateLimiter;
use visavis_protocol::{ClientId, SortedMap};
use visavis_roap::Timestamp;

/// The entries in a minute, for each seat of the room. A reload is one, and so is each return after a lost connection.
const PER_SEAT: usize = 10;
/// When there are more entrants than this, those that have not entered lately are forgotten.
const MANY: usize = 64;
/// The most entrants who are remembered. A stranger with more addresses is not bounded by what each may do.
const MAX_ENTRANTS: usize = 1024;

/// The entries of the last minute.
#[derive(Debug, Default)]
pub(super) struct Entries {
    entrants: SortedMap<Entrant, RateLimiter>,
    /// When there are as many entrants as this, those that have not entered lately are forgotten.
    forget_at: usize,
}

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
        if self.entrants.len() >= self.forget_at.max(MANY) && !self.entrants.contains_key(&entrant) {
            self.forget(now);
        }
        let most = u32::try_from(size.saturating_mul(PER_SEAT)).unwrap_or(u32::MAX);
        self.entrants
            .get_or_insert_with(entrant, || RateLimiter::per_minute(most, now))
            .try_take(1, now)
    }

    fn forget(&mut self, now: Timestamp) {
        self.entrants.retain(|_, entries| !entries.is_full(now));
        if self.entrants.len() >= MAX_ENTRANTS {
            self.entrants.clear();
        }
        // Doubled, so that the work for each newcomer stays constant on average.
        self.forget_at = (2 * self.entrants.len()).clamp(MANY, MAX_ENTRANTS);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::{IpAddr, Ipv4Addr};
    use std::time::Duration;

    #[test]
    fn the_number_of_remembered_entrants_is_bounded() {
        let mut entries = Entries::default();

        for number in 0..100_000_u32 {
            let network = IpAddr::from(Ipv4Addr::from_bits(number)).into();
            assert!(entries.count(Entrant::Stranger(network), 6, Timestamp::default()));
            assert!(entries.entrants.len() <= MAX_ENTRANTS);
        }
    }

    #[test]
    fn those_who_have_not_entered_for_a_minute_are_forgotten() {
        let mut entries = Entries::default();

        for number in 0..10_000_u32 {
            let network = IpAddr::from(Ipv4Addr::from_bits(number)).into();
            let now = Timestamp::new(Duration::from_secs(10 * u64::from(number)));
            entries.count(Entrant::Stranger(network), 6, now);
        }

        assert!(entries.entrants.len() <= MANY, "{}", entries.entrants.len());
    }
}
