//! The flags of webhooks.

use super::{WEBHOOK_SECRET, secret};
use axum::http::Uri;
use visavis_server::{Secret, Webhook, parse_webhook_url};

/// Whom to tell what happens.
#[derive(Debug, clap::Args)]
pub struct WebhookFlags {
    /// Tell this URL who comes and goes, and which rooms open and close (Standard Webhooks)
    #[arg(long, value_name = "URL", value_parser = parse_webhook_url)]
    webhook: Option<Uri>,

    /// The file with the secret that signs webhooks: whsec_ and Base64, or another text, of 24 bytes or more; the default
    /// is the environment variable VISAVIS_WEBHOOK_SECRET
    #[arg(long, value_name = "FILE", value_parser = secret::read, requires = "webhook")]
    webhook_secret_file: Option<Secret>,

    /// Tell the names of rooms as well, which may be all that it takes to enter them
    #[arg(long, requires = "webhook")]
    webhook_room_names: bool,
}

impl WebhookFlags {
    /// Returns where to send what happens.
    pub fn webhook(self) -> Result<Option<Webhook>, clap::Error> {
        let Some(url) = self.webhook else {
            return Ok(None);
        };
        let secret = WEBHOOK_SECRET.find(self.webhook_secret_file)?;
        let webhook = Webhook::new(url, &secret).map_err(secret::unusable)?;
        Ok(Some(match self.webhook_room_names {
            true => webhook.with_room_names(),
            false => webhook,
        }))
    }
}
