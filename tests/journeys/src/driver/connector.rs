//! An HTTP connector to a WebDriver server that may run in a network namespace.

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

const TIMEOUT: Duration = Duration::from_secs(10);

/// Connects to a loopback port, inside a namespace if there is one.
#[derive(Clone, Debug)]
pub struct Connector {
    pub port: u16,
    pub namespace: Option<Namespace>,
}

impl Connector {
    /// Connects. This blocks, but only briefly: on loopback a connection is accepted or refused at once.
    pub fn connect(&self) -> io::Result<std::net::TcpStream> {
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, self.port));
        let connect = move || std::net::TcpStream::connect_timeout(&address, TIMEOUT);
        let stream = match &self.namespace {
            Some(namespace) => namespace.inside(connect)?,
            None => connect()?,
        };
        stream.set_read_timeout(Some(TIMEOUT))?;
        Ok(stream)
    }
}

impl Service<Uri> for Connector {
    type Response = TokioIo<TcpStream>;
    type Error = io::Error;
    type Future = Ready<io::Result<Self::Response>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, _: Uri) -> Self::Future {
        let stream = self.connect().and_then(|stream| {
            stream.set_nonblocking(true)?;
            TcpStream::from_std(stream)
        });
        ready(stream.map(TokioIo::new))
    }
}
