//! The programs that drive browsers: one chromedriver for all of a test program's Chromiums, and a
//! geckodriver for each Firefox, since it takes one session at a time.

mod door;

use std::io::{Read, Write};
use std::process::Command;

use anyhow::{Context, Result};
use tokio::sync::OnceCell;

use crate::capabilities::Engine;
use crate::environment;
use crate::namespace::Namespace;
use crate::process::{Echo, Lines, Process};
pub use door::Door;

static CHROMEDRIVER: OnceCell<(Process, u16)> = OnceCell::const_new();

/// A driver that waits for commands.
#[derive(Debug)]
pub struct Driver {
    door: Door,
    /// Only of a driver of its own.
    process: Option<Process>,
}

impl Driver {
    /// The driver of a browser that is about to start. Firefox listens on loopback, so it needs its driver in the
    /// same namespace; Chromium has a pipe.
    pub async fn of(engine: Engine, namespace: Option<&Namespace>) -> Result<Self> {
        match engine {
            Engine::Chromium => {
                let (_, port) = CHROMEDRIVER.get_or_try_init(start_chromedriver).await?;
                let door = Door {
                    port: *port,
                    namespace: None,
                };
                Ok(Self { door, process: None })
            }
            Engine::Firefox => {
                let (process, port) = start_geckodriver(namespace).await?;
                let namespace = namespace.cloned();
                Ok(Self {
                    door: Door { port, namespace },
                    process: Some(process),
                })
            }
        }
    }

    /// Where it takes commands.
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.door.port)
    }

    /// The way there.
    pub fn door(&self) -> Door {
        self.door.clone()
    }

    /// What a driver of its own has printed, and the browser through it.
    pub fn lines(&self) -> Option<&Lines> {
        Some(self.process.as_ref()?.lines())
    }

    /// Ends the driver and its browser as `kill -9` does, if no other browser needs the driver.
    pub fn kill(&self) -> Result<()> {
        let process = self
            .process
            .as_ref()
            .context("the driver serves other browsers too")?;
        process.kill();
        Ok(())
    }

    /// Closes the browser. It is spoken to by hand: a drop cannot await.
    pub fn end_session(&self, session: &str) {
        let port = self.door.port;
        if let Ok(mut stream) = self.door.open()
            && write!(
                stream,
                "DELETE /session/{session} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n\r\n"
            )
            .is_ok()
        {
            // The answer comes when the browser has closed; if none does, the driver's end closes it.
            let _ = stream.read(&mut [0]);
        }
    }
}

async fn start_chromedriver() -> Result<(Process, u16)> {
    let mut command = Command::new(environment::path("VISAVIS_CHROMEDRIVER")?);
    command.env("TMPDIR", environment::temporary()?);
    command.arg("--port=0").arg(format!(
        "--log-path={}",
        environment::artifact("chromedriver.log")?.display()
    ));
    Process::start("chromedriver", &mut command, Echo::Kept, |line| {
        line.strip_prefix("ChromeDriver was started successfully on port ")?
            .trim_end_matches('.')
            .parse()
            .ok()
    })
    .await
}

async fn start_geckodriver(namespace: Option<&Namespace>) -> Result<(Process, u16)> {
    let program = environment::path("VISAVIS_GECKODRIVER")?;
    let mut command = match namespace {
        Some(namespace) => namespace.command(program),
        None => Command::new(program),
    };
    command.env("TMPDIR", environment::temporary()?);
    command.args(["--port", "0", "--websocket-port", "0"]);
    // Without it, nobody may zoom a page.
    command.arg("--allow-system-access");
    Process::start("geckodriver", &mut command, Echo::Kept, |line| {
        line.rsplit_once("Listening on 127.0.0.1:")?.1.parse().ok()
    })
    .await
}
