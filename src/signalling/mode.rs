use super::ExternalChannel;
use super::address::server_address;
use visavis_call::{Failure, Transport};

/// How this page finds the others.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum SignallingMode {
    /// By the server at that address, which [`SignallingMode::server`] makes; where none answers, the tabs of one browser.
    Server(String),
    /// Only the tabs of one browser find each other, without any server.
    Tabs,
    /// Nobody else: an echo in the same page sends back what it gets.
    Loopback,
    /// By a channel that the page has already.
    External(ExternalChannel),
}

impl SignallingMode {
    /// By the server at that address, which may be relative to the page's; `None`: `/signal` of the page's own origin.
    ///
    /// # Errors
    /// `ServerAddress`: it is no address, or no WebSocket can go to it.
    pub fn server(address: Option<&str>) -> Result<Self, Failure> {
        server_address(address).map(Self::Server)
    }

    pub(crate) fn transport(&self) -> Transport {
        match self {
            Self::Server(_) => Transport::Server,
            Self::Tabs => Transport::Tabs,
            Self::Loopback => Transport::Loopback,
            Self::External(_) => Transport::External,
        }
    }

    /// The address of the server, or the name of what there is instead: rooms of the same name there are others.
    pub(crate) fn scope(&self) -> &str {
        match self {
            Self::Server(address) => address,
            Self::Tabs => "tabs",
            Self::Loopback => "loopback",
            Self::External(_) => "external",
        }
    }
}
