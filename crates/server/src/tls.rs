//! TLS: the certificate that the server presents, and the handshake.

use rustls::crypto::CryptoProvider;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::{ClientHello, ResolvesServerCert};
use rustls::sign::CertifiedKey;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, PoisonError, RwLock};

mod bounded;
mod handshake;
mod validity;

pub(crate) use handshake::Acceptor;
pub use validity::Validity;

/// The protocol in which an ACME server checks that a name leads here (RFC 8737).
const ACME_PROTOCOL: &[u8] = b"acme-tls/1";

/// A certificate chain with its private key.
#[derive(Clone)]
pub struct Certificate(Arc<CertifiedKey>);

/// The certificate that a server presents, if there is one. It can be replaced while the server runs: clones are handles
/// to the same.
#[derive(Debug, Clone, Default)]
pub struct Certificates(Arc<RwLock<Presented>>);

#[derive(Debug, Default)]
struct Presented {
    current: Option<Certificate>,
    /// What an ACME server gets to see, by name.
    challenges: BTreeMap<String, Certificate>,
}

/// Why a certificate cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum NotACertificate {
    /// The text of the certificate has none.
    #[error("there is no certificate in it: expected PEM, which begins with -----BEGIN CERTIFICATE-----")]
    NoCertificate,
    /// A certificate is damaged.
    #[error("the certificate cannot be read: {0}")]
    Certificate(#[source] rustls::pki_types::pem::Error),
    /// The text of the key has none.
    #[error("there is no private key in it: expected PEM, unencrypted ({0})")]
    Key(#[source] rustls::pki_types::pem::Error),
    /// The key is of another certificate, or of a kind that TLS does not know.
    #[error("the certificate and the key do not fit together: {0}")]
    Mismatch(#[source] rustls::Error),
}

impl Certificate {
    /// Reads a chain, the certificate of the server first, and its private key, both in PEM.
    ///
    /// # Errors
    /// [`NotACertificate`], if one of them is missing or damaged, or the key is that of another certificate.
    pub fn from_pem(chain: &[u8], key: &[u8]) -> Result<Self, NotACertificate> {
        let certificate = Self::for_challenge(chain, key)?;
        // Keys that do not tell their public half cannot be compared, and none such is read from PEM.
        certificate.0.keys_match().map_err(NotACertificate::Mismatch)?;
        Ok(certificate)
    }

    /// Reads a certificate for [`Certificates::answer_challenge`]. It is not checked against the key, since it has an
    /// extension that only ACME servers know.
    ///
    /// # Errors
    /// [`NotACertificate`], if one of them is missing or damaged.
    pub fn for_challenge(chain: &[u8], key: &[u8]) -> Result<Self, NotACertificate> {
        let chain: Vec<_> = CertificateDer::pem_slice_iter(chain)
            .collect::<Result<_, _>>()
            .map_err(NotACertificate::Certificate)?;
        if chain.is_empty() {
            return Err(NotACertificate::NoCertificate);
        }
        let key = PrivateKeyDer::from_pem_slice(key).map_err(NotACertificate::Key)?;
        let key = provider()
            .key_provider
            .load_private_key(key)
            .map_err(NotACertificate::Mismatch)?;
        Ok(Self(Arc::new(CertifiedKey::new(chain, key))))
    }

    /// Returns the certificate of the server itself, without the rest of the chain, in DER.
    pub fn der(&self) -> &[u8] {
        self.0.cert.first().map_or(&[], AsRef::as_ref)
    }

    /// Returns when and for whom it is valid; `None` if it is not one that browsers understand.
    pub fn validity(&self) -> Option<Validity> {
        Validity::of(self.der())
    }
}

impl Certificates {
    /// Presents this certificate, until another replaces it.
    pub fn new(certificate: Certificate) -> Self {
        let certificates = Self::default();
        certificates.replace(certificate);
        certificates
    }

    /// Presents another certificate from the next handshake on. Open connections keep theirs.
    pub fn replace(&self, certificate: Certificate) {
        self.write(|presented| presented.current = Some(certificate));
    }

    /// Returns the certificate that is presented.
    pub fn current(&self) -> Option<Certificate> {
        self.read(|presented| presented.current.clone())
    }

    /// Answers the challenge `tls-alpn-01` (RFC 8737) for a name with this certificate; `None` ends that.
    pub fn answer_challenge(&self, name: &str, certificate: Option<Certificate>) {
        let name = name.to_ascii_lowercase();
        self.write(|presented| match certificate {
            Some(certificate) => drop(presented.challenges.insert(name, certificate)),
            None => drop(presented.challenges.remove(&name)),
        });
    }

    fn read<T>(&self, read: impl FnOnce(&Presented) -> T) -> T {
        read(&self.0.read().unwrap_or_else(PoisonError::into_inner))
    }

    fn write(&self, write: impl FnOnce(&mut Presented)) {
        write(&mut self.0.write().unwrap_or_else(PoisonError::into_inner));
    }
}

impl ResolvesServerCert for Certificates {
    fn resolve(&self, hello: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        let certificate = if is_challenge(&hello) {
            let name = hello.server_name()?.to_ascii_lowercase();
            self.read(|presented| presented.challenges.get(&name).cloned())
        } else {
            self.current()
        };
        certificate.map(|Certificate(certified)| certified)
    }
}

impl fmt::Debug for Certificate {
    /// Without the key.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Certificate(…)")
    }
}

/// Returns whether a client is an ACME server with a challenge. It offers this protocol alone.
fn is_challenge(hello: &ClientHello<'_>) -> bool {
    hello
        .alpn()
        .is_some_and(|mut offered| offered.next() == Some(ACME_PROTOCOL) && offered.next().is_none())
}

fn provider() -> CryptoProvider {
    rustls::crypto::ring::default_provider()
}

#[cfg(test)]
mod tests;
