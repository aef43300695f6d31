//! Who can reach whom: STUN, TURN, firewalls.

use anyhow::Result;
use visavis_journeys::{Home, Nat, Server, Transport, Turn};

use crate::place::Place;

#[tokio::test]
async fn behind_symmetric_nats_a_relay_connects() -> Result<()> {
    let place = Place::new(Nat::Symmetric).await?;

    let people = place.call(&[place.turn.relay(Transport::Udp)]).await?;

    // One relay is enough: the other side may reach it from its own home.
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
async fn behind_a_firewall_that_drops_udp_a_relay_connects_by_tcp() -> Result<()> {
    let place = Place::new(Nat::Symmetric).await?;
    for home in [Home::A, Home::B] {
        place
            .network
            .allow_only_tcp_to(home, &[Server::WORLD_PORT, Turn::PORT])?;
    }

    let people = place
        .call(&[Transport::Udp, Transport::Tcp].map(|transport| place.turn.relay(transport)))
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
async fn behind_nats_that_keep_the_port_stun_connects_directly() -> Result<()> {
    let place = Place::new(Nat::PortPreserving).await?;

    let people = place.call(&[place.turn.stun()]).await?;

    for person in people.everyone() {
        let route = person.route().await?;
        assert_ne!(route["local"], "relay");
        assert_eq!(route["protocol"], "udp");
        person.goes_on_seeing().await?;
    }
    Ok(())
}
