//! WebDriver servers: one chromedriver for all Chromiums of a test program, and one geckodriver for each Firefox, since
//! geckodriver supports a single session.

mod connector;

use std::io::{Read, Write};
use std::process::Command;

use anyhow::{Context, Result};
use tokio::sync::OnceCell;

use crate::capabilities::Engine;
use crate::environment;
use crate::namespace::Namespace;
use crate::process::{Echo, Lines, Process};
pub use connector::Connector;

static CHROMEDRIVER: OnceCell<(Process, u16)> = OnceCell::const_new();

/// A running WebDriver server.
#[derive(Debug)]
pub struct Driver {
    connector: Connector,
    /// Set unless the driver is shared with other browsers.
    process: Option<Process>,
}

impl Driver {
    /// Starts or reuses the driver for a browser. Firefox listens on loopback, so its driver has to run in the same
    /// namespace; Chromium is controlled through a pipe.
    pub async fn start(engine: Engine, namespace: Option<&Namespace>) -> Result<Self> {
        match engine {
            Engine::Chromium => {
                let (_, port) = CHROMEDRIVER.get_or_try_init(start_chromedriver).await?;
                let connector = Connector {
                    port: *port,
                    namespace: None,
                };
                Ok(Self {
                    connector,
                    process: None,
                })
            }
            Engine::Firefox => {
                let (process, port) = start_geckodriver(namespace).await?;
                let namespace = namespace.cloned();
                Ok(Self {
                    connector: Connector { port, namespace },
                    process: Some(process),
                })
            }
        }
    }

    /// Returns the URL that accepts commands.
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.connector.port)
    }

    /// Returns a connector to the driver.
    pub fn connector(&self) -> Connector {
        self.connector.clone()
    }

    /// Returns the output of the driver, which includes that of its browser, unless the driver is shared.
    pub fn lines(&self) -> Option<&Lines> {
        Some(self.process.as_ref()?.lines())
    }

    /// Kills the driver and its browser with SIGKILL, unless the driver is shared.
    pub fn kill(&self) -> Result<()> {
        let process = self
            .process
            .as_ref()
            .context("the driver is shared with other browsers")?;
        process.kill();
        Ok(())
    }

    /// Closes the browser with a blocking request, since `drop` cannot await.
    pub fn end_session(&self, session: &str) {
        let port = self.connector.port;
        if let Ok(mut stream) = self.connector.connect()
            && write!(
                stream,
                "DELETE /session/{session} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n\r\n"
            )
            .is_ok()
        {
            // The response arrives when the browser has closed. Without one, the browser closes with the driver.
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
    Process::start("chromedriver", &mut command, Echo::Hidden, |line| {
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
    // Required to switch to the chrome context, which zooms pages.
    command.arg("--allow-system-access");
    Process::start("geckodriver", &mut command, Echo::Hidden, |line| {
        line.rsplit_once("Listening on 127.0.0.1:")?.1.parse().ok()
    })
    .await
}
