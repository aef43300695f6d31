//! The way to a driver, which may be in a network of its own.

use std::future::{Ready, ready};
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::task::{Context, Poll};
use std::time::Duration;

use http::Uri;
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use tower_service::Service;

use crate::namespace::Namespace;

const PATIENCE: Duration = Duration::from_secs(10);

/// Connects to a port of loopback, in a namespace if one is named.
#[derive(Clone, Debug)]
pub struct Door {
    pub port: u16,
    pub namespace: Option<Namespace>,
}

impl Door {
    /// Blocks, but not for long: on loopback somebody listens or nobody does.
    pub fn open(&self) -> io::Result<std::net::TcpStream> {
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, self.port));
        let connect = move || std::net::TcpStream::connect_timeout(&address, PATIENCE);
        let stream = match &self.namespace {
            Some(namespace) => namespace.inside(connect)?,
            None => connect()?,
        };
        stream.set_read_timeout(Some(PATIENCE))?;
        Ok(stream)
    }
}

impl Service<Uri> for Door {
    type Response = TokioIo<TcpStream>;
    type Error = io::Error;
    type Future = Ready<io::Result<Self::Response>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, _: Uri) -> Self::Future {
        let stream = self.open().and_then(|stream| {
            stream.set_nonblocking(true)?;
            TcpStream::from_std(stream)
        });
        ready(stream.map(TokioIo::new))
    }
}
