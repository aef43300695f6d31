//! Ports that are kept for the next allocation of an account (RFC 8656, 7.2): RTP has an even port, and RTCP the one after.

use super::account::Bandwidth;
use super::random;
use std::collections::HashMap;
use std::net::SocketAddr;
use std::time::Duration;
use visavis_roap::Timestamp;

/// How long a port is kept (RFC 8656, 7.2).
const LIFETIME: Duration = Duration::from_secs(30);

/// The ports that are kept, by their tokens.
#[derive(Debug)]
pub struct Reservations<P>(HashMap<u64, (Reserved<P>, Timestamp)>);

/// A port that is kept. It counts as an allocation of its account.
#[derive(Debug)]
pub struct Reserved<P> {
    pub port: P,
    pub relayed: SocketAddr,
    pub account: String,
    pub bandwidth: Bandwidth,
}

impl<P> Reservations<P> {
    /// Creates the table, in which nothing is.
    pub fn new() -> Self {
        Self(HashMap::new())
    }

    /// Keeps a port; returns the token for it, which nobody can guess.
    pub fn keep(&mut self, reserved: Reserved<P>, now: Timestamp) -> u64 {
        let token = u64::from_be_bytes(random());
        self.0.insert(token, (reserved, now + LIFETIME));
        token
    }

    /// Gives a port out that is kept for this account.
    pub fn claim(&mut self, token: u64, account: &str, now: Timestamp) -> Option<Reserved<P>> {
        let (reserved, expiry) = self.0.get(&token)?;
        if reserved.account != account || *expiry <= now {
            return None;
        }
        self.0.remove(&token).map(|(reserved, _)| reserved)
    }

    /// Takes out what nobody has claimed in time.
    pub fn sweep(&mut self, now: Timestamp) -> Vec<Reserved<P>> {
        let over = self.0.extract_if(|_, (_, expiry)| *expiry <= now);
        over.map(|(_, (reserved, _))| reserved).collect()
    }
}
