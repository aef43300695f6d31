//! Room tokens for a server that requires them.

use anyhow::{Context, Result};
use serde_json::json;
use std::time::{SystemTime, UNIX_EPOCH};
use tempfile::TempDir;
use visavis_protocol::Permissions;
use visavis_server::{Claims, Secret, Tokens};

const SECRET: &str = "a secret of at least thirty-two bytes";

/// Issues tokens that are accepted by a server started with [`flags`](Self::flags).
#[derive(Debug)]
pub struct Permission {
    tokens: Tokens,
    secret_file: String,
    _folder: TempDir,
}

impl Permission {
    /// Writes the secret to a temporary file.
    ///
    /// # Errors
    ///
    /// Fails if the file cannot be written or its path is not UTF-8.
    pub fn new() -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let file = folder.path().join("token-secret");
        std::fs::write(&file, SECRET)?;
        let file = file
            .to_str()
            .context("the temporary folder's path is not UTF-8")?;
        Ok(Self {
            tokens: Tokens::new(Secret::new(SECRET)?, true)?,
            secret_file: file.to_owned(),
            _folder: folder,
        })
    }

    /// Returns the server arguments that require a token.
    pub fn flags(&self) -> [&str; 4] {
        ["--tokens", "required", "--token-secret-file", &self.secret_file]
    }

    /// Replaces the secret, as an operator may: a server that is started again refuses all tokens issued before.
    ///
    /// # Errors
    ///
    /// Fails if the file cannot be written.
    pub fn replace_secret(&mut self) -> Result<()> {
        let secret = SECRET.to_uppercase();
        std::fs::write(&self.secret_file, &secret)?;
        self.tokens = Tokens::new(Secret::new(&secret)?, true)?;
        Ok(())
    }

    /// Issues a token for a room that expires in some seconds.
    pub fn token_for(&self, room: &str, seconds: u64) -> String {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let mut claims = Claims::new(room);
        claims.exp = Some(now.as_secs() + seconds);
        self.tokens.issue(&claims)
    }

    /// Issues a token for a room that says who its owner is, with a role and a rate as metadata.
    pub fn token_about(&self, room: &str, subject: &str, name: &str, picture: &str) -> String {
        let mut claims = Claims::new(room);
        claims.sub = Some(subject.to_owned());
        claims.name = Some(name.to_owned());
        claims.picture = Some(picture.to_owned());
        claims.metadata = json!({"role": "teacher", "rate": 1.5}).as_object().cloned();
        self.tokens.issue(&claims)
    }

    /// Issues a token for a room that permits what is named, and nothing else.
    pub fn token_permitting(&self, room: &str, names: &[&str]) -> String {
        let mut claims = Claims::new(room);
        claims.permissions = Some(Permissions::read(names.iter().copied()));
        self.tokens.issue(&claims)
    }

    /// Issues a token for a room; `host` makes its owner the host.
    pub fn token(&self, room: &str, host: bool) -> String {
        let mut claims = Claims::new(room);
        claims.host = host;
        self.tokens.issue(&claims)
    }
}
