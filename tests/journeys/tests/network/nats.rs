//! NAT traversal: direct paths with STUN, and relayed ones over UDP and TCP.

use anyhow::Result;
use visavis_journeys::{Home, Nat, Server, Transport, Turn};

use crate::topology::Topology;

#[tokio::test]
async fn symmetric_nats_connect_through_a_relay() -> Result<()> {
    let topology = Topology::new(Nat::Symmetric).await?;

    let people = topology.call(&[topology.turn.relay(Transport::Udp)]).await?;

    // One relay is enough: the other side may send to it directly from its home.
    let routes = [people.ada.route().await?, people.lin.route().await?];
    assert!(
        routes
            .iter()
            .any(|route| route["local"] == "relay" && route["protocol"] == "udp"),
        "{routes:?}"
    );
    Ok(())
}

#[tokio::test]
async fn homes_that_drop_udp_connect_through_a_relay_over_tcp() -> Result<()> {
    let topology = Topology::new(Nat::Symmetric).await?;
    for home in [Home::A, Home::B] {
        topology
            .network
            .allow_only_tcp_to(home, &[Server::WORLD_PORT, Turn::PORT])?;
    }

    let people = topology
        .call(&[Transport::Udp, Transport::Tcp].map(|transport| topology.turn.relay(transport)))
        .await?;

    for person in people.everyone() {
        let route = person.route().await?;
        assert_eq!(
            (&route["local"], &route["protocol"]),
            (&"relay".into(), &"tcp".into())
        );
    }
    Ok(())
}

#[tokio::test]
async fn port_preserving_nats_connect_directly_with_stun() -> Result<()> {
    let topology = Topology::new(Nat::PortPreserving).await?;

    let people = topology.call(&[topology.turn.stun()]).await?;

    for person in people.everyone() {
        let route = person.route().await?;
        assert_ne!(route["local"], "relay");
        assert_eq!(route["protocol"], "udp");
        person.goes_on_seeing().await?;
    }
    Ok(())
}
