//! `--acme`, with Pebble, the test server of Let's Encrypt (Debian package `pebble`). Without it the test says so.

use crate::support::{Folder, Program, free_port, in_time};
use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};
use rustls::pki_types::CertificateDer;
use std::process::Stdio;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::net::TcpStream;
use tokio::process::{Child, Command};
use x509_parser::prelude::{FromDer, X509Certificate};

const NAME: &str = "calls.example";

#[tokio::test]
async fn a_certificate_is_issued_kept_and_used_again() {
    let folder = Folder::new("acme");
    let port = free_port();
    let Some(authority) = Authority::start(&folder, port).await else {
        println!("SKIPPED: pebble is not installed");
        return;
    };
    let directory = format!("https://localhost:{}/dir", authority.port);
    let (root, dir) = (folder.path("root.pem"), folder.path("tls"));
    let flags = [
        "--acme",
        NAME,
        "--acme-contact",
        "ada@calls.example",
        "--acme-directory",
        &directory,
        "--acme-root",
        &root,
        "--tls-dir",
        &dir,
    ];
    let listen = format!("127.0.0.1:{port}");
    let mut server = Program::start_at(&listen, &flags).await;
    server.log_line("a certificate was issued").await;

    let issued = server.certificate().await.unwrap();
    server.signal("-TERM").await;
    in_time(server.child.wait()).await.unwrap();
    drop(authority);
    let restarted = Program::start_at(&listen, &flags).await;

    assert!(issuer(&issued).contains("Pebble"), "{}", issuer(&issued));
    assert_eq!(restarted.certificate().await.unwrap(), issued);
}

#[tokio::test]
async fn a_name_that_leads_elsewhere_is_named_in_the_log() {
    let folder = Folder::new("acme-elsewhere");
    let Some(authority) = Authority::start(&folder, free_port()).await else {
        println!("SKIPPED: pebble is not installed");
        return;
    };
    let directory = format!("https://localhost:{}/dir", authority.port);
    let (root, dir) = (folder.path("root.pem"), folder.path("tls"));
    let flags = [
        "--acme",
        NAME,
        "--acme-directory",
        &directory,
        "--acme-root",
        &root,
        "--tls-dir",
        &dir,
    ];
    let mut server = Program::start(&flags).await;

    let line = server.log_line("no certificate was issued").await;

    assert!(
        line.contains("calls.example was not found to lead here"),
        "{line}"
    );
    assert!(line.contains("again_in_seconds=300"), "{line}");
    assert_eq!(server.certificate().await, None);
}

/// Pebble and its name server, which says that every name is this machine.
struct Authority {
    port: u16,
    _pebble: Child,
    _names: Child,
}

impl Authority {
    /// Starts an authority that looks for names at this port; `None` if it is not installed.
    async fn start(folder: &Folder, checked_port: u16) -> Option<Self> {
        let (port, dns, management) = (free_port(), free_port(), free_port());
        let mut names = Command::new("pebble-challtestsrv");
        names.args(["-defaultIPv6", "", "-defaultIPv4", "127.0.0.1"]);
        names.args([
            "-dns01",
            &format!("127.0.0.1:{dns}"),
            "-management",
            &format!("127.0.0.1:{management}"),
        ]);
        names.args(["-http01", "", "-https01", "", "-tlsalpn01", ""]);
        let names = names
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .ok()?;
        in_time(async { while TcpStream::connect(("127.0.0.1", management)).await.is_err() {} }).await;
        write_certificate(folder);
        let config = serde_json::json!({"pebble": {
            "listenAddress": format!("127.0.0.1:{port}"),
            "certificate": folder.path("pebble.pem"),
            "privateKey": folder.path("pebble-key.pem"),
            "httpPort": free_port(),
            "tlsPort": checked_port,
        }});
        let config = folder.write("pebble.json", &config.to_string());
        let mut pebble = Command::new("pebble");
        pebble.args(["-config", &config, "-dnsserver", &format!("127.0.0.1:{dns}")]);
        pebble.env("PEBBLE_VA_NOSLEEP", "1");
        let mut pebble = pebble
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .ok()?;
        let mut log = BufReader::new(pebble.stdout.take().unwrap()).lines();
        tokio::spawn(async move { while let Ok(Some(_)) = log.next_line().await {} });
        in_time(async { while TcpStream::connect(("127.0.0.1", port)).await.is_err() {} }).await;
        Some(Self {
            port,
            _pebble: pebble,
            _names: names,
        })
    }
}

/// Writes the certificate of the authority's own server, and the root to trust it by.
fn write_certificate(folder: &Folder) {
    let root_key = KeyPair::generate().unwrap();
    let mut root = CertificateParams::new([]).unwrap();
    root.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    folder.write("root.pem", &root.self_signed(&root_key).unwrap().pem());
    let key = KeyPair::generate().unwrap();
    let own = CertificateParams::new(["localhost".to_owned()]).unwrap();
    let own = own.signed_by(&key, &Issuer::new(root, root_key)).unwrap();
    folder.write("pebble.pem", &own.pem());
    folder.write("pebble-key.pem", &key.serialize_pem());
}

fn issuer(certificate: &CertificateDer<'_>) -> String {
    let (_, parsed) = X509Certificate::from_der(certificate).unwrap();
    parsed.issuer().to_string()
}
