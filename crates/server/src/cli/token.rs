//! The command `token`, which prints a signed token.

use super::{TOKEN_SECRET, secret};
use std::time::{SystemTime, UNIX_EPOCH};
use visavis_server::{Claims, Secret, Tokens};

/// The content of the token.
#[derive(Debug, clap::Args)]
pub struct IssueToken {
    /// The room that it opens
    #[arg(long, value_name = "NAME")]
    room: String,

    /// Its owner is the host of the room
    #[arg(long)]
    host: bool,

    /// How long it is valid, at most the server's --token-max-age; whoever is in the room by then may stay
    #[arg(long, value_name = "SECONDS", default_value_t = 12 * 60 * 60)]
    ttl: u64,

    /// The file with the secret that the server verifies tokens with; the default is the environment variable
    /// VISAVIS_TOKEN_SECRET
    #[arg(long, value_name = "FILE", value_parser = secret::read)]
    token_secret_file: Option<Secret>,
}

impl IssueToken {
    /// Signs the token.
    pub fn issue(self) -> Result<String, clap::Error> {
        let secret = TOKEN_SECRET.find(self.token_secret_file)?;
        let tokens = Tokens::new(secret, true).map_err(secret::unusable)?;
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let mut claims = Claims::new(self.room);
        claims.host = self.host;
        claims.exp = Some(now.as_secs().saturating_add(self.ttl));
        Ok(tokens.issue(&claims))
    }
}
