//! The signalling server under test, which also serves the page.

use std::net::Ipv4Addr;
use std::path::PathBuf;
use std::process::Command;

use anyhow::Result;

use crate::environment;
use crate::namespace::Namespace;
use crate::network::WORLD;
use crate::process::{Echo, Process};

/// The real server binary with the built page; dropping it stops it.
#[derive(Debug)]
#[must_use = "the server stops when this is dropped"]
pub struct Server {
    start: Start,
    port: u16,
    process: Process,
}

/// The parameters of a start, reused by a restart.
#[derive(Debug)]
struct Start {
    host: Ipv4Addr,
    world: Option<Namespace>,
    arguments: Vec<String>,
    page: PathBuf,
}

impl Server {
    /// The server's port in the world of a [`Network`](crate::Network).
    pub const WORLD_PORT: u16 = 8080;

    /// Starts the server on a free loopback port.
    ///
    /// # Errors
    ///
    /// Fails if the server does not start.
    pub async fn start() -> Result<Self> {
        Self::start_with(&[]).await
    }

    /// Starts the server with additional arguments.
    ///
    /// # Errors
    ///
    /// Fails if the server does not start.
    pub async fn start_with(arguments: &[&str]) -> Result<Self> {
        Self::launch(None, Ipv4Addr::LOCALHOST, 0, environment::dist()?, arguments).await
    }

    /// Starts the server with the published page and the files of the package.
    ///
    /// # Errors
    ///
    /// Fails if the server does not start or the package was not built.
    pub async fn start_published(arguments: &[&str]) -> Result<Self> {
        Self::launch(None, Ipv4Addr::LOCALHOST, 0, environment::published()?, arguments).await
    }

    /// Starts the server with another page.
    ///
    /// # Errors
    ///
    /// Fails if the server does not start.
    pub async fn start_serving(page: PathBuf) -> Result<Self> {
        Self::launch(None, Ipv4Addr::LOCALHOST, 0, page, &[]).await
    }

    /// Starts the server in the world of a [`Network`](crate::Network).
    ///
    /// # Errors
    ///
    /// Fails if the server does not start.
    pub async fn start_in(world: &Namespace, arguments: &[&str]) -> Result<Self> {
        Self::launch(
            Some(world.clone()),
            WORLD,
            Self::WORLD_PORT,
            environment::dist()?,
            arguments,
        )
        .await
    }

    async fn launch(
        world: Option<Namespace>,
        host: Ipv4Addr,
        port: u16,
        page: PathBuf,
        arguments: &[&str],
    ) -> Result<Self> {
        let start = Start {
            host,
            world,
            arguments: arguments.iter().map(|&argument| argument.to_owned()).collect(),
            page,
        };
        let (process, port) = start.run(port).await?;
        Ok(Self { start, port, process })
    }

    /// Returns the origin of the page in the world.
    pub(crate) fn world_origin() -> String {
        format!("http://{WORLD}:{}", Self::WORLD_PORT)
    }

    /// Returns the URL of the page.
    pub fn url(&self) -> String {
        format!("http://{}:{}/", self.start.host, self.port)
    }

    /// Returns the URL of the page of a server with a certificate.
    pub fn secure_url(&self) -> String {
        format!("https://{}:{}/", self.start.host, self.port)
    }

    /// Returns the URL of the signalling WebSocket.
    pub fn signal_url(&self) -> String {
        format!("ws://{}:{}/signal", self.start.host, self.port)
    }

    /// Returns the port.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Kills the server with SIGKILL.
    pub fn kill(&self) {
        self.process.kill();
    }

    /// Restarts the server on the same port.
    ///
    /// # Errors
    ///
    /// Fails if the server does not start.
    pub async fn restart(&mut self) -> Result<()> {
        self.kill();
        (self.process, _) = self.start.run(self.port).await?;
        Ok(())
    }
}

impl Start {
    async fn run(&self, port: u16) -> Result<(Process, u16)> {
        let program = environment::path("VISAVIS_SERVER")?;
        let mut command = match &self.world {
            Some(world) => world.command(program),
            None => Command::new(program),
        };
        command
            .arg("--listen")
            .arg(format!("{}:{port}", self.host))
            .arg("--page")
            .arg(&self.page)
            .args(&self.arguments);
        Process::start("server", &mut command, Echo::Shown, port_in).await
    }
}

/// Parses the port from a line such as `listening on http://127.0.0.1:8080`.
fn port_in(line: &str) -> Option<u16> {
    let url = line.split_once("listening on http")?.1;
    let address = url.split_once("://")?.1;
    let digits = address.split_once(':')?.1;
    digits
        .split(|character: char| !character.is_ascii_digit())
        .next()?
        .parse()
        .ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_port_is_parsed_regardless_of_trailing_text() {
        let line = "2026-11-22T13:20:20Z  INFO listening on http://127.0.0.1:41234/ page=dist";

        assert_eq!(port_in(line), Some(41234));
        assert_eq!(port_in("listening on https://127.0.0.1:41234"), Some(41234));
    }

    #[test]
    fn another_line_has_no_port() {
        assert_eq!(port_in("INFO a room was opened on 127.0.0.1:5"), None);
    }
}
