//! The signalling server, which also serves the page.

use std::net::Ipv4Addr;
use std::path::PathBuf;
use std::process::Command;

use anyhow::Result;

use crate::environment;
use crate::namespace::Namespace;
use crate::network::WORLD;
use crate::process::{Echo, Process};

/// The real program, with the page that was built; dropping it ends it.
#[derive(Debug)]
#[must_use = "the server ends when it is dropped"]
pub struct Server {
    start: Start,
    port: u16,
    process: Process,
}

/// How it was started, and is again.
#[derive(Debug)]
struct Start {
    host: Ipv4Addr,
    world: Option<Namespace>,
    arguments: Vec<String>,
    page: PathBuf,
}

impl Server {
    /// Its port in the world, which nobody shares.
    pub const WORLD_PORT: u16 = 8080;

    /// Starts it.
    ///
    /// # Errors
    ///
    /// If it does not start.
    pub async fn start() -> Result<Self> {
        Self::start_with(&[]).await
    }

    /// Starts it with further arguments.
    ///
    /// # Errors
    ///
    /// If it does not start.
    pub async fn start_with(arguments: &[&str]) -> Result<Self> {
        Self::launch(None, Ipv4Addr::LOCALHOST, 0, environment::dist()?, arguments).await
    }

    /// Starts it with the page as it is published, and the package's files.
    ///
    /// # Errors
    ///
    /// If it does not start, or nothing was packaged.
    pub async fn start_published(arguments: &[&str]) -> Result<Self> {
        Self::launch(None, Ipv4Addr::LOCALHOST, 0, environment::published()?, arguments).await
    }

    /// Starts it with a page of somebody else's.
    ///
    /// # Errors
    ///
    /// If it does not start.
    pub async fn start_serving(page: PathBuf) -> Result<Self> {
        Self::launch(None, Ipv4Addr::LOCALHOST, 0, page, &[]).await
    }

    /// Starts it in the world of a [`Network`](crate::Network).
    ///
    /// # Errors
    ///
    /// If it does not start.
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
        let (process, port) = start.now(port).await?;
        Ok(Self { start, port, process })
    }

    /// The origin of the page in the world.
    pub(crate) fn world_origin() -> String {
        format!("http://{WORLD}:{}", Self::WORLD_PORT)
    }

    /// The address of the page.
    pub fn url(&self) -> String {
        format!("http://{}:{}/", self.start.host, self.port)
    }

    /// The address of the signalling.
    pub fn signal_url(&self) -> String {
        format!("ws://{}:{}/signal", self.start.host, self.port)
    }

    pub(crate) fn port(&self) -> u16 {
        self.port
    }

    /// Ends it as `kill -9` does.
    pub fn kill(&self) {
        self.process.kill();
    }

    /// Starts it once more, on the same port.
    ///
    /// # Errors
    ///
    /// If it does not start.
    pub async fn restart(&mut self) -> Result<()> {
        self.kill();
        (self.process, _) = self.start.now(self.port).await?;
        Ok(())
    }
}

impl Start {
    async fn now(&self, port: u16) -> Result<(Process, u16)> {
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

/// The port in a line that says `listening on http://127.0.0.1:8080`.
fn port_in(line: &str) -> Option<u16> {
    let address = line.split_once("listening on http://")?.1;
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
    fn the_port_is_found_whatever_follows_it() {
        let line = "2026-11-22T13:20:20Z  INFO listening on http://127.0.0.1:41234/ page=dist";

        assert_eq!(port_in(line), Some(41234));
    }

    #[test]
    fn another_line_has_no_port() {
        assert_eq!(port_in("INFO a room was opened on 127.0.0.1:5"), None);
    }
}
