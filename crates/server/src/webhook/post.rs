//! Sends messages by HTTP.

use super::delivery::Transport;
use super::{Signed, Webhook};
use axum::body::Body;
use axum::http::{Request, header};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use rustls::crypto::ring::default_provider;
use std::io;
use std::time::{Duration, SystemTime};
use tokio::time::timeout;

/// How long a receiver may take to answer.
const ANSWER_WITHIN: Duration = Duration::from_secs(10);

/// Sends messages, over connections that are kept for a while.
pub(super) struct Post {
    client: Client<HttpsConnector<HttpConnector>, Body>,
}

impl Post {
    /// Trusts the authorities that the system trusts, which it reads once.
    pub(super) fn new() -> io::Result<Self> {
        let connector = HttpsConnectorBuilder::new()
            .with_provider_and_platform_verifier(default_provider())?
            .https_or_http()
            .enable_http1()
            .build();
        let client = Client::builder(TokioExecutor::new()).build(connector);
        Ok(Self { client })
    }
}

impl Transport for Post {
    async fn send(&self, webhook: &Webhook, id: &str, body: &str) -> Result<(), String> {
        let Signed {
            id,
            timestamp,
            signature,
            body,
        } = webhook.sign(id, body, SystemTime::now());
        let request = Request::post(webhook.url().clone())
            .header(header::CONTENT_TYPE, "application/json")
            .header(
                header::USER_AGENT,
                concat!("visavis-server/", env!("CARGO_PKG_VERSION")),
            )
            .header("webhook-id", id)
            .header("webhook-timestamp", timestamp)
            .header("webhook-signature", signature)
            .body(Body::from(body))
            .map_err(|error| error.to_string())?;
        let answer = timeout(ANSWER_WITHIN, self.client.request(request)).await;
        let answer = answer.map_err(|_| "no answer came in time".to_owned())?;
        // What is in the answer does not matter, and is not read.
        let status = answer.map_err(|error| error.to_string())?.status();
        status
            .is_success()
            .then_some(())
            .ok_or_else(|| status.to_string())
    }
}
