//! The command line of the server.

#[cfg(unix)]
pub use admin::{Administrate, Question};
use clap::error::ErrorKind;
use clap::{CommandFactory, Parser, Subcommand};
use layers::Layers;
use secret::SecretSource;
pub use serve::{LogFormat, Serve};
pub use token::IssueToken;

mod admin;
mod layers;
mod limits;
mod secret;
mod serve;
mod tls;
mod token;
mod turn;
mod webhook;

/// The signalling server of Visavis: brings the people of a call together.
#[derive(Debug, Parser)]
#[command(version, args_conflicts_with_subcommands = true)]
pub struct Cli {
    #[command(subcommand)]
    pub command: Option<Command>,

    #[command(flatten)]
    pub serve: Serve,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Print a token that lets somebody into a room
    Token(IssueToken),
    /// Ask a running server, or tell it what to do
    #[cfg(unix)]
    Admin(Administrate),
}

/// Reads the command line of this process, the environment and the file that they name.
///
/// # Errors
/// An error that says what to do, or `--help` and `--version`, which are for [`clap::Error::exit`] as well.
pub fn parse() -> Result<Cli, clap::Error> {
    let layers = Layers::new(std::env::args_os().collect(), &|name| std::env::var_os(name))?;
    Cli::try_parse_from(&layers.line).map_err(|error| layers.explain(error))
}

/// Secrets are never flags, because everyone on the machine can read the command line.
const TURN_SECRET: SecretSource = SecretSource {
    flag: "--turn-secret-file",
    variable: "VISAVIS_TURN_SECRET",
};
const TOKEN_SECRET: SecretSource = SecretSource {
    flag: "--token-secret-file",
    variable: "VISAVIS_TOKEN_SECRET",
};

const WEBHOOK_SECRET: SecretSource = SecretSource {
    flag: "--webhook-secret-file",
    variable: "VISAVIS_WEBHOOK_SECRET",
};
const ADMIN_SECRET: SecretSource = SecretSource {
    flag: "--admin-secret-file",
    variable: "VISAVIS_ADMIN_SECRET",
};

/// Returns an error in the format of clap's errors about flags.
fn mistake(kind: ErrorKind, message: impl std::fmt::Display) -> clap::Error {
    Cli::command().error(kind, message)
}
