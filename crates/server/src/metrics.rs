//! What the server counts and measures, for Prometheus. Nothing here tells one room or person from another.

use crate::http::{check_host, probes};
use crate::server::Server;
use axum::Router;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::middleware::from_fn_with_state;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::histogram::{Histogram, exponential_buckets};
use prometheus_client::registry::{Registry, Unit};
use state::State as Snapshot;
use std::sync::Arc;
use std::time::Duration;

mod state;

/// How often it is measured how long a task that is due has to wait for its turn.
const LAG_PERIOD: Duration = Duration::from_secs(1);
/// The media type of the text (OpenMetrics 1.0).
const OPEN_METRICS: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// The counters and histograms. Adding to one costs a few nanoseconds.
#[derive(Debug)]
pub struct Metrics {
    /// Refusals by close code, or HTTP status.
    refusals: Family<[(&'static str, u16); 1], Counter>,
    pub messages: Counter,
    pub bytes: Counter,
    pub relayed: Counter,
    /// From the hello of a client to the answer.
    pub joins: Histogram,
    pub handshakes: Histogram,
    pub failed_handshakes: Counter,
    pub delivered_webhooks: Counter,
    /// Attempts that were in vain.
    pub failed_webhooks: Counter,
    /// From the arrival of a message of a person until it is written to the socket of the addressee.
    pub relays: Histogram,
    lag: Histogram,
}

impl Default for Metrics {
    fn default() -> Self {
        // From half a millisecond to 8 s.
        let seconds = || Histogram::new(exponential_buckets(0.000_5, 2.0, 15));
        Self {
            refusals: Family::default(),
            messages: Counter::default(),
            bytes: Counter::default(),
            relayed: Counter::default(),
            joins: seconds(),
            handshakes: seconds(),
            failed_handshakes: Counter::default(),
            delivered_webhooks: Counter::default(),
            failed_webhooks: Counter::default(),
            relays: Histogram::new(exponential_buckets(0.000_01, 4.0, 10)),
            lag: seconds(),
        }
    }
}

impl Metrics {
    /// Counts a refusal.
    pub fn refuse(&self, code: u16) {
        self.refusals.get_or_create(&[("code", code)]).inc();
    }

    /// Returns how many were refused for that reason.
    #[cfg(test)]
    pub fn refused(&self, code: u16) -> u64 {
        self.refusals.get_or_create(&[("code", code)]).get()
    }

    /// Counts a message that arrived.
    pub fn receive(&self, bytes: usize) {
        self.messages.inc();
        self.bytes.inc_by(u64::try_from(bytes).unwrap_or(u64::MAX));
    }

    /// Measures how late tasks get their turn, which is how much later everything happens. Never returns.
    pub async fn watch_lag(&self) {
        loop {
            let due = tokio::time::Instant::now() + LAG_PERIOD;
            tokio::time::sleep_until(due).await;
            self.lag.observe(due.elapsed().as_secs_f64());
        }
    }

    fn register(&self, registry: &mut Registry) {
        registry.register(
            "refusals",
            "Clients that were refused or closed, by close code or HTTP status",
            self.refusals.clone(),
        );
        registry.register(
            "received_messages",
            "WebSocket messages that arrived",
            self.messages.clone(),
        );
        let help = "Content of the WebSocket messages that arrived";
        registry.register_with_unit("received", help, Unit::Bytes, self.bytes.clone());
        registry.register(
            "relayed_messages",
            "Messages from one person to another",
            self.relayed.clone(),
        );
        let help = "Time from the hello of a client until the answer was written";
        registry.register_with_unit("join", help, Unit::Seconds, self.joins.clone());
        let help = "Time from the arrival of a message of a person until it is written to the addressee";
        registry.register_with_unit("relay", help, Unit::Seconds, self.relays.clone());
        let help = "Time of TLS handshakes that were completed";
        registry.register_with_unit("tls_handshake", help, Unit::Seconds, self.handshakes.clone());
        registry.register(
            "failed_tls_handshakes",
            "TLS handshakes that were not completed",
            self.failed_handshakes.clone(),
        );
        registry.register(
            "delivered_webhooks",
            "Messages that a webhook has accepted",
            self.delivered_webhooks.clone(),
        );
        registry.register(
            "failed_webhook_attempts",
            "Attempts to deliver a message to a webhook that were in vain",
            self.failed_webhooks.clone(),
        );
        let help = "How late a task that was due got its turn";
        registry.register_with_unit("lag", help, Unit::Seconds, self.lag.clone());
    }
}

/// Answers Prometheus, and programs that watch the server.
pub fn router(server: &Arc<Server>) -> Router {
    let mut registry = Registry::with_prefix("visavis");
    server.metrics.register(&mut registry);
    if let Some(turn) = &server.turn {
        turn.metrics.register(&mut registry);
    }
    registry.register_collector(Box::new(Snapshot::new(server)));
    Router::new()
        .route("/metrics", get(text))
        .with_state(Arc::new(registry))
        // A page of a stranger in a browser of this machine learns nothing.
        .layer(from_fn_with_state(Arc::clone(server), check_host))
        .merge(probes(server))
}

async fn text(State(registry): State<Arc<Registry>>) -> Response {
    let mut text = String::new();
    match encode(&mut text, &registry) {
        Ok(()) => ([(header::CONTENT_TYPE, OPEN_METRICS)], text).into_response(),
        Err(error) => (StatusCode::INTERNAL_SERVER_ERROR, format!("{error}\n")).into_response(),
    }
}
