use super::ExternalChannel;
use super::address::server_address;
use visavis_call::{Failure, Transport};

/// How this page reaches other clients.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum SignallingMode {
    /// A server at this address, made by [`SignallingMode::server`]; tabs of the same browser if it does not answer.
    Server(String),
    /// Tabs of the same browser, without a server.
    Tabs,
    /// An echo in the same page that sends back what it receives.
    Loopback,
    /// A channel of the embedding page.
    External(ExternalChannel),
}

impl SignallingMode {
    /// Uses the server at this address, which may be relative to the page; `None` means `signal` beside the page.
    ///
    /// # Errors
    ///
    /// `ServerAddress`: not a URL, or not one a WebSocket can connect to.
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

    /// The scope of room names: the server's address, or the name of the mode.
    pub(crate) fn scope(&self) -> &str {
        match self {
            Self::Server(address) => address,
            Self::Tabs => "tabs",
            Self::Loopback => "loopback",
            Self::External(_) => "external",
        }
    }
}
