//! What happens to the path of a call that is up: it is there again, and nobody has clicked.

use std::time::Duration;

use anyhow::{Result, ensure};
use tokio::time::Instant;
use visavis_journeys::{Home, Nat, Transport, measured};

use crate::place::{People, Place};

#[tokio::test]
async fn a_call_is_back_after_a_cut_of_3_seconds() -> Result<()> {
    back_after_a_cut(Duration::from_secs(3), Duration::from_secs(20)).await
}

#[tokio::test]
async fn a_call_is_back_after_a_cut_of_20_seconds() -> Result<()> {
    back_after_a_cut(Duration::from_secs(20), Duration::from_secs(30)).await
}

#[tokio::test]
#[ignore = "takes two minutes: set VISAVIS_LONG=1"]
async fn a_call_is_back_after_a_cut_of_90_seconds() -> Result<()> {
    back_after_a_cut(Duration::from_secs(90), Duration::from_secs(30)).await
}

#[tokio::test]
async fn a_call_goes_on_from_another_address() -> Result<()> {
    let place = Place::new(Nat::Symmetric).await?;
    let people = place.call(&[place.turn.relay(Transport::Udp)]).await?;

    place.network.change_address(Home::A)?;

    is_back(&people, "a change of the address", Duration::from_secs(40)).await
}

#[tokio::test]
async fn a_call_goes_on_by_another_interface() -> Result<()> {
    let place = Place::new(Nat::Symmetric).await?;
    let people = place.call(&[place.turn.relay(Transport::Udp)]).await?;

    place.network.change_interface(Home::B)?;

    is_back(&people, "a change of the interface", Duration::from_secs(40)).await
}

#[tokio::test]
async fn a_call_stays_where_a_tenth_of_it_is_lost_and_the_line_is_slow() -> Result<()> {
    let place = Place::new(Nat::PortPreserving).await?;
    let people = place.call(&[place.turn.stun()]).await?;

    place.network.lose(Home::A, 10)?;
    for person in people.everyone() {
        person.goes_on_seeing().await?;
    }
    place.network.slow_down(Home::B, 500)?;
    for person in people.everyone() {
        person.goes_on_seeing().await?;
    }

    same_session(&people).await
}

async fn back_after_a_cut(duration: Duration, deadline: Duration) -> Result<()> {
    let place = Place::new(Nat::Symmetric).await?;
    let people = place.call(&[place.turn.relay(Transport::Udp)]).await?;

    let start = Instant::now();
    place.network.cut(Home::A)?;
    for person in people.everyone() {
        person.sees_a_standstill().await?;
    }
    place.network.mend_after(Home::A, start, duration).await?;

    is_back(&people, &format!("a cut of {duration:?}"), deadline).await
}

/// Both see each other again, by the connection that there was or by another one.
async fn is_back(people: &People, after: &str, deadline: Duration) -> Result<()> {
    let start = Instant::now();
    let [ada, lin] = people.everyone();
    tokio::try_join!(
        ada.goes_on_seeing_within(deadline),
        lin.goes_on_seeing_within(deadline)
    )?;
    measured(
        &format!("from the end of {after} to the next second of video"),
        start.elapsed(),
    );
    for person in people.everyone() {
        person
            .sees_within(
                deadline,
                "one connected",
                "$$('vis-a-vis >>> [data-person]').length === 1
                 && $$('vis-a-vis >>> [data-person][data-link=connected]').length === 1
                 && $('vis-a-vis >>> [data-signalling=connected]')",
            )
            .await?;
    }
    same_session(people).await
}

/// What happened was repaired within the session: nobody was hung up on.
async fn same_session(people: &People) -> Result<()> {
    for person in people.everyone() {
        let log = format!("{:?}", person.log().await?);
        ensure!(!log.contains("SHUTDOWN"), "{log}");
    }
    Ok(())
}
