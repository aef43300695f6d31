//! A certificate from an authority that speaks ACME (RFC 8555), such as Let's Encrypt. The authority checks that the name
//! leads here by the challenge `tls-alpn-01` (RFC 8737), on the port of the server itself: no other port is needed.

use super::CertificateError;
use super::store::Store;
use order::AcmeError;
use std::path::PathBuf;
use std::time::{Duration, SystemTime};
use tracing::{info, warn};
use visavis_server::{Certificate, Certificates, NotACertificate};

mod order;

/// How often the clock is compared with the time of renewal: it may be set, or the machine sleep.
const PERIOD: Duration = Duration::from_secs(60 * 60);
/// The wait after the first failure, which doubles with each more. Let's Encrypt allows five failures an hour.
const FIRST_RETRY: Duration = Duration::from_secs(5 * 60);
/// The longest wait after a failure.
const LAST_RETRY: Duration = Duration::from_secs(6 * 60 * 60);

/// How certificates are ordered.
#[derive(Debug)]
pub struct Acme {
    /// The names of the certificate, the first of which names its files.
    pub domains: Vec<String>,
    /// Whom the authority writes if something is wrong.
    pub contact: Option<String>,
    /// The address of the authority's directory.
    pub directory: String,
    /// The certificate by which to trust the authority's own server, in PEM; the default is what the system trusts.
    pub root: Option<PathBuf>,
    /// Where account, certificate and key are kept.
    pub store: Store,
}

impl Acme {
    /// Takes the certificate that was kept, if there is one.
    pub fn open(&self) -> Result<Certificates, CertificateError> {
        let (file, key_file) = self.files();
        let (Some(chain), Some(key)) = (self.store.read(&file)?, self.store.read(&key_file)?) else {
            return Ok(Certificates::default());
        };
        match Certificate::from_pem(chain.as_bytes(), key.as_bytes()) {
            Ok(certificate) => Ok(Certificates::new(certificate)),
            Err(error) => {
                warn!("the certificate that was kept is ordered again: {error}");
                Ok(Certificates::default())
            }
        }
    }

    /// Orders a certificate when there is none for these names, or it has lived for two thirds of its life.
    pub async fn keep(self, certificates: Certificates) {
        let mut retry = FIRST_RETRY;
        loop {
            if !self.is_due(&certificates, SystemTime::now()) {
                tokio::time::sleep(PERIOD).await;
                continue;
            }
            match self.renew(&certificates).await {
                Ok(()) => {
                    info!(domains = ?self.domains, "a certificate was issued");
                    retry = FIRST_RETRY;
                }
                Err(error) => {
                    warn!(
                        again_in_seconds = retry.as_secs(),
                        "no certificate was issued: {error}"
                    );
                    tokio::time::sleep(retry).await;
                    retry = (2 * retry).min(LAST_RETRY);
                }
            }
        }
    }

    fn is_due(&self, certificates: &Certificates, now: SystemTime) -> bool {
        let validity = certificates.current().and_then(|current| current.validity());
        validity.is_none_or(|validity| {
            validity.renewal() <= now || !self.domains.iter().all(|name| validity.names.contains(name))
        })
    }

    async fn renew(&self, certificates: &Certificates) -> Result<(), AcmeError> {
        let (chain, key) = self.order(certificates).await?;
        let certificate = Certificate::from_pem(chain.as_bytes(), key.as_bytes())?;
        let (file, key_file) = self.files();
        // Used even if it cannot be kept: it is valid, and authorities limit how many they issue.
        certificates.replace(certificate);
        self.store.write(&key_file, &key)?;
        Ok(self.store.write(&file, &chain)?)
    }

    fn files(&self) -> (String, String) {
        let name = self.domains.first().map_or("certificate", String::as_str);
        (format!("{name}.pem"), format!("{name}-key.pem"))
    }
}

impl From<NotACertificate> for AcmeError {
    fn from(error: NotACertificate) -> Self {
        Self::Store(CertificateError::Made(error))
    }
}
