//! Attackers who change their names, for others to be told.

use std::time::Duration;

use anyhow::Result;
use tokio::task::JoinSet;

use super::Attacker;
use super::people::{PING, PING_EVERY, repeat};
use crate::attack::client::Client;

/// One address has no more at a door.
const AT_A_DOOR: usize = 16;
const IN_A_ROOM: usize = 6;

/// A host who locks a room, and those who knock and rename themselves.
pub async fn at_a_door(attacker: Attacker) -> Result<()> {
    let room = format!("door-{}", attacker.number);
    let mut host = Client::join(Attacker::ADDRESS, attacker.port, &room, "x").await?;
    host.wire.say(r#"{"type":"lock","locked":true}"#).await?;
    host.wire
        .hear(|frame| (frame["locked"] == true).then_some(()))
        .await?;
    let mut people = JoinSet::new();
    for number in 0..AT_A_DOOR {
        people.spawn(rename(
            attacker.clone(),
            room.clone(),
            number,
            Duration::from_secs(1) / 90,
        ));
    }
    repeat(&attacker, host, PING, PING_EVERY).await
}

/// A room full of people of one name.
pub async fn in_a_room(attacker: Attacker) -> Result<()> {
    let room = format!("names-{}", attacker.number);
    let mut people = JoinSet::new();
    for number in 0..IN_A_ROOM {
        people.spawn(rename(
            attacker.clone(),
            room.clone(),
            number,
            Duration::from_secs(1) / 20,
        ));
    }
    while let Some(ended) = people.join_next().await {
        ended??;
    }
    Ok(())
}

async fn rename(attacker: Attacker, room: String, number: usize, every: Duration) -> Result<()> {
    let client = Client::join(Attacker::ADDRESS, attacker.port, &room, "Ada").await?;
    let attacker = Attacker {
        number: attacker.number * AT_A_DOOR + number,
        ..attacker
    };
    repeat(&attacker, client, r#"{"type":"rename","name":"Ada"}"#, every).await
}
