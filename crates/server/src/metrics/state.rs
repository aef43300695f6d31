//! What there is at the moment at which somebody asks.

use crate::server::Server;
use prometheus_client::collector::Collector;
use prometheus_client::encoding::{DescriptorEncoder, EncodeMetric};
use prometheus_client::metrics::counter::ConstCounter;
use prometheus_client::metrics::gauge::ConstGauge;
use std::fmt;
use std::sync::{Arc, Weak};
use std::time::UNIX_EPOCH;

/// The state of a server.
#[derive(Debug)]
pub struct State(Weak<Server>);

impl State {
    /// Looks at a server for as long as there is one.
    pub fn new(server: &Arc<Server>) -> Self {
        Self(Arc::downgrade(server))
    }
}

impl Collector for State {
    fn encode(&self, mut encoder: DescriptorEncoder<'_>) -> Result<(), fmt::Error> {
        let Some(server) = self.0.upgrade() else {
            return Ok(());
        };
        let (rooms, people) = server.rooms.census();
        let limits = &server.config().limits;
        let gauges = [
            ("sockets", "WebSockets that are open", server.sockets()),
            ("sockets_limit", "WebSockets that may be open", limits.sockets),
            (
                "connections",
                "Connections that are not, or not yet, sockets",
                server.connections.len(),
            ),
            (
                "connections_limit",
                "Such connections that may be open",
                limits.http_connections,
            ),
            ("rooms", "Rooms that are open", rooms),
            ("rooms_limit", "Rooms that may be open", limits.rooms),
            (
                "people",
                "People in rooms, including those whose connection was lost",
                people,
            ),
            (
                "buffered_bytes",
                "Messages that wait, besides what each socket may hold anyway",
                server.budget.drawn(),
            ),
            (
                "buffered_limit_bytes",
                "Such messages that may wait",
                limits.buffered_bytes,
            ),
        ];
        let turn = server.turn.as_ref().map(|turn| turn.allocations());
        let turn = turn.into_iter().flat_map(|(open, limit)| {
            [
                ("turn_allocations", "Allocations of clients of TURN", open),
                (
                    "turn_allocations_limit",
                    "Such allocations that may be open",
                    limit,
                ),
            ]
        });
        let waiting = (
            "waiting_webhooks",
            "Messages that wait for a webhook",
            server.rooms.news.waiting(),
        );
        for (name, help, value) in gauges.into_iter().chain([waiting]).chain(turn) {
            let gauge = ConstGauge::new(i64::try_from(value).unwrap_or(i64::MAX));
            gauge.encode(encoder.encode_descriptor(name, help, None, gauge.metric_type())?)?;
        }
        if let Some(end) = certificate_end(&server) {
            let gauge = ConstGauge::new(end);
            let (name, help) = (
                "certificate_expiry_timestamp_seconds",
                "When the certificate expires, since 1970",
            );
            gauge.encode(encoder.encode_descriptor(name, help, None, gauge.metric_type())?)?;
        }
        let counters = [
            (
                "dropped_webhooks",
                "Messages that a webhook has not accepted in time, or of which too many waited",
                server.rooms.news.dropped(),
            ),
            (
                "dropped_messages",
                "Messages of people that a slow reader could not take",
                server.budget.dropped(),
            ),
            (
                "refused_connections",
                "Connections beyond the rate of their address",
                server.refused_connections(),
            ),
        ];
        for (name, help, value) in counters {
            let counter = ConstCounter::new(value);
            counter.encode(encoder.encode_descriptor(name, help, None, counter.metric_type())?)?;
        }
        Ok(())
    }
}

fn certificate_end(server: &Server) -> Option<i64> {
    let certificate = server.config().certificates.as_ref()?.current()?;
    let end = certificate.validity()?.end.duration_since(UNIX_EPOCH).ok()?;
    i64::try_from(end.as_secs()).ok()
}
