//! Calls that cannot be established: each shows its error code behind *Details*.

use std::time::Duration;

use anyhow::Result;
use visavis_journeys::{Home, Nat, Server, Transport, Turn};

use crate::topology::{People, Topology};

#[tokio::test]
async fn two_symmetric_nats_without_a_relay_are_reported_as_no_path() -> Result<()> {
    let topology = Topology::new(Nat::Symmetric).await?;

    let people = topology.people(&[topology.turn.stun()]).await?;

    everyone_sees(&people, "NoPath").await
}

#[tokio::test]
async fn a_relay_that_refuses_the_password_is_reported_as_turn_refused() -> Result<()> {
    let topology = Topology::new(Nat::Symmetric).await?;

    let people = topology
        .people(&[topology.turn.relay_with_wrong_password(Transport::Udp)])
        .await?;

    everyone_sees(&people, "TurnRefused").await
}

#[tokio::test]
async fn a_dead_relay_is_reported_as_turn_unreachable() -> Result<()> {
    let topology = Topology::new(Nat::Symmetric).await?;

    let people = topology.people(&[Turn::dead(Transport::Udp)]).await?;

    everyone_sees(&people, "TurnUnreachable").await
}

#[tokio::test]
async fn a_firewall_that_drops_udp_is_reported_as_udp_blocked() -> Result<()> {
    let topology = Topology::new(Nat::Symmetric).await?;
    for home in [Home::A, Home::B] {
        topology.network.allow_only_tcp_to(home, &[Server::WORLD_PORT])?;
    }

    let people = topology.people(&[topology.turn.stun()]).await?;

    everyone_sees(&people, "UdpBlocked").await
}

#[tokio::test]
async fn a_firewall_that_drops_dtls_is_reported_as_dtls_failed() -> Result<()> {
    let topology = Topology::new(Nat::PortPreserving).await?;
    topology.network.drop_dtls(Home::A)?;

    let people = topology.people(&[topology.turn.stun()]).await?;

    everyone_sees(&people, "DtlsFailed").await
}

#[tokio::test]
async fn a_firewall_that_drops_media_is_reported_as_no_media() -> Result<()> {
    let topology = Topology::new(Nat::PortPreserving).await?;
    topology.network.drop_media(Home::A)?;

    let people = topology.people(&[topology.turn.stun()]).await?;

    everyone_sees(&people, "NoMedia").await
}

async fn everyone_sees(people: &People, code: &str) -> Result<()> {
    for person in people.everyone() {
        person.sees_error_code(code, DIAGNOSED_WITHIN).await?;
    }
    Ok(())
}

/// Browsers try for up to 30 s before they report that ICE has failed.
const DIAGNOSED_WITHIN: Duration = Duration::from_secs(60);
