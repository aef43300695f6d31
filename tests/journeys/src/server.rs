//! The signalling server, which also serves the page.

use std::path::PathBuf;
use std::process::Command;

use anyhow::Result;

use crate::environment;
use crate::process::{Echo, Process};

/// The real program, with the page that was built; dropping it ends it.
#[derive(Debug)]
#[must_use = "the server ends when it is dropped"]
pub struct Server {
    arguments: Vec<String>,
    page: PathBuf,
    port: u16,
    process: Process,
}

impl Server {
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
        let page = environment::dist()?;
        let arguments: Vec<String> = arguments.iter().map(|&argument| argument.to_owned()).collect();
        let (process, port) = start(&arguments, &page, 0).await?;
        Ok(Self {
            arguments,
            page,
            port,
            process,
        })
    }

    /// The address of the page.
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}/", self.port)
    }

    /// The address of the signalling.
    pub fn signal_url(&self) -> String {
        format!("ws://127.0.0.1:{}/signal", self.port)
    }

    /// Ends it as `kill -9` does.
    pub fn kill(&mut self) {
        self.process.kill();
    }

    /// Starts it once more, on the same port.
    ///
    /// # Errors
    ///
    /// If it does not start.
    pub async fn restart(&mut self) -> Result<()> {
        self.kill();
        (self.process, _) = start(&self.arguments, &self.page, self.port).await?;
        Ok(())
    }
}

async fn start(arguments: &[String], page: &PathBuf, port: u16) -> Result<(Process, u16)> {
    let mut command = Command::new(environment::path("VISAVIS_SERVER")?);
    command
        .arg("--listen")
        .arg(format!("127.0.0.1:{port}"))
        .arg("--page")
        .arg(page)
        .args(arguments);
    Process::start("server", &mut command, Echo::Shown, port_in).await
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
