//! One order, from the account to the certificate.

use super::Acme;
use crate::certificate::CertificateError;
use instant_acme::{
    Account, AccountCredentials, AuthorizationHandle, AuthorizationStatus, ChallengeType, Error, Identifier,
    NewAccount, NewOrder, Order, OrderStatus, RetryPolicy,
};
use rcgen::{CertificateParams, CustomExtension, KeyPair};
use serde::{Deserialize, Serialize};
use std::time::Duration;
use visavis_server::{Certificate, Certificates};

const ACCOUNT_FILE: &str = "acme-account.json";
/// How long an authority may take to check a name or to issue a certificate.
const PATIENCE: RetryPolicy = RetryPolicy::new().timeout(Duration::from_secs(120));

/// Why no certificate was issued.
#[derive(Debug, thiserror::Error)]
pub enum AcmeError {
    #[error("{}", describe(.0))]
    Acme(#[from] Error),
    #[error(
        "{name} was not found to lead here ({reason}): its address must be that of this machine, and port 443 must \
             reach this server"
    )]
    Unreachable { name: String, reason: String },
    #[error("the authority does not offer the challenge tls-alpn-01 for {0}")]
    NoChallenge(String),
    #[error("the order is {0:?}")]
    Order(OrderStatus),
    #[error(transparent)]
    Store(#[from] CertificateError),
    #[error("{0}")]
    Make(#[from] rcgen::Error),
}

/// The account at an authority, as it is kept.
#[derive(Serialize, Deserialize)]
struct KeptAccount {
    directory: String,
    credentials: AccountCredentials,
}

/// Presents the answers to challenges, until it is dropped.
#[derive(Debug)]
struct Answers<'a> {
    certificates: &'a Certificates,
    names: Vec<String>,
}

impl Acme {
    /// Orders a certificate; returns its chain and its key in PEM.
    pub(super) async fn order(&self, certificates: &Certificates) -> Result<(String, String), AcmeError> {
        let account = self.account().await?;
        let names: Vec<_> = self.domains.iter().cloned().map(Identifier::Dns).collect();
        let mut order = account.new_order(&NewOrder::new(&names)).await?;
        let mut answers = Answers {
            certificates,
            names: Vec::new(),
        };
        let mut authorizations = order.authorizations();
        while let Some(authorization) = authorizations.next().await {
            answers.answer(authorization?).await?;
        }
        let status = order.poll_ready(&PATIENCE).await;
        if !matches!(status, Ok(OrderStatus::Ready)) {
            if let Ok(Some(unreachable)) = find_unreachable(&mut order).await {
                return Err(unreachable);
            }
            return Err(AcmeError::Order(status?));
        }
        let key = order.finalize().await?;
        let chain = order.poll_certificate(&PATIENCE).await?;
        Ok((chain, key))
    }

    /// Returns the account at the authority, which is made at the first order.
    async fn account(&self) -> Result<Account, AcmeError> {
        let builder = match &self.root {
            Some(root) => Account::builder_with_root(root)?,
            None => Account::builder()?,
        };
        let kept = self.store.read(ACCOUNT_FILE)?;
        let kept: Option<KeptAccount> = kept.and_then(|text| serde_json::from_str(&text).ok());
        if let Some(kept) = kept.filter(|kept| kept.directory == self.directory) {
            return Ok(builder.from_credentials(kept.credentials).await?);
        }
        let contact: Vec<_> = self
            .contact
            .iter()
            .map(|contact| format!("mailto:{contact}"))
            .collect();
        let new = NewAccount {
            contact: &contact.iter().map(String::as_str).collect::<Vec<_>>(),
            terms_of_service_agreed: true,
            only_return_existing: false,
        };
        let (account, credentials) = builder.create(&new, self.directory.clone(), None).await?;
        let kept = KeptAccount {
            directory: self.directory.clone(),
            credentials,
        };
        self.store
            .write(ACCOUNT_FILE, &serde_json::to_string(&kept).map_err(Error::Json)?)?;
        Ok(account)
    }
}

impl Answers<'_> {
    async fn answer(&mut self, mut authorization: AuthorizationHandle<'_>) -> Result<(), AcmeError> {
        let name = authorization.identifier().to_string();
        if authorization.status != AuthorizationStatus::Pending {
            return Ok(());
        }
        let Some(mut challenge) = authorization.challenge(ChallengeType::TlsAlpn01) else {
            return Err(AcmeError::NoChallenge(name));
        };
        let digest = challenge.key_authorization().digest();
        let answer = challenge_certificate(&name, digest.as_ref())?;
        self.certificates.answer_challenge(&name, Some(answer));
        self.names.push(name);
        Ok(challenge.set_ready().await?)
    }
}

impl Drop for Answers<'_> {
    fn drop(&mut self) {
        for name in &self.names {
            self.certificates.answer_challenge(name, None);
        }
    }
}

/// Makes the certificate that proves control of a name (RFC 8737, 3).
fn challenge_certificate(name: &str, digest: &[u8]) -> Result<Certificate, AcmeError> {
    let mut params = CertificateParams::new([name.to_owned()])?;
    params.custom_extensions = vec![CustomExtension::new_acme_identifier(digest)];
    let key = KeyPair::generate()?;
    let certificate = params.self_signed(&key)?.pem();
    Ok(Certificate::for_challenge(
        certificate.as_bytes(),
        key.serialize_pem().as_bytes(),
    )?)
}

/// Asks the authority which name it could not check.
async fn find_unreachable(order: &mut Order) -> Result<Option<AcmeError>, Error> {
    let mut authorizations = order.authorizations();
    while let Some(authorization) = authorizations.next().await {
        let mut authorization = authorization?;
        let name = authorization.identifier().to_string();
        let state = authorization.refresh().await?;
        let mut problems = state
            .challenges
            .iter()
            .filter_map(|challenge| challenge.error.as_ref());
        if let Some(problem) = problems.next() {
            let reason = problem.detail.clone().unwrap_or_else(|| problem.to_string());
            return Ok(Some(AcmeError::Unreachable { name, reason }));
        }
    }
    Ok(None)
}

/// Adds what an error of the client does not tell: why a request failed.
fn describe(error: &Error) -> String {
    let mut text = error.to_string();
    let mut cause = std::error::Error::source(error);
    while let Some(error) = cause {
        text.push_str(&format!(": {error}"));
        cause = error.source();
    }
    text
}
