//! From when until when a certificate is valid, and for which names.

use std::net::IpAddr;
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use x509_parser::extensions::GeneralName;
use x509_parser::prelude::{FromDer, X509Certificate};

/// What a certificate says about itself.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Validity {
    /// From when it is valid.
    pub begin: SystemTime,
    /// Until when it is valid.
    pub end: SystemTime,
    /// The names of hosts that it is for.
    pub names: Vec<String>,
    /// The addresses that it is for.
    pub addresses: Vec<IpAddr>,
}

impl Validity {
    /// Reads it; `None` if the certificate is not one that browsers understand.
    pub(super) fn of(der: &[u8]) -> Option<Self> {
        let (_, parsed) = X509Certificate::from_der(der).ok()?;
        let alternatives = parsed.subject_alternative_name().ok().flatten();
        let general = alternatives.map_or(&[][..], |names| &names.value.general_names);
        let (mut names, mut addresses) = (Vec::new(), Vec::new());
        for name in general {
            if let GeneralName::DNSName(name) = name {
                names.push((*name).to_owned());
            } else if let GeneralName::IPAddress(octets) = name {
                addresses.extend(address(octets));
            }
        }
        Some(Self {
            begin: time(parsed.validity().not_before.timestamp()),
            end: time(parsed.validity().not_after.timestamp()),
            names,
            addresses,
        })
    }

    /// Returns how long it is still valid; `None` if it is not.
    pub fn left(&self, now: SystemTime) -> Option<Duration> {
        self.end.duration_since(now).ok()
    }

    /// Returns when to renew it: after two thirds of its life.
    pub fn renewal(&self) -> SystemTime {
        let life = self.end.duration_since(self.begin).unwrap_or_default();
        self.begin + life * 2 / 3
    }
}

fn address(octets: &[u8]) -> Option<IpAddr> {
    match octets.len() {
        4 => <[u8; 4]>::try_from(octets).ok().map(IpAddr::from),
        _ => <[u8; 16]>::try_from(octets).ok().map(IpAddr::from),
    }
}

fn time(seconds: i64) -> SystemTime {
    let since_epoch = Duration::from_secs(u64::try_from(seconds).unwrap_or_default());
    UNIX_EPOCH.checked_add(since_epoch).unwrap_or(UNIX_EPOCH)
}
