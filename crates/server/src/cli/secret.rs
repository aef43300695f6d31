//! Reads secrets from files or the environment.

use clap::error::ErrorKind;
use visavis_server::Secret;

/// The flag and the environment variable for one secret.
#[derive(Debug)]
pub(super) struct SecretSource {
    pub(super) flag: &'static str,
    pub(super) variable: &'static str,
}

/// A secret for tokens and, if it has one, its name.
#[derive(Debug, Clone)]
pub(super) struct TokenKey {
    pub(super) id: Option<String>,
    pub(super) secret: Secret,
}

impl SecretSource {
    /// Returns the secret, if there is one.
    pub(super) fn find_if_any(&self, of_file: Option<Secret>) -> Result<Option<Secret>, clap::Error> {
        match of_file {
            None if std::env::var_os(self.variable).is_none() => Ok(None),
            of_file => self.find(of_file).map(Some),
        }
    }

    /// Returns the key from the file, or else the secret from the environment, which has no name.
    pub(super) fn find_key(&self, of_file: Option<TokenKey>) -> Result<TokenKey, clap::Error> {
        match of_file {
            Some(key) => Ok(key),
            None => self.find(None).map(|secret| TokenKey { id: None, secret }),
        }
    }

    /// Returns the secret from the file, or else from the environment.
    pub(super) fn find(&self, of_file: Option<Secret>) -> Result<Secret, clap::Error> {
        if let Some(secret) = of_file {
            return Ok(secret);
        }
        let Self { flag, variable } = self;
        let text = std::env::var(variable).map_err(|_| {
            unusable(format!(
                "the secret is missing: {flag}, or {variable} in the environment"
            ))
        })?;
        Secret::new(&text).map_err(|error| unusable(format!("{variable}: {error}")))
    }
}

/// Reads the secret in a file.
pub(super) fn read(path: &str) -> Result<Secret, String> {
    let text = std::fs::read_to_string(path).map_err(|error| error.to_string())?;
    Secret::new(&text).map_err(|error| error.to_string())
}

/// Reads the secret in `FILE` or `KID=FILE`. A path with an equals sign in its first part can be written as `./a=b`.
pub(super) fn read_key(text: &str) -> Result<TokenKey, String> {
    let is_id = |text: &str| {
        let is_part = |letter: char| letter.is_ascii_alphanumeric() || "-_.".contains(letter);
        !text.is_empty() && text.chars().all(is_part)
    };
    let (id, path) = match text.split_once('=').filter(|(id, _)| is_id(id)) {
        Some((id, path)) => (Some(id.to_owned()), path),
        None => (None, text),
    };
    let secret = read(path)?;
    Ok(TokenKey { id, secret })
}

/// Returns an error about a secret, in the format of clap's errors about flags.
pub(super) fn unusable(message: impl std::fmt::Display) -> clap::Error {
    super::mistake(ErrorKind::MissingRequiredArgument, message)
}
