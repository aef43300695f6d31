//! The command line of the server.

use clap::{Parser, Subcommand};
use secret::SecretSource;
pub use serve::Serve;
pub use token::IssueToken;

mod limits;
mod secret;
mod serve;
mod token;

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
