//! Checks whether a port is free, and which HTTP status a server answers with.

use std::io::{Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::time::Duration;

use anyhow::{Result, ensure};

/// Checks that nobody listens on `port`.
///
/// # Errors
///
/// A sentence that names `flag` as the way to choose another port.
pub fn ensure_free(port: u16, flag: &str) -> Result<()> {
    let is_free = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).is_ok();
    ensure!(
        is_free,
        "port {port} is in use: choose another one with {flag} PORT"
    );
    Ok(())
}

/// Returns the status of the answer to `GET path`; `None` if nobody answers with HTTP.
pub fn status(port: u16, path: &str) -> Option<u16> {
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    let patience = Duration::from_secs(2);
    let mut stream = TcpStream::connect_timeout(&address, patience).ok()?;
    stream.set_read_timeout(Some(patience)).ok()?;
    // In a single write: a server that answers early and closes would reset the connection while the rest is sent.
    let request = format!("GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).ok()?;

    let mut start = [0; "HTTP/1.1 200".len()];
    stream.read_exact(&mut start).ok()?;
    std::str::from_utf8(&start)
        .ok()?
        .strip_prefix("HTTP/1.1 ")?
        .parse()
        .ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_port_in_use_is_refused_with_its_number_and_the_flag() {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let port = listener.local_addr().unwrap().port();

        let refusal = ensure_free(port, "--port").unwrap_err();

        assert_eq!(
            refusal.to_string(),
            format!("port {port} is in use: choose another one with --port PORT")
        );
    }

    #[test]
    fn the_status_of_an_answer_is_read() {
        let port = answer_once("HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n");

        assert_eq!(status(port, "/nothing"), Some(404));
    }

    #[test]
    fn a_server_without_http_has_no_status() {
        let port = answer_once("SSH-2.0-OpenSSH_9.2\r\n");

        assert_eq!(status(port, "/"), None);
    }

    fn answer_once(answer: &'static str) -> u16 {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let port = listener.local_addr().unwrap().port();
        std::thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            let mut request = [0; 1024];
            assert_ne!(stream.read(&mut request).unwrap(), 0);
            stream.write_all(answer.as_bytes()).unwrap();
        });
        port
    }
}
