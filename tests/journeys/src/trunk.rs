//! `trunk serve` without the signalling server, as a developer may run it.

use std::net::{Ipv4Addr, TcpListener};
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, Result};
use tokio::net::TcpStream;
use tokio::sync::Mutex;
use xtask::trunk;

use crate::process::{Echo, Process};
use crate::{SOON, environment};

/// The number of instances started. Each has its own output folder, which the next run reuses.
static STARTED: Mutex<u32> = Mutex::const_new(0);

/// `trunk serve` of this repository; dropping it stops it.
#[derive(Debug)]
#[must_use = "Trunk stops when this is dropped"]
pub struct Trunk {
    port: u16,
    dist: PathBuf,
    _process: Process,
}

impl Trunk {
    /// Starts Trunk on a free port, with a proxy to a port without a listener.
    ///
    /// # Errors
    ///
    /// Fails if the page cannot be built.
    pub async fn serve() -> Result<Self> {
        // Held while starting: all instances build in the same target folder.
        let mut started = STARTED.lock().await;
        *started += 1;
        let [port, dead_port] = free_ports()?;
        let page = trunk::Trunk::configure(&format!("journey-{started}"), dead_port)?;
        let dist = page.dist().to_owned();
        let port_text = port.to_string();
        let mut command = page.command(
            &environment::path("VISAVIS_TRUNK")?,
            ["serve", "--address", "127.0.0.1", "--port", &port_text],
        );
        let (process, ()) = Process::start("trunk", &mut command, Echo::Shown, |line| {
            line.contains("server listening at:").then_some(())
        })
        .await?;
        // Trunk prints the line just before it listens.
        let answer = tokio::time::timeout(SOON, async {
            while TcpStream::connect((Ipv4Addr::LOCALHOST, port)).await.is_err() {
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
        });
        answer.await.context("Trunk does not answer on its port")?;
        Ok(Self {
            port,
            dist,
            _process: process,
        })
    }

    /// Returns the folder that Trunk has built the page into.
    pub fn dist(&self) -> &Path {
        &self.dist
    }

    /// Returns the URL of the page.
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}/", self.port)
    }
}

fn free_ports() -> Result<[u16; 2]> {
    let listeners = [(); 2].map(|()| TcpListener::bind((Ipv4Addr::LOCALHOST, 0)));
    let mut ports = [0; 2];
    for (listener, port) in listeners.into_iter().zip(&mut ports) {
        *port = listener
            .and_then(|listener| listener.local_addr())
            .context("no free port")?
            .port();
    }
    Ok(ports)
}
