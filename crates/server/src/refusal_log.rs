//! Logs refusals, but not all of them: a flood of refused clients must not become a flood of the log.

use crate::log_address::{AddressWriter, LogAddresses};
use crate::network::Network;
use crate::sync::lock;
use ipnet::IpNet;
use std::collections::BTreeMap;
use std::sync::Mutex;
use std::time::Duration;
use tracing::{debug, info, warn};
use visavis_protocol::CloseCode;
use visavis_roap::Timestamp;

/// At most one line for each reason in this time.
const PERIOD: Duration = Duration::from_secs(10);

/// The limits of the whole server: at these, strangers are refused for what others use up.
const SHORTAGES: [CloseCode; 3] = [
    CloseCode::NoMoreRooms,
    CloseCode::NoMoreSockets,
    CloseCode::NoMoreMemory,
];

/// The refusals that were logged lately.
#[derive(Debug, Default)]
pub struct RefusalLog {
    addresses: AddressWriter,
    throttle: Mutex<Throttle>,
}

/// A client that was refused for `reason`, a close code or an HTTP status; `sentence` explains it.
pub struct Refused<'a> {
    pub network: Network,
    pub reason: u16,
    pub sentence: &'a dyn std::fmt::Display,
}

/// Decides which refusals are logged. Sans-IO: time is an argument.
#[derive(Debug, Default)]
struct Throttle {
    /// For each reason: when it was logged last, and how often it occurred since.
    logged: BTreeMap<u16, (Timestamp, u64)>,
}

impl RefusalLog {
    /// Returns what stands for a network in the log: as exact as any address.
    pub fn write_network(&self, network: IpNet, how: LogAddresses) -> String {
        let address = self.addresses.write(Network::from(network.addr()), how);
        match how {
            LogAddresses::Full => network.to_string(),
            LogAddresses::Short | LogAddresses::Hashed => address,
        }
    }

    /// Logs that a client was refused.
    ///
    /// A line counts the refusals for the same reason that were not logged before it.
    pub fn log(&self, now: Timestamp, refused: &Refused<'_>, addresses: LogAddresses) {
        let &Refused {
            network,
            reason,
            sentence,
        } = refused;
        let address = self.addresses.write(network, addresses);
        let Some(unlogged) = lock(&self.throttle).pass(now, reason) else {
            return debug!(%address, reason, "refused: {sentence}");
        };
        if SHORTAGES.iter().any(|shortage| shortage.number() == reason) {
            warn!(%address, reason, unlogged, "refused: {sentence}");
        } else {
            info!(%address, reason, unlogged, "refused: {sentence}");
        }
    }
}

impl Throttle {
    /// Returns how many were not logged since the last line, if this one is to be logged.
    fn pass(&mut self, now: Timestamp, reason: u16) -> Option<u64> {
        match self.logged.get_mut(&reason) {
            Some((last, unlogged)) if now.since(*last) < PERIOD => {
                *unlogged += 1;
                None
            }
            logged => {
                let unlogged = logged.map_or(0, |(_, unlogged)| *unlogged);
                self.logged.insert(reason, (now, 0));
                Some(unlogged)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_line_in_ten_seconds_counts_those_in_between() {
        let mut throttle = Throttle::default();

        let lines: Vec<_> = (0..25)
            .filter_map(|second| Some((second, throttle.pass(at(second), 4429)?)))
            .collect();

        assert_eq!(lines, [(0, 0), (10, 9), (20, 9)]);
    }

    #[test]
    fn another_reason_has_lines_of_its_own() {
        let mut throttle = Throttle::default();

        assert_eq!(throttle.pass(at(0), 4429), Some(0));
        assert_eq!(throttle.pass(at(0), 4510), Some(0));
        assert_eq!(throttle.pass(at(1), 4429), None);
    }

    fn at(seconds: u64) -> Timestamp {
        Timestamp::new(Duration::from_secs(seconds))
    }
}
