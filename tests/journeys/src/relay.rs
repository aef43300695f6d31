//! The TURN server inside `visavis-server`, on loopback.

use std::net::Ipv4Addr;

use anyhow::Result;

use crate::coturn::free_port;
use crate::{Certificate, Coturn, Server};

/// A server that is the TURN server of another one; dropping it stops it.
#[derive(Debug)]
#[must_use = "the server stops when this is dropped"]
pub struct Relay {
    server: Server,
    port: u16,
    certificate: Certificate,
}

impl Relay {
    /// Returns the arguments with which a server is a TURN server on loopback, and the port.
    ///
    /// # Errors
    ///
    /// Fails if no port is free.
    pub fn arguments() -> Result<([String; 4], u16)> {
        let port = free_port()?;
        let arguments = [
            "--turn-public-ip".to_owned(),
            Ipv4Addr::LOCALHOST.to_string(),
            "--turn-listen".to_owned(),
            format!("{}:{port}", Ipv4Addr::LOCALHOST),
        ];
        Ok((arguments, port))
    }

    /// Starts a server whose passwords are made of this secret, with a certificate of an authority of its own.
    ///
    /// # Errors
    ///
    /// Fails if the server does not start.
    pub async fn start(secret: &str) -> Result<Self> {
        let (arguments, port) = Self::arguments()?;
        let certificate = Certificate::issue(&format!("relay-{port}"), &["127.0.0.1", "localhost"])?;
        let files = certificate.arguments();
        let secret = [
            "--turn-secret-file".to_owned(),
            Coturn::secret_file(secret)?.display().to_string(),
        ];
        let arguments: Vec<&str> = arguments
            .iter()
            .chain(&secret)
            .chain(&files)
            .map(String::as_str)
            .collect();
        let server = Server::start_with(&arguments).await?;
        Ok(Self {
            server,
            port,
            certificate,
        })
    }

    /// Returns the certificate of the authority that issued that of the server, in PEM.
    pub fn authority(&self) -> &str {
        self.certificate.authority()
    }

    /// Returns the UDP URL, as `visavis-server --turn` takes it.
    pub fn udp(&self) -> String {
        format!("turn:127.0.0.1:{}?transport=udp", self.port)
    }

    /// Returns the TCP URL.
    pub fn tcp(&self) -> String {
        format!("turn:127.0.0.1:{}?transport=tcp", self.port)
    }

    /// Returns the TLS URL with a name: Firefox takes no address.
    pub fn tls_by_name(&self) -> String {
        format!("turns:localhost:{}?transport=tcp", self.server.port())
    }

    /// Returns the TLS URL, at the port of HTTPS.
    pub fn tls(&self) -> String {
        format!("turns:127.0.0.1:{}?transport=tcp", self.server.port())
    }
}
