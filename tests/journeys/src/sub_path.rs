//! A reverse proxy that serves the server below a path, as many sites do.

use std::net::Ipv4Addr;

use anyhow::{Context, Result};
use tokio::io::{AsyncReadExt, AsyncWriteExt, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

use crate::server::Server;

/// Everything else on the origin of the proxy is not found.
const PATH: &str = "/calls";

/// Serves a server below `/calls/` of another origin, until it is dropped.
#[derive(Debug)]
#[must_use = "the proxy ends when this is dropped"]
pub struct SubPath {
    port: u16,
    task: JoinHandle<()>,
}

impl SubPath {
    /// Starts the proxy on a free port.
    ///
    /// # Errors
    ///
    /// Fails if no port is free.
    pub async fn of(server: &Server) -> Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))
            .await
            .context("no free port")?;
        let port = listener.local_addr().context("no free port")?.port();
        let target = server.port();
        let task = tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                // A browser that closed its connection needs no response.
                tokio::spawn(async move { forward(client, target).await });
            }
        });
        Ok(Self { port, task })
    }

    /// Returns the URL of a file of the server.
    pub fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{PATH}/{path}", self.port)
    }
}

impl Drop for SubPath {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// Forwards one request, and what follows it if it becomes a WebSocket.
async fn forward(mut client: TcpStream, target: u16) -> std::io::Result<()> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(client.read_u8().await?);
    }
    match forwarded(&String::from_utf8_lossy(&head)) {
        Some(head) => {
            let mut server = TcpStream::connect((Ipv4Addr::LOCALHOST, target)).await?;
            server.write_all(head.as_bytes()).await?;
            copy_bidirectional(&mut client, &mut server).await?;
            Ok(())
        }
        None => {
            let answer = "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
            client.write_all(answer.as_bytes()).await
        }
    }
}

/// Returns the head of a request for the server; `None` if it is for another path.
fn forwarded(head: &str) -> Option<String> {
    let (method, rest) = head.split_once(' ')?;
    let rest = rest.strip_prefix(PATH).filter(|rest| rest.starts_with('/'))?;
    let is_upgrade = head.to_ascii_lowercase().contains("\r\nupgrade: websocket");
    let lines = rest.split("\r\n").filter(|line| {
        // One request for each connection, so that no further head has to be found.
        is_upgrade || !line.to_ascii_lowercase().starts_with("connection:")
    });
    let request = format!("{method} {}", lines.collect::<Vec<_>>().join("\r\n"));
    Some(match is_upgrade {
        true => request,
        false => request.replacen("\r\n", "\r\nConnection: close\r\n", 1),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_below_the_path_is_forwarded_without_it() {
        let head = "GET /calls/a.js?v HTTP/1.1\r\nHost: h\r\nConnection: keep-alive\r\n\r\n";

        assert_eq!(
            forwarded(head).as_deref(),
            Some("GET /a.js?v HTTP/1.1\r\nConnection: close\r\nHost: h\r\n\r\n")
        );
    }

    #[test]
    fn an_upgrade_keeps_its_headers() {
        let head = "GET /calls/signal HTTP/1.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n";

        assert_eq!(forwarded(head), Some(head.replacen("/calls", "", 1)));
    }

    #[test]
    fn other_paths_are_not_forwarded() {
        for path in ["/signal", "/", "/callsign", "/calls"] {
            assert_eq!(forwarded(&format!("GET {path} HTTP/1.1\r\n\r\n")), None, "{path}");
        }
    }
}
