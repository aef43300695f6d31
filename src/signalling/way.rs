use super::HostChannel;
use visavis_call::Transport;

/// How this page finds the others.
#[derive(Debug, Clone)]
pub(crate) enum Way {
    /// By the server at that address.
    Server(String),
    Tabs,
    Loopback,
    Host(HostChannel),
}

impl Way {
    pub(crate) fn transport(&self) -> Transport {
        match self {
            Self::Server(_) => Transport::Server,
            Self::Tabs => Transport::Tabs,
            Self::Loopback => Transport::Loopback,
            Self::Host(_) => Transport::Host,
        }
    }

    /// The address of the server, or the name of what there is instead: rooms of the same name there are others.
    pub(crate) fn scope(&self) -> &str {
        match self {
            Self::Server(address) => address,
            Self::Tabs => "tabs",
            Self::Loopback => "loopback",
            Self::Host(_) => "host",
        }
    }
}
