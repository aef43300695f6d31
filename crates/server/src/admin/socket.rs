//! The API on a Unix socket, for the user who runs the server and for root.

use super::routes;
use crate::server::Server;
use axum::serve::Listener;
use std::os::unix::fs::MetadataExt;
use std::sync::Arc;
use tokio::net::unix::SocketAddr;
use tokio::net::{UnixListener, UnixStream};
use tracing::warn;

/// The user id of root.
const ROOT: u32 = 0;

/// Takes connections of some users alone, whatever the mode of the file says.
struct OfUser {
    listener: UnixListener,
    /// Who owns the socket: the user who runs the server.
    owner: Option<u32>,
}

/// Serves whoever may use the socket. Never returns.
pub async fn serve(server: &Arc<Server>, listener: UnixListener) {
    let owner = owner(&listener);
    let listener = OfUser { listener, owner };
    if let Err(error) = axum::serve(listener, routes(server)).await {
        warn!(%error, "the socket for administration failed");
    }
    std::future::pending().await
}

impl Listener for OfUser {
    type Io = UnixStream;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (UnixStream, SocketAddr) {
        loop {
            let (stream, address) = Listener::accept(&mut self.listener).await;
            match stream.peer_cred() {
                Ok(peer) if peer.uid() == ROOT || Some(peer.uid()) == self.owner => return (stream, address),
                Ok(peer) => warn!(user = peer.uid(), "a user may not administrate the server"),
                Err(error) => warn!(%error, "a user of the socket for administration is unknown"),
            }
        }
    }

    fn local_addr(&self) -> std::io::Result<SocketAddr> {
        self.listener.local_addr()
    }
}

fn owner(listener: &UnixListener) -> Option<u32> {
    let address = listener.local_addr().ok()?;
    std::fs::metadata(address.as_pathname()?)
        .ok()
        .map(|file| file.uid())
}
