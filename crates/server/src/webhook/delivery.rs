//! Delivers news one after the other, and tries again for a while. What happens here concerns nobody in a call: it is a
//! task of its own, with a queue that is bounded.

use super::post::Post;
use super::{PATIENCE, Webhook};
use crate::news::News;
use crate::server::Server;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use std::hash::{BuildHasher, RandomState};
use std::sync::Arc;
use std::time::{Duration, SystemTime};
use tokio::time::{Instant, sleep};
use tracing::{debug, info, warn};

/// The pause after the first attempt; it is doubled after each.
const FIRST_PAUSE: Duration = Duration::from_secs(1);
const LONGEST_PAUSE: Duration = Duration::from_secs(60);

/// Something that sends a message, and says why if it was not accepted.
pub(super) trait Transport {
    async fn send(&self, webhook: &Webhook, id: &str, body: &str) -> Result<(), String>;
}

/// What became of news.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Outcome {
    Delivered,
    /// There was no success in time.
    GivenUp,
}

/// Delivers what happens for as long as the server runs. Never returns.
pub(crate) async fn deliver(server: &Arc<Server>) {
    let Some(mut news) = server.rooms.news.receiver() else {
        return std::future::pending().await;
    };
    // Made for the first news: what the system trusts takes some memory.
    let mut post = None;
    let mut is_failing = false;
    let mut numbers = Numbers::new();
    while let Some(next) = news.recv().await {
        // It may be another one after a reload, or none.
        let Some(webhook) = server.config().webhook.clone() else {
            server.rooms.news.drop_one();
            continue;
        };
        let post = match &mut post {
            Some(post) => post,
            none => match Post::new() {
                Ok(post) => none.insert(post),
                Err(error) => {
                    warn!(%error, "webhooks are not delivered");
                    server.rooms.news.drop_one();
                    continue;
                }
            },
        };
        let failed = || {
            server.metrics.failed_webhooks.inc();
        };
        match attempt(post, &webhook, &next, &numbers.next(), failed).await {
            Outcome::Delivered => {
                server.metrics.delivered_webhooks.inc();
                if std::mem::take(&mut is_failing) {
                    info!("webhooks are delivered again");
                }
            }
            Outcome::GivenUp => {
                server.rooms.news.drop_one();
                if !std::mem::replace(&mut is_failing, true) {
                    warn!(host = webhook.url().host(), "webhooks are not delivered");
                }
            }
        }
    }
    std::future::pending().await
}

/// Sends news until it succeeds, or has been in vain for [`PATIENCE`] since they happened.
pub(super) async fn attempt(
    transport: &impl Transport,
    webhook: &Webhook,
    news: &News,
    id: &str,
    failed: impl Fn(),
) -> Outcome {
    let body = webhook.body(news);
    let age = news.at.elapsed().unwrap_or_default();
    let deadline = Instant::now() + PATIENCE.saturating_sub(age);
    let mut pause = FIRST_PAUSE;
    loop {
        match transport.send(webhook, id, &body).await {
            Ok(()) => return Outcome::Delivered,
            Err(reason) => debug!(reason, "a webhook was not delivered"),
        }
        failed();
        if Instant::now() + pause > deadline {
            return Outcome::GivenUp;
        }
        sleep(pause).await;
        pause = (2 * pause).min(LONGEST_PAUSE);
    }
}

/// The ids of messages: the same at each attempt, so that a receiver can tell what it has.
struct Numbers {
    run: String,
    next: u64,
}

impl Numbers {
    fn new() -> Self {
        // Random for each process, and not a secret.
        let random = RandomState::new().hash_one(SystemTime::now());
        Self {
            run: URL_SAFE_NO_PAD.encode(random.to_be_bytes()),
            next: 0,
        }
    }

    fn next(&mut self) -> String {
        self.next += 1;
        format!("msg_{}_{}", self.run, self.next)
    }
}
