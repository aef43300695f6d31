//! What the program needs of the system: listeners, and files.

use crate::StartError;
use listenfd::ListenFd;
use std::io::{self, ErrorKind};
use std::net::{Ipv4Addr, SocketAddr};
#[cfg(unix)]
use std::path::PathBuf;
#[cfg(unix)]
use tokio::net::UnixListener;
use tokio::net::{TcpListener, TcpSocket, UdpSocket};
use tracing::warn;
use visavis_server::TurnListener;

/// Returns the listeners that the process was started with (systemd's socket activation), in their order. A service that
/// is restarted with them refuses nobody: who connects meanwhile waits.
pub fn inherited() -> io::Result<Vec<TcpListener>> {
    let mut inherited = ListenFd::from_env();
    let mut listeners = Vec::new();
    for index in 0..inherited.len() {
        if let Some(listener) = inherited.take_tcp_listener(index)? {
            listener.set_nonblocking(true)?;
            listeners.push(TcpListener::from_std(listener)?);
        }
    }
    Ok(listeners)
}

/// Listens on an address.
pub fn listen_on(address: SocketAddr) -> Result<TcpListener, StartError> {
    bind(address).map_err(|error| {
        if error.kind() == ErrorKind::AddrInUse {
            return StartError::InUse(address);
        }
        if error.kind() == ErrorKind::PermissionDenied {
            return StartError::Forbidden(address);
        }
        StartError::Listen(address, error)
    })
}

/// Listens on an address for TURN, by UDP and TCP on the same port.
pub fn listen_for_turn(address: SocketAddr) -> Result<TurnListener, StartError> {
    let failed = |error| StartError::Turn(address, error);
    let udp = std::net::UdpSocket::bind(address).map_err(failed)?;
    udp.set_nonblocking(true).map_err(failed)?;
    let udp = UdpSocket::from_std(udp).map_err(failed)?;
    let tcp = bind(udp.local_addr().map_err(failed)?).map_err(failed)?;
    Ok(TurnListener::new(udp, tcp))
}

/// Listens with a long queue: when a server returns, all its clients connect within a second.
fn bind(address: SocketAddr) -> io::Result<TcpListener> {
    const BACKLOG: u32 = 4096;
    let socket = match address {
        SocketAddr::V4(_) => TcpSocket::new_v4()?,
        SocketAddr::V6(_) => match TcpSocket::new_v6() {
            // Some kernels have no IPv6. All addresses are those of IPv4, then.
            Err(_) if address.ip().is_unspecified() => {
                return bind((Ipv4Addr::UNSPECIFIED, address.port()).into());
            }
            socket => socket?,
        },
    };
    // A restarted server does not wait for the connections of the former one to time out.
    #[cfg(unix)]
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    socket.listen(BACKLOG)
}

/// The file of a Unix socket. Dropping it removes the file.
#[cfg(unix)]
#[derive(Debug)]
pub struct SocketFile(PathBuf);

/// Listens on a Unix socket. A file that another process left is replaced; one at which somebody listens is not.
#[cfg(unix)]
pub fn listen_at(path: PathBuf) -> Result<(UnixListener, SocketFile), StartError> {
    let is_left_over = match std::os::unix::net::UnixStream::connect(&path) {
        // An ordinary file refuses as well, and is somebody's.
        Err(error) => error.kind() == ErrorKind::ConnectionRefused && is_socket(&path),
        Ok(_) => false,
    };
    if is_left_over {
        // If that fails, so does the next step, with a reason.
        let _ = std::fs::remove_file(&path);
    }
    match UnixListener::bind(&path) {
        Ok(listener) => Ok((listener, SocketFile(path))),
        Err(error) => Err(StartError::Socket(path, error)),
    }
}

#[cfg(unix)]
fn is_socket(path: &std::path::Path) -> bool {
    use std::os::unix::fs::FileTypeExt;
    std::fs::symlink_metadata(path).is_ok_and(|file| file.file_type().is_socket())
}

#[cfg(unix)]
impl Drop for SocketFile {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

/// Raises the limit of open files: every connection is one, and most shells allow only 1024.
pub fn allow_files(files: usize) {
    // Standard streams, the listener, and connections that are about to end.
    const OTHER_FILES: u64 = 1024;
    let wanted = u64::try_from(files)
        .unwrap_or(u64::MAX)
        .saturating_add(OTHER_FILES);
    match rlimit::increase_nofile_limit(wanted) {
        Ok(allowed) if allowed < wanted => {
            warn!(
                allowed,
                wanted, "fewer open files are allowed than connections: raise the limit (ulimit -n)"
            );
        }
        Ok(_) => {}
        Err(error) => warn!(%error, "cannot find out how many open files are allowed"),
    }
}
