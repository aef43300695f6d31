//! The command `token`, which prints a signed token.

use super::secret::TokenKey;
use super::serve::with_id;
use super::{TOKEN_SECRET, secret};
use std::time::{SystemTime, UNIX_EPOCH};
use visavis_protocol::{
    Identity, MAX_METADATA_LENGTH, MAX_PICTURE_LENGTH, MAX_SUBJECT_LENGTH, Permission, Permissions,
};
use visavis_server::{Claims, Tokens};

type Metadata = serde_json::Map<String, serde_json::Value>;

/// As long as the largest `--token-max-age`.
const MAX_TTL: u64 = 100 * 366 * 24 * 60 * 60;

/// The content of the token.
#[derive(Debug, clap::Args)]
pub struct IssueToken {
    /// The room that it opens
    #[arg(long, value_name = "NAME")]
    room: String,

    /// Its owner is the host of the room
    #[arg(long)]
    host: bool,

    /// The id of its owner, which the others see
    #[arg(long, value_name = "ID", value_parser = subject)]
    sub: Option<String>,

    /// The name of its owner, who cannot choose another
    #[arg(long, value_name = "NAME")]
    name: Option<String>,

    /// The picture of its owner: https:... or data:image/...
    #[arg(long, value_name = "URL", value_parser = picture)]
    picture: Option<String>,

    /// What the pages of the others have to know about its owner: a JSON object
    #[arg(long, value_name = "JSON", value_parser = metadata)]
    metadata: Option<Metadata>,

    /// What its owner may do, and nothing else: host, publish, screen, chat, record; the default is everything but host
    #[arg(long, value_name = "NAME,...", value_delimiter = ',', value_parser = permission)]
    permissions: Option<Vec<String>>,

    /// The id of the token itself, by which --token-single-use and removal know it
    #[arg(long, value_name = "ID", value_parser = subject)]
    jti: Option<String>,

    /// How long it is valid, at most the server's --token-max-age; whoever is in the room by then may stay
    #[arg(long, value_name = "SECONDS", default_value_t = 12 * 60 * 60,
          value_parser = clap::value_parser!(u64).range(1..=MAX_TTL))]
    ttl: u64,

    /// The file with the secret that the server verifies tokens with; the default is the environment variable
    /// VISAVIS_TOKEN_SECRET
    #[arg(long, value_name = "[KID=]FILE", value_parser = secret::read_key)]
    token_secret_file: Option<TokenKey>,
}

impl IssueToken {
    /// Signs the token.
    pub fn issue(self) -> Result<String, clap::Error> {
        let key = TOKEN_SECRET.find_key(self.token_secret_file)?;
        let tokens = Tokens::new(key.secret, true).map_err(secret::unusable)?;
        let tokens = with_id(tokens, key.id);
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let mut claims = Claims::new(self.room);
        claims.host = self.host;
        claims.sub = self.sub;
        claims.jti = self.jti;
        claims.name = self.name;
        claims.picture = self.picture;
        claims.permissions = self
            .permissions
            .map(|names| Permissions::read(names.iter().map(String::as_str)));
        claims.metadata = self.metadata;
        claims.exp = Some(now.as_secs().saturating_add(self.ttl));
        Ok(tokens.issue(&claims))
    }
}

fn subject(text: &str) -> Result<String, String> {
    if !Identity::is_subject(text) {
        return Err(format!(
            "has to have 1 to {MAX_SUBJECT_LENGTH} characters, and no control characters"
        ));
    }
    Ok(text.to_owned())
}

fn picture(text: &str) -> Result<String, String> {
    if !Identity::is_picture(text) {
        return Err(format!(
            "has to be an https: or data:image/ URL of at most {MAX_PICTURE_LENGTH} bytes"
        ));
    }
    Ok(text.to_owned())
}

fn permission(text: &str) -> Result<String, String> {
    let names = Permission::ALL.map(Permission::name);
    if !names.contains(&text) {
        return Err(format!("has to be one of {}", names.join(", ")));
    }
    Ok(text.to_owned())
}

fn metadata(text: &str) -> Result<Metadata, String> {
    let metadata: Metadata =
        serde_json::from_str(text).map_err(|error| format!("not a JSON object: {error}"))?;
    // Not the text itself, which the token does not contain.
    let written = serde_json::to_string(&metadata).map_err(|error| error.to_string())?;
    if !Identity::is_metadata(&written) {
        return Err(format!("has to have at most {MAX_METADATA_LENGTH} bytes"));
    }
    Ok(metadata)
}
