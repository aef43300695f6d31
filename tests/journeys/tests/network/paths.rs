//! Path changes during a call: after each, the call recovers without user action.

use std::time::Duration;

use anyhow::{Result, ensure};
use tokio::time::Instant;
use visavis_journeys::{Home, Nat, Transport, print_measurement};

use crate::topology::{People, Topology};

#[tokio::test]
async fn a_call_recovers_from_an_outage_of_3_seconds() -> Result<()> {
    recovers_from_an_outage(Duration::from_secs(3), Duration::from_secs(20)).await
}

#[tokio::test]
async fn a_call_recovers_from_an_outage_of_20_seconds() -> Result<()> {
    recovers_from_an_outage(Duration::from_secs(20), Duration::from_secs(30)).await
}

#[tokio::test]
#[ignore = "takes two minutes: set VISAVIS_LONG=1"]
async fn a_call_recovers_from_an_outage_of_90_seconds() -> Result<()> {
    recovers_from_an_outage(Duration::from_secs(90), Duration::from_secs(30)).await
}

#[tokio::test]
async fn a_call_continues_from_another_address() -> Result<()> {
    let topology = Topology::new(Nat::Symmetric).await?;
    let people = topology.call(&[topology.turn.relay(Transport::Udp)]).await?;

    topology.network.change_address(Home::A)?;

    recovers(&people, "a change of address", Duration::from_secs(40)).await
}

#[tokio::test]
async fn a_call_continues_over_another_interface() -> Result<()> {
    let topology = Topology::new(Nat::Symmetric).await?;
    let people = topology.call(&[topology.turn.relay(Transport::Udp)]).await?;

    topology.network.change_interface(Home::B)?;

    recovers(&people, "a change of interface", Duration::from_secs(40)).await
}

#[tokio::test]
async fn a_call_survives_10_percent_loss_and_a_slow_line() -> Result<()> {
    let topology = Topology::new(Nat::PortPreserving).await?;
    let people = topology.call(&[topology.turn.stun()]).await?;

    topology.network.drop_udp(Home::A, 10)?;
    for person in people.everyone() {
        person.goes_on_seeing().await?;
    }
    topology.network.limit_rate(Home::B, 500)?;
    for person in people.everyone() {
        person.goes_on_seeing().await?;
    }

    same_session(&people).await
}

async fn recovers_from_an_outage(duration: Duration, deadline: Duration) -> Result<()> {
    let topology = Topology::new(Nat::Symmetric).await?;
    let people = topology.call(&[topology.turn.relay(Transport::Udp)]).await?;

    let start = Instant::now();
    topology.network.cut(Home::A)?;
    for person in people.everyone() {
        person.sees_video_stop().await?;
    }
    topology.network.restore_after(Home::A, start, duration).await?;

    recovers(&people, &format!("an outage of {duration:?}"), deadline).await
}

/// Waits until both see each other again, over the same connection or a new one.
async fn recovers(people: &People, after: &str, deadline: Duration) -> Result<()> {
    let start = Instant::now();
    let [ada, lin] = people.everyone();
    tokio::try_join!(
        ada.goes_on_seeing_within(deadline),
        lin.goes_on_seeing_within(deadline)
    )?;
    print_measurement(
        &format!("from the end of {after} to the next second of video"),
        start.elapsed(),
    );
    for person in people.everyone() {
        person
            .sees_within(
                deadline,
                "one connected person",
                "$$('vis-a-vis >>> [data-person]').length === 1
                 && $$('vis-a-vis >>> [data-person][data-link=connected]').length === 1
                 && $('vis-a-vis >>> [data-signalling=connected]')",
            )
            .await?;
    }
    same_session(people).await
}

/// Asserts that the call was repaired within its session, without a SHUTDOWN.
async fn same_session(people: &People) -> Result<()> {
    for person in people.everyone() {
        let log = format!("{:?}", person.log().await?);
        ensure!(!log.contains("SHUTDOWN"), "{log}");
    }
    Ok(())
}
