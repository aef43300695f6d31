//! Reads secrets from files or the environment.

use super::Cli;
use clap::CommandFactory;
use clap::error::ErrorKind;
use visavis_server::Secret;

/// The flag and the environment variable for one secret.
#[derive(Debug)]
pub(super) struct SecretSource {
    pub(super) flag: &'static str,
    pub(super) variable: &'static str,
}

impl SecretSource {
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

/// Returns an error about a secret, in the format of clap's errors about flags.
pub(super) fn unusable(message: impl std::fmt::Display) -> clap::Error {
    Cli::command().error(ErrorKind::MissingRequiredArgument, message)
}
