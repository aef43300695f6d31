//! The programs that drive browsers: one chromedriver for all of a test program's Chromiums, and a
//! geckodriver for each Firefox, since it takes one session at a time.

use std::io::{Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use std::process::Command;
use std::time::Duration;

use anyhow::Result;
use tokio::sync::OnceCell;

use crate::capabilities::Engine;
use crate::environment;
use crate::process::{Echo, Lines, Process};

static CHROMEDRIVER: OnceCell<(Process, u16)> = OnceCell::const_new();

/// A driver that waits for commands.
#[derive(Debug)]
pub struct Driver {
    port: u16,
    /// Only of a driver of its own.
    process: Option<Process>,
}

impl Driver {
    /// The driver of a browser that is about to start.
    pub async fn of(engine: Engine) -> Result<Self> {
        match engine {
            Engine::Chromium => {
                let (_, port) = CHROMEDRIVER.get_or_try_init(start_chromedriver).await?;
                Ok(Self {
                    port: *port,
                    process: None,
                })
            }
            Engine::Firefox => {
                let (process, port) = start_geckodriver().await?;
                Ok(Self {
                    port,
                    process: Some(process),
                })
            }
        }
    }

    /// Where it takes commands.
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// What a driver of its own has printed, and the browser through it.
    pub fn lines(&self) -> Option<&Lines> {
        Some(self.process.as_ref()?.lines())
    }

    /// Closes the browser. It is spoken to by hand: a drop cannot await.
    pub fn end_session(&self, session: &str) {
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, self.port));
        let patience = Duration::from_secs(10);
        if let Ok(mut stream) = TcpStream::connect_timeout(&address, patience)
            && stream.set_read_timeout(Some(patience)).is_ok()
            && write!(
                stream,
                "DELETE /session/{session} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n"
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

async fn start_geckodriver() -> Result<(Process, u16)> {
    let mut command = Command::new(environment::path("VISAVIS_GECKODRIVER")?);
    command.env("TMPDIR", environment::temporary()?);
    command.args(["--port", "0", "--websocket-port", "0"]);
    Process::start("geckodriver", &mut command, Echo::Kept, |line| {
        line.rsplit_once("Listening on 127.0.0.1:")?.1.parse().ok()
    })
    .await
}
