//! Calls that cannot come about: each is told why, by a code behind *Why?*.

use std::time::Duration;

use anyhow::Result;
use visavis_journeys::{Home, Nat, Server, Transport, Turn};

use crate::place::{People, Place};

#[tokio::test]
async fn without_a_relay_two_symmetric_nats_have_no_path() -> Result<()> {
    let place = Place::new(Nat::Symmetric).await?;

    let people = place.people(&[place.turn.stun()]).await?;

    all_are_told(&people, "NoPath").await
}

#[tokio::test]
async fn a_relay_that_refuses_the_password_is_told_apart() -> Result<()> {
    let place = Place::new(Nat::Symmetric).await?;

    let people = place
        .people(&[place.turn.relay_with_wrong_password(Transport::Udp)])
        .await?;

    all_are_told(&people, "TurnRefused").await
}

#[tokio::test]
async fn a_relay_that_is_dead_is_told_apart() -> Result<()> {
    let place = Place::new(Nat::Symmetric).await?;

    let people = place.people(&[Turn::dead(Transport::Udp)]).await?;

    all_are_told(&people, "TurnUnreachable").await
}

#[tokio::test]
async fn a_firewall_that_drops_udp_is_told_apart() -> Result<()> {
    let place = Place::new(Nat::Symmetric).await?;
    for home in [Home::A, Home::B] {
        place.network.allow_only_tcp_to(home, &[Server::WORLD_PORT])?;
    }

    let people = place.people(&[place.turn.stun()]).await?;

    all_are_told(&people, "UdpBlocked").await
}

#[tokio::test]
async fn a_firewall_that_drops_dtls_is_told_apart() -> Result<()> {
    let place = Place::new(Nat::PortPreserving).await?;
    place.network.drop_dtls(Home::A)?;

    let people = place.people(&[place.turn.stun()]).await?;

    all_are_told(&people, "DtlsFailed").await
}

#[tokio::test]
async fn a_firewall_that_drops_media_is_told_apart() -> Result<()> {
    let place = Place::new(Nat::PortPreserving).await?;
    place.network.drop_media(Home::A)?;

    let people = place.people(&[place.turn.stun()]).await?;

    all_are_told(&people, "NoMedia").await
}

async fn all_are_told(people: &People, code: &str) -> Result<()> {
    for person in people.everyone() {
        person.is_told_why(code, ONCE_TRIED).await?;
    }
    Ok(())
}

/// Browsers try for up to half a minute before they say that ICE has failed.
const ONCE_TRIED: Duration = Duration::from_secs(60);
