//! Whom the operator shuts out of the relay. Sans-IO: time is an argument.

use ipnet::IpNet;
use std::collections::HashMap;
use std::net::IpAddr;
use visavis_roap::Timestamp;

/// Somebody who gets no allocation.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Outcast {
    /// An account.
    Account(String),
    /// Whoever comes from these addresses.
    Network(IpNet),
}

/// All who are shut out, and until when; `None`: until the server stops. The server bounds how many there are.
#[derive(Debug, Default)]
pub struct ShutOut(HashMap<Outcast, Option<Timestamp>>);

impl Outcast {
    /// Returns whether this is about that account, or that address.
    pub fn is(&self, account: &str, address: IpAddr) -> bool {
        match self {
            Self::Account(outcast) => outcast == account,
            Self::Network(network) => network.contains(&address.to_canonical()),
        }
    }
}

impl ShutOut {
    /// Shuts somebody out.
    pub fn add(&mut self, outcast: Outcast, until: Option<Timestamp>) {
        self.0.insert(outcast, until);
    }

    /// Lets somebody in again.
    pub fn lift(&mut self, outcast: &Outcast) {
        self.0.remove(outcast);
    }

    /// Returns whether an account, or the address that its client comes from, is shut out.
    pub fn has(&self, account: &str, address: IpAddr, now: Timestamp) -> bool {
        let mut in_force = self.0.iter().filter(|(_, until)| is_in_force(**until, now));
        in_force.any(|(outcast, _)| outcast.is(account, address))
    }

    /// Forgets those whose time has come.
    pub fn sweep(&mut self, now: Timestamp) {
        self.0.retain(|_, until| is_in_force(*until, now));
    }
}

fn is_in_force(until: Option<Timestamp>, now: Timestamp) -> bool {
    until.is_none_or(|until| now < until)
}
