use super::Cli;
use clap::CommandFactory;
use clap::error::ErrorKind;
use visavis_server::Secret;

/// Where a secret is looked for.
#[derive(Debug)]
pub(super) struct SecretSource {
    pub(super) flag: &'static str,
    pub(super) variable: &'static str,
}

impl SecretSource {
    /// What was read from the file, or else stands in the environment.
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

/// Reads the file that a flag names.
pub(super) fn read(path: &str) -> Result<Secret, String> {
    let text = std::fs::read_to_string(path).map_err(|error| error.to_string())?;
    Secret::new(&text).map_err(|error| error.to_string())
}

/// The error of a secret, said as clap says those of flags.
pub(super) fn unusable(message: impl std::fmt::Display) -> clap::Error {
    Cli::command().error(ErrorKind::MissingRequiredArgument, message)
}
