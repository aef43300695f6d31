//! A certificate in files, which are read again when they change.

use super::{CertificateError, warn_of_end};
use std::path::{Path, PathBuf};
use std::time::Duration;
use tokio::sync::Notify;
use tracing::{debug, info, warn};
use visavis_server::{Certificate, Certificates, NotACertificate};

/// How often the files are looked at. Reading them costs a few microseconds, and unlike a watch it notices whatever a
/// renewal does: replace a file, a folder, or the target of a link.
const PERIOD: Duration = Duration::from_secs(5);

/// The files of a certificate chain and its key.
#[derive(Debug)]
pub struct Files {
    chain: PathBuf,
    key: PathBuf,
    /// What was read last, whether it could be used or not.
    seen: Option<Contents>,
}

#[derive(Debug, PartialEq, Eq)]
struct Contents {
    chain: Vec<u8>,
    key: Vec<u8>,
}

impl Files {
    /// Names the files. Nothing is read yet.
    pub fn new(chain: PathBuf, key: PathBuf) -> Self {
        Self {
            chain,
            key,
            seen: None,
        }
    }

    /// Reads the certificate that a server begins with.
    pub fn open(&mut self) -> Result<Certificates, CertificateError> {
        let contents = self.read()?;
        let certificate = self.parse(&contents)?;
        self.seen = Some(contents);
        warn_of_end(&certificate);
        Ok(Certificates::new(certificate))
    }

    /// Replaces the certificate when the files have changed. While they do not fit together, because a renewal is half
    /// done, the former one stays.
    pub async fn keep(mut self, certificates: Certificates, reload: &Notify) {
        loop {
            let is_asked = tokio::select! {
                () = tokio::time::sleep(PERIOD) => false,
                () = reload.notified() => true,
            };
            let changed = match self.read() {
                Ok(contents) if Some(&contents) == self.seen.as_ref() => continue,
                Ok(contents) => self.parse(&contents).inspect(|_| self.seen = Some(contents)),
                Err(error) => Err(error),
            };
            match changed {
                Ok(certificate) => {
                    warn_of_end(&certificate);
                    certificates.replace(certificate);
                    info!("the certificate was replaced");
                }
                Err(error) if is_asked => warn!("the former certificate stays: {error}"),
                // A renewal may be under way: the next look tells.
                Err(error) => debug!("the former certificate stays: {error}"),
            }
        }
    }

    fn read(&self) -> Result<Contents, CertificateError> {
        Ok(Contents {
            chain: read(&self.chain)?,
            key: read(&self.key)?,
        })
    }

    fn parse(&self, contents: &Contents) -> Result<Certificate, CertificateError> {
        Certificate::from_pem(&contents.chain, &contents.key).map_err(|error| {
            let is_about_key = matches!(error, NotACertificate::Key(_));
            let path = if is_about_key { &self.key } else { &self.chain };
            CertificateError::Unusable {
                path: path.clone(),
                error,
            }
        })
    }
}

fn read(path: &Path) -> Result<Vec<u8>, CertificateError> {
    std::fs::read(path).map_err(|error| CertificateError::Read {
        path: path.to_owned(),
        error,
    })
}
