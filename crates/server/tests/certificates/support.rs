//! The program, and clients that look at its certificate.

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{ClientConfig, DigitallySignedStruct, Error, SignatureScheme};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::{Output, Stdio};
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncBufReadExt, BufReader, Lines};
use tokio::net::TcpStream;
use tokio::process::{Child, ChildStderr, ChildStdout, Command};
use tokio_rustls::TlsConnector;

/// Nothing on one machine takes this long: a longer wait is a failure.
const DEADLINE: Duration = Duration::from_secs(60);

/// A running server.
pub struct Program {
    pub address: SocketAddr,
    pub child: Child,
    pub output: Lines<BufReader<ChildStdout>>,
    log: Lines<BufReader<ChildStderr>>,
}

/// A folder that is deleted with its content.
pub struct Folder(pub PathBuf);

impl Program {
    /// Starts the server on a free port, with HTTPS by these flags.
    pub async fn start(flags: &[&str]) -> Self {
        Self::start_at("127.0.0.1:0", flags).await
    }

    pub async fn start_at(listen: &str, flags: &[&str]) -> Self {
        let mut command = command(&[&["--listen", listen], flags].concat());
        let mut child = command
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut output = BufReader::new(child.stdout.take().unwrap()).lines();
        let log = BufReader::new(child.stderr.take().unwrap()).lines();
        let line = in_time(output.next_line()).await.unwrap().unwrap();
        let address = line
            .strip_prefix("listening on https://")
            .unwrap()
            .parse()
            .unwrap();
        Self {
            address,
            child,
            output,
            log,
        }
    }

    /// Waits for a line of the log that contains these words, and returns it.
    pub async fn log_line(&mut self, words: &str) -> String {
        let mut line = String::new();
        while !line.contains(words) {
            line = in_time(self.log.next_line()).await.unwrap().unwrap();
        }
        line
    }

    /// Returns the certificate that a client gets, if it gets one.
    pub async fn certificate(&self) -> Option<CertificateDer<'static>> {
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .dangerous()
            .with_custom_certificate_verifier(Arc::new(AnyCertificate))
            .with_no_client_auth();
        let name = ServerName::try_from("localhost").unwrap();
        let stream = in_time(TcpStream::connect(self.address)).await.unwrap();
        let handshake = TlsConnector::from(Arc::new(config)).connect(name, stream);
        let stream = in_time(handshake).await.ok()?;
        let certificates = stream.get_ref().1.peer_certificates()?;
        certificates.first().cloned().map(CertificateDer::into_owned)
    }

    /// Sends a signal, such as `-HUP`.
    pub async fn signal(&self, signal: &str) {
        let id = self.child.id().unwrap().to_string();
        Command::new("kill").args([signal, &id]).status().await.unwrap();
    }
}

impl Folder {
    pub fn new(name: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("visavis-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        Self(folder)
    }

    pub fn path(&self, name: &str) -> String {
        self.0.join(name).to_str().unwrap().to_owned()
    }

    pub fn write(&self, name: &str, text: &str) -> String {
        std::fs::write(self.0.join(name), text).unwrap();
        self.path(name)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// Accepts every certificate: the tests compare it themselves.
#[derive(Debug)]
struct AnyCertificate;

impl ServerCertVerifier for AnyCertificate {
    fn verify_server_cert(
        &self,
        _: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        _: &[u8],
        _: &CertificateDer<'_>,
        _: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        Ok(HandshakeSignatureValid::assertion())
    }

    fn verify_tls13_signature(
        &self,
        _: &[u8],
        _: &CertificateDer<'_>,
        _: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        Ok(HandshakeSignatureValid::assertion())
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        rustls::crypto::ring::default_provider()
            .signature_verification_algorithms
            .supported_schemes()
    }
}

pub async fn run(flags: &[&str]) -> Output {
    in_time(command(flags).output()).await.unwrap()
}

pub fn command(flags: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_visavis-server"));
    command
        .args(flags)
        .env_remove("STATE_DIRECTORY")
        .kill_on_drop(true);
    command
}

pub async fn in_time<T>(future: impl Future<Output = T>) -> T {
    tokio::time::timeout(DEADLINE, future).await.unwrap()
}
