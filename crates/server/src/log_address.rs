//! How addresses of clients appear in the log.

use crate::network::Network;
use std::hash::{BuildHasher, RandomState};

/// How addresses of clients appear in the log.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum LogAddresses {
    /// As far as limits count them: IPv4 as a whole, 64 bits of IPv6.
    #[default]
    Full,
    /// Without the end that tells households apart: 24 bits of IPv4, 48 bits of IPv6.
    Short,
    /// As a number that is the same for the same address until the server ends, and that nobody can trace back.
    Hashed,
}

/// Writes addresses for the log.
#[derive(Debug, Default)]
pub struct AddressWriter(RandomState);

impl AddressWriter {
    /// Returns the text for an address.
    pub fn write(&self, network: Network, how: LogAddresses) -> String {
        match how {
            LogAddresses::Full => network.to_string(),
            LogAddresses::Short => network.shortened(),
            LogAddresses::Hashed => format!("{:016x}", self.0.hash_one(network)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::IpAddr;

    #[test]
    fn an_address_is_told_as_exactly_as_the_operator_wants() {
        let writer = AddressWriter::default();
        let write = |address: &str, how| writer.write(address.parse::<IpAddr>().unwrap().into(), how);

        assert_eq!(write("192.0.2.7", LogAddresses::Full), "192.0.2.7");
        assert_eq!(write("192.0.2.7", LogAddresses::Short), "192.0.2.0/24");
        assert_eq!(write("2001:db8:1:2::7", LogAddresses::Full), "2001:db8:1:2::/64");
        assert_eq!(write("2001:db8:1:2::7", LogAddresses::Short), "2001:db8:1::/48");
        let hashed = write("192.0.2.7", LogAddresses::Hashed);
        assert_eq!(hashed.len(), 16);
        assert_eq!(hashed, write("192.0.2.7", LogAddresses::Hashed));
        assert_ne!(hashed, write("192.0.2.8", LogAddresses::Hashed));
        assert_ne!(
            hashed,
            AddressWriter::default().write(
                "192.0.2.7".parse::<IpAddr>().unwrap().into(),
                LogAddresses::Hashed
            )
        );
    }
}
