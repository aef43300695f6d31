//! What the relay counts, for Prometheus.

use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::registry::{Registry, Unit};

/// The counters of the relay.
#[derive(Debug, Clone, Default)]
pub struct TurnMetrics {
    /// Bytes from clients to peers.
    pub sent: Counter,
    /// Bytes from peers to clients.
    pub received: Counter,
    /// Requests without a proof that were not answered.
    pub unanswered: Counter,
    refusals: Family<[(&'static str, u16); 1], Counter>,
    dropped: Family<[(&'static str, &'static str); 1], Counter>,
}

/// Why a packet is not relayed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dropped {
    /// The peer is one that nobody may talk to.
    Forbidden,
    /// The account has no bandwidth left.
    Bandwidth,
}

impl TurnMetrics {
    /// Counts a request that was refused, by the error code of STUN.
    pub fn refuse(&self, code: u16) {
        self.refusals.get_or_create(&[("code", code)]).inc();
    }

    /// Counts a packet that was not relayed.
    pub fn drop_packet(&self, why: Dropped) {
        let why = match why {
            Dropped::Forbidden => "forbidden",
            Dropped::Bandwidth => "bandwidth",
        };
        self.dropped.get_or_create(&[("reason", why)]).inc();
    }

    /// Lets Prometheus see the counters.
    pub fn register(&self, registry: &mut Registry) {
        let help = "Content of packets from clients of TURN to their peers";
        registry.register_with_unit("turn_sent", help, Unit::Bytes, self.sent.clone());
        let help = "Content of packets from peers to clients of TURN";
        registry.register_with_unit("turn_received", help, Unit::Bytes, self.received.clone());
        let help = "Requests of STUN and TURN that were refused, by error code";
        registry.register("turn_refusals", help, self.refusals.clone());
        let help =
            "Requests of STUN and TURN without a proof that got no answer: too many came from one address";
        registry.register("turn_unanswered_requests", help, self.unanswered.clone());
        let help = "Packets that were not relayed, by reason";
        registry.register("turn_dropped_packets", help, self.dropped.clone());
    }
}
