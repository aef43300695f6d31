//! The flags of TLS.

use super::serve::shown;
use crate::certificate::{Acme, Files, SelfSigned, Source, Store};
use clap::ValueEnum;
use clap::error::ErrorKind;
use instant_acme::LetsEncrypt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::path::PathBuf;
use std::time::Duration;
use visavis_server::parse_host;

/// Preload lists of browsers ask for a year, and two is the most that anybody uses.
const TWO_YEARS: u64 = 2 * 366 * 24 * 60 * 60;
/// Where certificates are kept if systemd manages the folder (`StateDirectory=`).
const STATE_DIRECTORY: &str = "STATE_DIRECTORY";

/// Certificates that the server makes by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum OwnCertificate {
    /// One that no authority knows: browsers ask each person once whether to trust it
    SelfSigned,
}

/// Where the certificate comes from, and what goes with HTTPS.
#[derive(Debug, clap::Args)]
pub struct TlsFlags {
    /// Speak HTTPS with a certificate that the server makes, for a network without names
    #[arg(long, value_name = "KIND", conflicts_with_all = ["tls_cert", "acme"])]
    tls: Option<OwnCertificate>,

    /// Speak HTTPS with the certificate chain in this file, in PEM; it is read again when it changes
    #[arg(long, value_name = "FILE", requires = "tls_key", conflicts_with = "acme")]
    tls_cert: Option<PathBuf>,

    /// The private key of --tls-cert, in PEM; it is read again when it changes
    #[arg(long, value_name = "FILE", requires = "tls_cert")]
    tls_key: Option<PathBuf>,

    /// Speak HTTPS with a certificate for these names, which Let's Encrypt issues and renews by itself. Its terms of
    /// service apply, and port 443 of these names has to lead here
    #[arg(long, value_name = "NAME,...", value_delimiter = ',', value_parser = domain)]
    acme: Vec<String>,

    /// Whom the authority writes if something is wrong with the certificate
    #[arg(long, value_name = "EMAIL", value_parser = email, requires = "acme")]
    acme_contact: Option<String>,

    /// The directory of another authority that speaks ACME
    #[arg(long, value_name = "URL", default_value = LetsEncrypt::Production.url(), value_parser = https, requires = "acme")]
    acme_directory: String,

    /// The certificate by which to trust the server of --acme-directory, in PEM; the default is what the system trusts
    #[arg(long, value_name = "FILE", requires = "acme")]
    acme_root: Option<PathBuf>,

    /// The folder in which --acme and --tls self-signed keep their certificate; the default is the environment variable
    /// STATE_DIRECTORY, which systemd sets
    #[arg(long, value_name = "DIR")]
    tls_dir: Option<PathBuf>,

    /// Listen for HTTP on this address as well, and send browsers on to HTTPS
    #[arg(long, value_name = "HOST:PORT")]
    http_redirect: Option<SocketAddr>,

    /// For how long browsers that were here use HTTPS alone for this host (Strict-Transport-Security); this cannot be
    /// taken back
    #[arg(long, value_name = "SECONDS", value_parser = clap::value_parser!(u64).range(60..=TWO_YEARS))]
    hsts: Option<u64>,
}

impl TlsFlags {
    /// Returns the port of HTTPS unless another is chosen; `None` without TLS.
    pub(super) fn default_port(&self) -> Option<u16> {
        if self.tls.is_some() {
            // Nobody needs to be root for a call on a LAN.
            return Some(8443);
        }
        (self.tls_cert.is_some() || !self.acme.is_empty()).then_some(443)
    }

    /// Returns the names that HTTPS is served for if no others are listed.
    pub(super) fn names(&self) -> &[String] {
        &self.acme
    }

    /// Returns the address that redirects to HTTPS.
    pub(super) fn redirect(&self) -> Option<SocketAddr> {
        self.http_redirect
    }

    /// Returns for how long browsers use HTTPS alone.
    pub(super) fn strict_transport(&self) -> Option<Duration> {
        self.hsts.map(Duration::from_secs)
    }

    /// Returns what the flags say that take effect at a start alone.
    pub(super) fn fixed(&self) -> [(&'static str, String); 9] {
        [
            ("--tls", shown(&self.tls)),
            ("--tls-cert", shown(&self.tls_cert)),
            ("--tls-key", shown(&self.tls_key)),
            ("--acme", shown(&self.acme)),
            ("--acme-contact", shown(&self.acme_contact)),
            ("--acme-directory", shown(&self.acme_directory)),
            ("--acme-root", shown(&self.acme_root)),
            ("--tls-dir", shown(&self.tls_dir)),
            ("--http-redirect", shown(&self.http_redirect)),
        ]
    }

    /// Returns where the certificate comes from, if HTTPS is spoken.
    pub(super) fn source(&self, listen: SocketAddr, hosts: &[String]) -> Result<Option<Source>, clap::Error> {
        let store = self.tls_dir.clone().or_else(state_directory).map(Store::new);
        if self.tls.is_some() {
            let own = SelfSigned::new(names(hosts), addresses(listen.ip()), store);
            return Ok(Some(Source::SelfSigned(own)));
        }
        if let (Some(chain), Some(key)) = (self.tls_cert.clone(), self.tls_key.clone()) {
            return Ok(Some(Source::Files(Files::new(chain, key))));
        }
        if !self.acme.is_empty() {
            let message = "--acme needs --tls-dir, the folder in which to keep the certificate";
            let store = store.ok_or_else(|| super::mistake(ErrorKind::MissingRequiredArgument, message))?;
            return Ok(Some(Source::Acme(Acme {
                domains: self.acme.clone(),
                contact: self.acme_contact.clone(),
                directory: self.acme_directory.clone(),
                root: self.acme_root.clone(),
                store,
            })));
        }
        for (flag, is_given) in [
            ("--http-redirect", self.http_redirect.is_some()),
            ("--hsts", self.hsts.is_some()),
        ] {
            if is_given {
                let message = format!("{flag} needs HTTPS: --tls self-signed, --tls-cert or --acme");
                return Err(super::mistake(ErrorKind::MissingRequiredArgument, message));
            }
        }
        Ok(None)
    }
}

/// Returns the folder that systemd manages for this service, the first if there are several.
fn state_directory() -> Option<PathBuf> {
    let folders = std::env::var(STATE_DIRECTORY).ok()?;
    folders
        .split(':')
        .next()
        .filter(|folder| !folder.is_empty())
        .map(PathBuf::from)
}

fn names(hosts: &[String]) -> Vec<String> {
    let hosts = hosts.iter().filter(|host| *host != "*").cloned();
    ["localhost".to_owned()].into_iter().chain(hosts).collect()
}

/// Returns the addresses by which this machine is reached.
fn addresses(listen: IpAddr) -> Vec<IpAddr> {
    let own = [Ipv4Addr::LOCALHOST.into(), Ipv6Addr::LOCALHOST.into()];
    if !listen.is_unspecified() {
        return own
            .into_iter()
            .filter(|own| *own != listen)
            .chain([listen])
            .collect();
    }
    let interfaces = if_addrs::get_if_addrs().unwrap_or_default();
    let reachable = interfaces
        .iter()
        .map(|interface| interface.ip())
        .filter(|address| {
            // A link-local address takes the name of an interface, which no address in a browser can have.
            !address.is_loopback() && !matches!(address, IpAddr::V6(v6) if v6.is_unicast_link_local())
        });
    own.into_iter().chain(reachable).collect()
}

fn domain(text: &str) -> Result<String, String> {
    let name = parse_host(text).map_err(|error| error.to_string())?;
    if name == "*" || name.parse::<IpAddr>().is_ok() {
        return Err("expected the name of a host, such as calls.example".to_owned());
    }
    Ok(name)
}

fn email(text: &str) -> Result<String, String> {
    match text.split_once('@') {
        Some((user, host)) if !user.is_empty() && !host.is_empty() && !text.contains(char::is_whitespace) => {
            Ok(text.to_owned())
        }
        Some(_) | None => Err("expected an email address".to_owned()),
    }
}

fn https(text: &str) -> Result<String, String> {
    if text.starts_with("https://") {
        return Ok(text.to_owned());
    }
    Err("expected a URL that begins with https://".to_owned())
}
