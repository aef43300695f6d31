//! The options of TCP connections.

use std::io;
use std::time::Duration;
use tokio::net::TcpStream;
use tracing::debug;

/// Sets the options of an accepted connection. `patience` is how long the client may acknowledge nothing.
pub fn configure(stream: &TcpStream, patience: Duration) {
    // Messages are small and latency-sensitive, so Nagle's algorithm must not delay them.
    let configured = stream
        .set_nodelay(true)
        .and_then(|()| configure_linux(stream, patience));
    if let Err(error) = configured {
        debug!(%error, "cannot set the options of a connection");
    }
}

/// The kernel ends a connection whose client has vanished, or keeps its window closed; and it takes no more from us than
/// it can send soon, so that a slow reader takes none of its memory, and is noticed.
#[cfg(target_os = "linux")]
fn configure_linux(stream: &TcpStream, patience: Duration) -> io::Result<()> {
    const MAX_UNSENT: u32 = 64 * 1024;
    let socket = socket2::SockRef::from(stream);
    socket.set_tcp_user_timeout(Some(patience))?;
    socket.set_tcp_notsent_lowat(MAX_UNSENT)
}

#[cfg(not(target_os = "linux"))]
fn configure_linux(_: &TcpStream, _: Duration) -> io::Result<()> {
    Ok(())
}
