//! A certificate for a server of a journey, issued by an authority of its own.

use std::path::PathBuf;

use anyhow::Result;
use rcgen::{BasicConstraints, CertificateParams, DistinguishedName, DnType, IsCa, Issuer, KeyPair};

use crate::environment;

/// A certificate and its key as files.
#[derive(Debug)]
pub struct Certificate {
    certificate: PathBuf,
    key: PathBuf,
    authority: String,
}

impl Certificate {
    /// Issues a certificate for these names and addresses; `what` tells its files from others. Its authority is another
    /// one, since Firefox takes no certificate that is its own authority.
    ///
    /// # Errors
    ///
    /// Fails if the files cannot be written.
    pub fn issue(what: &str, names: &[&str]) -> Result<Self> {
        let mut of_authority = CertificateParams::new([])?;
        of_authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        of_authority.distinguished_name = DistinguishedName::new();
        of_authority
            .distinguished_name
            .push(DnType::CommonName, "authority of a journey");
        let authority_key = KeyPair::generate()?;
        let authority = of_authority.self_signed(&authority_key)?.pem();
        let server_key = KeyPair::generate()?;
        let of_server =
            CertificateParams::new(names.iter().map(|&name| name.to_owned()).collect::<Vec<_>>())?;
        let issued = of_server.signed_by(&server_key, &Issuer::new(of_authority, authority_key))?;
        let base = environment::temporary()?.join(what);
        let (certificate, key) = (base.with_extension("crt"), base.with_extension("key"));
        std::fs::write(&certificate, issued.pem() + &authority)?;
        std::fs::write(&key, server_key.serialize_pem())?;
        Ok(Self {
            certificate,
            key,
            authority,
        })
    }

    /// Returns the arguments with which a server uses it.
    pub fn arguments(&self) -> [String; 4] {
        [
            "--tls-cert".to_owned(),
            self.certificate.display().to_string(),
            "--tls-key".to_owned(),
            self.key.display().to_string(),
        ]
    }

    /// Returns the certificate of the authority, in PEM.
    pub fn authority(&self) -> &str {
        &self.authority
    }
}
