//! Bounds how often people may appear and begin sessions: each costs a tile and a connection.

use crate::Allowance;
use std::time::Duration;
use visavis_protocol::ClientId;
use visavis_roap::Timestamp;

/// Newcomers on the server: many may follow a link in the same second.
const ON_SERVER: Allowance = Allowance::new(16, Duration::from_millis(500));
/// Newcomers on a bus: as many as there may be at once.
const ON_BUS: Allowance = Allowance::new(64, Duration::from_millis(250));
/// One person who comes, leaves and comes again.
const EACH: Allowance = Allowance::new(4, Duration::from_secs(5));
/// Sessions that others begin: each needs a connection, which is what takes a browser the longest.
pub(crate) const SESSIONS: Allowance = Allowance::new(8, Duration::from_secs(1));
/// Bound on clients remembered: a hostile peer can invent ids.
const MOST: usize = 64;

/// Who appeared lately.
#[derive(Debug)]
pub(crate) struct Arrivals {
    on_server: Allowance,
    on_bus: Allowance,
    each: Vec<(ClientId, Allowance)>,
    /// When somebody who has to wait may appear.
    due: Option<Timestamp>,
}

impl Arrivals {
    pub(crate) const fn new() -> Self {
        Self {
            on_server: ON_SERVER,
            on_bus: ON_BUS,
            each: Vec::new(),
            due: None,
        }
    }

    /// Begins another look at who is there: those who still have to wait name their time again.
    pub(crate) fn look(&mut self) {
        self.due = None;
    }

    /// Returns whether a client may appear now.
    pub(crate) fn admits(&mut self, now: Timestamp, id: &ClientId, is_on_bus: bool) -> bool {
        let everyone = if is_on_bus {
            &mut self.on_bus
        } else {
            &mut self.on_server
        };
        let known = self.each.iter().position(|(known, _)| known == id);
        let before = known.map_or(EACH, |at| self.each.remove(at).1);
        let mut own = before;
        let taken = own.take(now, 1).and_then(|()| everyone.take(now, 1));
        if self.each.len() >= MOST {
            // Of those who came the longest ago.
            self.each.remove(0);
        }
        self.each
            .push((id.clone(), if taken.is_ok() { own } else { before }));
        if let Err(at) = taken {
            self.due = self.due.into_iter().chain([at]).min();
        }
        taken.is_ok()
    }

    pub(crate) fn poll_timeout(&self) -> Option<Timestamp> {
        self.due
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_who_comes_again_and_again_waits_longer_than_others() {
        let mut arrivals = Arrivals::new();
        let times = |arrivals: &mut Arrivals, id: &str, from: u64| {
            let id = ClientId(id.to_owned());
            (0..80u64)
                .filter(|tenth| arrivals.admits(at(from + tenth * 100), &id, false))
                .count()
        };

        assert_eq!(times(&mut arrivals, "eve", 0), 5);
        assert!(arrivals.poll_timeout().is_some());
        assert!(arrivals.admits(at(8_000), &ClientId("lin".to_owned()), false));
    }

    #[test]
    fn many_strangers_at_once_wait_together() {
        let mut arrivals = Arrivals::new();
        let came = (0..152).filter(|n| {
            let id = ClientId(format!("stranger {n}"));
            arrivals.admits(at(n * 8_000 / 152), &id, false)
        });

        assert_eq!(came.count(), 16 + 15);
        assert!(arrivals.each.len() <= MOST);
    }

    #[test]
    fn the_memory_is_bounded() {
        let mut arrivals = Arrivals::new();
        for n in 0..1_000 {
            arrivals.admits(at(n * 1_000), &ClientId(format!("stranger {n}")), true);
        }

        assert!(arrivals.each.len() <= MOST);
    }

    fn at(milliseconds: u64) -> Timestamp {
        Timestamp::new(Duration::from_millis(milliseconds))
    }
}
