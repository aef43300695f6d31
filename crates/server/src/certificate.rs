//! Where the program takes its certificate from, and how it keeps that valid.

pub use acme::Acme;
pub use files::Files;
pub use self_signed::{SelfSigned, fingerprint};
use std::path::PathBuf;
use std::time::{Duration, SystemTime};
pub use store::Store;
use tokio::sync::Notify;
use tracing::warn;
use visavis_server::{Certificate, Certificates, NotACertificate};

mod acme;
mod files;
mod self_signed;
mod store;

/// When an operator should have renewed a certificate long ago: authorities advise to do it after two thirds of its life.
const SOON: Duration = Duration::from_secs(7 * 24 * 60 * 60);

/// Where the certificate comes from.
#[derive(Debug)]
pub enum Source {
    /// From files that somebody else renews.
    Files(Files),
    /// Made here, and known to nobody.
    SelfSigned(SelfSigned),
    /// From a certificate authority that speaks ACME.
    Acme(Acme),
}

/// Why there is no certificate.
#[derive(Debug, thiserror::Error)]
pub enum CertificateError {
    #[error("cannot read {}: {error}", path.display())]
    Read { path: PathBuf, error: std::io::Error },
    #[error("cannot write {}: {error}", path.display())]
    Write { path: PathBuf, error: std::io::Error },
    #[error("{}: {error}", path.display())]
    Unusable { path: PathBuf, error: NotACertificate },
    #[error("cannot make a certificate: {0}")]
    Make(#[from] rcgen::Error),
    #[error("cannot use the certificate that was made: {0}")]
    Made(NotACertificate),
}

impl Source {
    /// Returns the certificates to serve with. With ACME there may be none yet.
    pub fn open(&mut self) -> Result<Certificates, CertificateError> {
        match self {
            Self::Files(files) => files.open(),
            Self::SelfSigned(own) => own.open(),
            Self::Acme(acme) => acme.open(),
        }
    }

    /// Keeps the certificates valid, and looks for new ones when `reload` says so. Never returns.
    pub async fn keep(self, certificates: Certificates, reload: &Notify) {
        match self {
            Self::Files(files) => files.keep(certificates, reload).await,
            Self::SelfSigned(own) => own.keep(certificates, SystemTime::now).await,
            Self::Acme(acme) => acme.keep(certificates).await,
        }
    }
}

/// Warns of a certificate that browsers refuse, or soon will.
fn warn_of_end(certificate: &Certificate) {
    let left = certificate
        .validity()
        .map(|validity| validity.left(SystemTime::now()));
    match left {
        None => warn!("the certificate cannot be read: browsers may refuse it"),
        Some(None) => warn!("the certificate has expired: browsers refuse it"),
        Some(Some(left)) if left < SOON => {
            warn!(
                hours = left.as_secs() / 3600,
                "the certificate expires soon: renew it"
            );
        }
        Some(Some(_)) => {}
    }
}
