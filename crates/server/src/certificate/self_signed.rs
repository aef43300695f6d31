//! A certificate that the server makes for itself, for a network without names that an authority could check.

use super::CertificateError;
use super::store::Store;
use rcgen::{CertificateParams, DistinguishedName, DnType, ExtendedKeyUsagePurpose, KeyPair};
use sha2::{Digest, Sha256};
use std::fmt::Write;
use std::net::IpAddr;
use std::time::{Duration, SystemTime};
use tracing::{info, warn};
use visavis_server::{Certificate, Certificates, Validity};

/// Safari accepts no longer life of a certificate for a server.
const LIFE: Duration = Duration::from_secs(397 * 24 * 60 * 60);
/// One that is valid for less is made anew. Each new one has to be trusted anew, so that is put off as long as nobody is
/// surprised by it.
const LEAST: Duration = Duration::from_secs(30 * 24 * 60 * 60);
/// How often the clock is compared with the time of renewal: it may be set, or the machine sleep.
const PERIOD: Duration = Duration::from_secs(24 * 60 * 60);
const FILE: &str = "self-signed.pem";
const KEY_FILE: &str = "self-signed-key.pem";

/// A certificate for these names and addresses.
#[derive(Debug)]
pub struct SelfSigned {
    names: Vec<String>,
    addresses: Vec<IpAddr>,
    /// Where it is kept: browsers ask again about each new one.
    store: Option<Store>,
}

/// A new certificate, and what is kept of it.
struct Made {
    certificate: Certificate,
    chain: String,
    key: String,
}

impl SelfSigned {
    /// Describes a certificate. Without a store, each start makes another.
    pub fn new(names: Vec<String>, addresses: Vec<IpAddr>, store: Option<Store>) -> Self {
        Self {
            names,
            addresses,
            store,
        }
    }

    /// Takes the certificate that was kept, if it is for the same names and addresses, or makes one.
    pub fn open(&self) -> Result<Certificates, CertificateError> {
        let now = SystemTime::now();
        let certificate = match self.kept(now)? {
            Some(kept) => kept,
            None => {
                let made = self.make(now)?;
                self.store(&made)?;
                made.certificate
            }
        };
        Ok(Certificates::new(certificate))
    }

    /// Replaces the certificate a month before its end. Never returns.
    pub async fn keep(self, certificates: Certificates, now: impl Fn() -> SystemTime) {
        loop {
            tokio::time::sleep(PERIOD).await;
            let validity = certificates.current().and_then(|current| current.validity());
            if validity.is_some_and(|validity| is_young(&validity, now())) {
                continue;
            }
            match self.make(now()) {
                Ok(made) => {
                    let sha256 = fingerprint(&made.certificate);
                    certificates.replace(made.certificate.clone());
                    info!(
                        sha256,
                        "the certificate was renewed: browsers ask each person again"
                    );
                    if let Err(error) = self.store(&made) {
                        warn!("the certificate is not kept for the next start: {error}");
                    }
                }
                Err(error) => warn!("the former certificate stays: {error}"),
            }
        }
    }

    fn store(&self, made: &Made) -> Result<(), CertificateError> {
        if let Some(store) = &self.store {
            store.write(FILE, &made.chain)?;
            store.write(KEY_FILE, &made.key)?;
        }
        Ok(())
    }

    /// Returns the names and addresses that the certificate is for.
    pub fn subjects(&self) -> (&[String], &[IpAddr]) {
        (&self.names, &self.addresses)
    }

    fn kept(&self, now: SystemTime) -> Result<Option<Certificate>, CertificateError> {
        let Some(store) = &self.store else {
            return Ok(None);
        };
        let (Some(chain), Some(key)) = (store.read(FILE)?, store.read(KEY_FILE)?) else {
            return Ok(None);
        };
        let kept = Certificate::from_pem(chain.as_bytes(), key.as_bytes()).ok();
        Ok(kept.filter(|certificate| {
            certificate
                .validity()
                .is_some_and(|validity| is_young(&validity, now) && self.covers(&validity))
        }))
    }

    fn covers(&self, validity: &Validity) -> bool {
        let mut names = self.names.iter();
        let mut addresses = self.addresses.iter();
        names.all(|name| validity.names.contains(name))
            && addresses.all(|address| validity.addresses.contains(address))
    }

    fn make(&self, now: SystemTime) -> Result<Made, CertificateError> {
        let addresses = self.addresses.iter().map(IpAddr::to_string);
        let subjects: Vec<_> = self.names.iter().cloned().chain(addresses).collect();
        let mut params = CertificateParams::new(subjects)?;
        // The clock of another machine may be a little behind.
        params.not_before = (now - Duration::from_secs(60 * 60)).into();
        params.not_after = (now + LIFE).into();
        params.distinguished_name = DistinguishedName::new();
        params.distinguished_name.push(DnType::CommonName, "Visavis");
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        let key = KeyPair::generate()?;
        let (chain, key) = (params.self_signed(&key)?.pem(), key.serialize_pem());
        let certificate = Certificate::from_pem(chain.as_bytes(), key.as_bytes());
        Ok(Made {
            certificate: certificate.map_err(CertificateError::Made)?,
            chain,
            key,
        })
    }
}

fn is_young(validity: &Validity, now: SystemTime) -> bool {
    validity.left(now).is_some_and(|left| left >= LEAST)
}

/// Returns the fingerprint by which people compare a certificate with what their browser shows.
pub fn fingerprint(certificate: &Certificate) -> String {
    let mut text = String::new();
    for (index, byte) in Sha256::digest(certificate.der()).iter().enumerate() {
        let separator = if index == 0 { "" } else { ":" };
        // Writing to a `String` is infallible.
        let _ = write!(text, "{separator}{byte:02X}");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::time::{Instant, timeout};

    const DAY: Duration = Duration::from_secs(24 * 60 * 60);

    #[tokio::test(start_paused = true)]
    async fn a_certificate_is_renewed_a_month_before_its_end_while_the_server_runs() {
        let own = SelfSigned::new(vec!["localhost".to_owned()], Vec::new(), None);
        let certificates = own.open().unwrap();
        let served = certificates.clone();
        let first = fingerprint(&served.current().unwrap());
        let (start, date) = (Instant::now(), SystemTime::now());
        let mut keep = Box::pin(own.keep(certificates, move || date + start.elapsed()));

        let until = |days: u32| DAY * days - start.elapsed();
        assert!(timeout(until(366), &mut keep).await.is_err());
        assert_eq!(fingerprint(&served.current().unwrap()), first);
        assert!(timeout(until(369), &mut keep).await.is_err());
        let second = served.current().unwrap();
        assert_ne!(fingerprint(&second), first);

        assert!(timeout(until(700), &mut keep).await.is_err());
        assert_eq!(fingerprint(&served.current().unwrap()), fingerprint(&second));
        let validity = second.validity().unwrap();
        assert!(validity.left(date + DAY * 700).is_some());
        assert!(validity.names.contains(&"localhost".to_owned()));
    }
}
