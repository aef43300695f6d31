//! The sockets that a server listens on.

use crate::turn::TurnListener;
use tokio::net::TcpListener;

/// The listeners of a server. One alone is made into these with `into()`.
#[derive(Debug)]
#[non_exhaustive]
pub struct Listeners {
    /// For clients. It speaks HTTPS if there are certificates, and HTTP otherwise.
    pub main: TcpListener,
    /// For browsers that come by HTTP, which are sent on to HTTPS. `None` by default; without certificates, all that it
    /// leads to is an error.
    pub redirect: Option<TcpListener>,
    /// For the operator, with [`Config::admin_secret`](crate::Config::admin_secret). `None` by default. It speaks HTTP, so it
    /// best listens on a loopback address.
    pub admin: Option<TcpListener>,
    /// For the operator on this machine: the user who owns the socket, and root. `None` by default.
    #[cfg(unix)]
    pub admin_socket: Option<tokio::net::UnixListener>,
    /// For Prometheus. `None` by default. It tells nobody's name, but best listens on a loopback address.
    pub metrics: Option<TcpListener>,
    /// For clients of the TURN server inside, all of them on the same port. Without [`Config::relay`](crate::Config::relay),
    /// nobody answers.
    pub turn: Vec<TurnListener>,
}

impl From<TcpListener> for Listeners {
    fn from(main: TcpListener) -> Self {
        Self {
            main,
            redirect: None,
            metrics: None,
            turn: Vec::new(),
            admin: None,
            #[cfg(unix)]
            admin_socket: None,
        }
    }
}
