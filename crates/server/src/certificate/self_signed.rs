//! A certificate that the server makes for itself, for a network without names that an authority could check.

use super::CertificateError;
use super::store::Store;
use rcgen::{CertificateParams, DistinguishedName, DnType, ExtendedKeyUsagePurpose, KeyPair};
use sha2::{Digest, Sha256};
use std::fmt::Write;
use std::net::IpAddr;
use std::time::{Duration, SystemTime};
use visavis_server::{Certificate, Certificates, Validity};

/// Safari accepts no longer life of a certificate for a server.
const LIFE: Duration = Duration::from_secs(397 * 24 * 60 * 60);
/// One that is valid for less is made anew at a start.
const LEAST: Duration = Duration::from_secs(30 * 24 * 60 * 60);
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
        if let Some(kept) = self.kept()? {
            return Ok(Certificates::new(kept));
        }
        let (chain, key) = self.make()?;
        if let Some(store) = &self.store {
            store.write(FILE, &chain)?;
            store.write(KEY_FILE, &key)?;
        }
        let made = Certificate::from_pem(chain.as_bytes(), key.as_bytes());
        Ok(Certificates::new(made.map_err(CertificateError::Made)?))
    }

    /// Returns the names and addresses that the certificate is for.
    pub fn subjects(&self) -> (&[String], &[IpAddr]) {
        (&self.names, &self.addresses)
    }

    fn kept(&self) -> Result<Option<Certificate>, CertificateError> {
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
                .is_some_and(|validity| self.covers(&validity))
        }))
    }

    fn covers(&self, validity: &Validity) -> bool {
        let is_valid = validity.left(SystemTime::now()).is_some_and(|left| left >= LEAST);
        let mut names = self.names.iter();
        let mut addresses = self.addresses.iter();
        is_valid
            && names.all(|name| validity.names.contains(name))
            && addresses.all(|address| validity.addresses.contains(address))
    }

    fn make(&self) -> Result<(String, String), CertificateError> {
        let addresses = self.addresses.iter().map(IpAddr::to_string);
        let subjects: Vec<_> = self.names.iter().cloned().chain(addresses).collect();
        let mut params = CertificateParams::new(subjects)?;
        let now = SystemTime::now();
        // The clock of another machine may be a little behind.
        params.not_before = (now - Duration::from_secs(60 * 60)).into();
        params.not_after = (now + LIFE).into();
        params.distinguished_name = DistinguishedName::new();
        params.distinguished_name.push(DnType::CommonName, "Visavis");
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        let key = KeyPair::generate()?;
        Ok((params.self_signed(&key)?.pem(), key.serialize_pem()))
    }
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
