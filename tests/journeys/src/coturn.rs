//! coturn on loopback, with credentials issued by the signalling server.

use std::io;
use std::net::{Ipv4Addr, TcpListener, TcpStream, UdpSocket};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result, anyhow};

use crate::process::{Echo, Process};
use crate::{SOON, environment};

/// coturn on loopback, sharing a secret with the signalling server; dropping it stops it.
#[derive(Debug)]
#[must_use = "the server stops when this is dropped"]
pub struct Coturn {
    _process: Process,
    port: u16,
    tls_port: u16,
}

impl Coturn {
    /// Starts coturn with this secret.
    ///
    /// # Errors
    ///
    /// Fails if coturn is not installed or does not start.
    pub async fn start(secret: &str) -> Result<Self> {
        let port = free_port()?;
        let host = Ipv4Addr::LOCALHOST;
        let base = environment::temporary()?.join(format!("coturn-{port}"));
        let tls_port = free_port()?;
        let certified_key = rcgen::generate_simple_self_signed([host.to_string()])?;
        let (certificate, key) = (base.with_extension("crt"), base.with_extension("key"));
        std::fs::write(&certificate, certified_key.cert.pem())?;
        std::fs::write(&key, certified_key.signing_key.serialize_pem())?;
        let options = format!(
            "static-auth-secret={secret}\nuse-auth-secret\nallow-loopback-peers\n\
             tls-listening-port={tls_port}\ncert={}\npkey={}",
            certificate.display(),
            key.display()
        );
        let mut command = Command::new(environment::path("VISAVIS_TURNSERVER")?);
        command.arg("-c").arg(configure(&base, host, port, &options)?);
        let process = run(&mut command, || TcpStream::connect((host, port))).await?;
        Ok(Self {
            _process: process,
            port,
            tls_port,
        })
    }

    /// Returns the UDP URL, as `visavis-server --turn` takes it.
    pub fn udp(&self) -> String {
        format!("turn:127.0.0.1:{}?transport=udp", self.port)
    }

    /// Returns the TCP URL.
    pub fn tcp(&self) -> String {
        format!("turn:127.0.0.1:{}?transport=tcp", self.port)
    }

    /// Returns the TLS URL; the certificate is self-signed.
    pub fn tls(&self) -> String {
        format!("turns:127.0.0.1:{}?transport=tcp", self.tls_port)
    }

    /// Returns the URL of a TURN server that does not exist.
    ///
    /// # Errors
    ///
    /// Fails if no port is free.
    pub fn dead() -> Result<String> {
        Ok(format!("turn:127.0.0.1:{}?transport=udp", free_port()?))
    }

    /// Writes a secret to a file for `visavis-server --turn-secret-file`.
    ///
    /// # Errors
    ///
    /// Fails if the file cannot be written.
    pub fn secret_file(secret: &str) -> Result<PathBuf> {
        let file = environment::temporary()?.join(format!("{secret}.secret"));
        std::fs::write(&file, secret).with_context(|| format!("cannot write {}", file.display()))?;
        Ok(file)
    }
}

/// Writes a coturn configuration file. All files of the instance go next to `base`; `options` are additional lines.
pub(crate) fn configure(base: &Path, host: Ipv4Addr, port: u16, options: &str) -> Result<PathBuf> {
    let file = base.with_extension("conf");
    let (pid, users) = (base.with_extension("pid"), base.with_extension("db"));
    let lines = [
        format!("listening-ip={host}\nrelay-ip={host}\nlistening-port={port}"),
        format!("pidfile={}\nuserdb={}", pid.display(), users.display()),
        options.to_owned(),
        "realm=visavis\nfingerprint\nno-dtls\nno-cli\nlog-file=stdout\nsimple-log\n".to_owned(),
    ];
    std::fs::write(&file, lines.join("\n")).with_context(|| format!("cannot write {}", file.display()))?;
    Ok(file)
}

/// Starts coturn and waits until it accepts connections: it does not print when it listens.
pub(crate) async fn run(
    command: &mut Command,
    connect: impl Fn() -> io::Result<TcpStream>,
) -> Result<Process> {
    let (process, ()) = Process::start("coturn", command, Echo::Hidden, |line| {
        line.contains("Total General servers").then_some(())
    })
    .await?;
    let answer = tokio::time::timeout(SOON, async {
        while connect().is_err() {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    });
    answer.await.context("coturn does not answer on its port")?;
    Ok(process)
}

/// Returns a port that is free for both UDP and TCP.
pub(crate) fn free_port() -> Result<u16> {
    for _ in 0..50 {
        let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port();
        if UdpSocket::bind((Ipv4Addr::LOCALHOST, port)).is_ok() {
            return Ok(port);
        }
    }
    Err(anyhow!("no port is free for both UDP and TCP"))
}
