//! Tokens, for a server that asks for them.

use anyhow::{Context, Result};
use tempfile::TempDir;
use visavis_server::{Claims, Secret, Tokens};

const SECRET: &str = "a secret of at least thirty-two bytes";

/// Writes tokens that a server believes which is started with its [`flags`](Self::flags).
#[derive(Debug)]
pub struct Permission {
    tokens: Tokens,
    secret_file: String,
    _folder: TempDir,
}

impl Permission {
    /// Puts the secret where a server can read it.
    ///
    /// # Errors
    ///
    /// If there is no place for it that can be named.
    pub fn new() -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let file = folder.path().join("token-secret");
        std::fs::write(&file, SECRET)?;
        let file = file.to_str().context("a temporary folder that is not text")?;
        Ok(Self {
            tokens: Tokens::new(Secret::new(SECRET)?, true)?,
            secret_file: file.to_owned(),
            _folder: folder,
        })
    }

    /// What makes a server let in nobody else.
    pub fn flags(&self) -> [&str; 4] {
        ["--tokens", "required", "--token-secret-file", &self.secret_file]
    }

    /// A token for a room; its owner may be in charge of it.
    pub fn token(&self, room: &str, host: bool) -> String {
        let mut claims = Claims::new(room);
        claims.host = host;
        self.tokens.issue(&claims)
    }
}
