//! A static file server on loopback, where pages are allowed to use a camera.

use std::net::Ipv4Addr;
use std::path::{Component, Path, PathBuf};

use anyhow::{Context, Result};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// Serves a folder over HTTP until it is dropped.
#[derive(Debug)]
#[must_use = "the folder is served until this is dropped"]
pub struct Files {
    port: u16,
    task: JoinHandle<()>,
}

impl Files {
    /// Serves a folder on a free port.
    ///
    /// # Errors
    ///
    /// Fails if no port is free.
    pub async fn serve(folder: &Path) -> Result<Self> {
        Self::serve_with(folder, "").await
    }

    /// Serves a folder with additional headers, each terminated by CRLF.
    ///
    /// # Errors
    ///
    /// Fails if no port is free.
    pub async fn serve_with(folder: &Path, headers: &'static str) -> Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))
            .await
            .context("no free port")?;
        let port = listener.local_addr().context("no free port")?.port();
        let folder = folder.to_owned();
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let folder = folder.clone();
                tokio::spawn(async move { answer(&folder, headers, stream).await });
            }
        });
        Ok(Self { port, task })
    }

    /// Returns the URL of a file. An empty path is `index.html`.
    pub fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}/{path}", self.port)
    }
}

impl Drop for Files {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// Answers one request. The caller ignores errors: a browser that closed its connection needs no response.
async fn answer(folder: &Path, headers: &str, stream: TcpStream) -> std::io::Result<()> {
    let mut lines = BufReader::new(stream).lines();
    let request = lines.next_line().await?.unwrap_or_default();
    while lines.next_line().await?.is_some_and(|line| !line.is_empty()) {}
    let mut stream = lines.into_inner().into_inner();

    let (status, kind, body) = match file(folder, &request) {
        Some(file) => match std::fs::read(&file) {
            Ok(body) => ("200 OK", kind(&file), body),
            Err(_) => ("404 Not Found", "text/plain", Vec::new()),
        },
        None => ("400 Bad Request", "text/plain", Vec::new()),
    };
    let length = body.len();
    let head = format!(
        "HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {length}\r\n{headers}Connection: close\r\n\r\n"
    );
    stream.write_all(head.as_bytes()).await?;
    stream.write_all(&body).await?;
    stream.shutdown().await
}

/// Resolves the file that a request line names; `None` if it is outside the folder.
fn file(folder: &Path, request: &str) -> Option<PathBuf> {
    let path = request
        .split(' ')
        .nth(1)?
        .split(['?', '#'])
        .next()?
        .trim_start_matches('/');
    let path = Path::new(if path.is_empty() { "index.html" } else { path });
    path.components()
        .all(|part| matches!(part, Component::Normal(_)))
        .then(|| folder.join(path))
}

fn kind(file: &Path) -> &'static str {
    match file.extension().and_then(|extension| extension.to_str()) {
        Some("html") => "text/html; charset=utf-8",
        Some("js") => "text/javascript",
        Some("css") => "text/css",
        Some("wasm") => "application/wasm",
        Some("svg") => "image/svg+xml",
        Some(_) | None => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_is_not_part_of_the_path() {
        let found = file(Path::new("/f"), "GET /a/b.js?v=1 HTTP/1.1");

        assert_eq!(found, Some(PathBuf::from("/f/a/b.js")));
    }

    #[test]
    fn a_path_outside_the_folder_is_rejected() {
        assert_eq!(file(Path::new("/f"), "GET /../secret HTTP/1.1"), None);
    }
}
