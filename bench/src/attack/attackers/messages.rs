//! Attackers who send as much as they may, or take nothing.

use std::net::Ipv4Addr;
use std::time::Duration;

use anyhow::Result;
use tokio::io::AsyncWriteExt;
use tokio::time::sleep;

use super::Attacker;
use super::people::{PING, PING_EVERY, repeat};
use crate::attack::client::{Client, message};
use crate::load::wire::frame;

/// What fits into a message of the largest size.
const LARGE: usize = 65_000;
const READERS: usize = 5;
/// Enough for the outbox of a reader and what the kernel takes for it.
const FOR_EACH_READER: usize = 8;

/// Two people who send each other 95 messages of 1 kB a second.
pub async fn chatter(attacker: Attacker) -> Result<()> {
    exchange(&attacker, [Attacker::ADDRESS; 2], 900, 95).await
}

/// The same, each at an address that nobody else has.
pub async fn chatter_of_two_addresses(attacker: Attacker) -> Result<()> {
    let from = [0, 1].map(|end| Attacker::nth_address(2 * attacker.number + end));
    exchange(&attacker, from, 900, 95).await
}

/// Two people who send each other 8 messages of 64 kB a second.
pub async fn large(attacker: Attacker) -> Result<()> {
    exchange(&attacker, [Attacker::ADDRESS; 2], LARGE, 8).await
}

async fn exchange(attacker: &Attacker, from: [Ipv4Addr; 2], bytes: usize, a_second: u32) -> Result<()> {
    let room = format!("chatter-{}", attacker.number);
    let one = Client::join(from[0], attacker.port, &room, "a").await?;
    let other = Client::join(from[1], attacker.port, &room, "b").await?;
    let (to_other, to_one) = (message(&other.id, bytes)?, message(&one.id, bytes)?);
    let every = Duration::from_secs(1) / a_second;
    tokio::try_join!(
        repeat(attacker, one, &to_other, every),
        repeat(attacker, other, &to_one, every)
    )?;
    Ok(())
}

/// Somebody who begins a message and does not finish it.
pub async fn unfinished(attacker: Attacker) -> Result<()> {
    let room = format!("unfinished-{}", attacker.number);
    let mut client = Client::join(Attacker::ADDRESS, attacker.port, &room, "x").await?;
    let message = frame(&message(&client.id, LARGE)?);
    let (most, _) = message.split_at(LARGE);
    client.wire.out.write_all(most).await?;
    attacker.count();
    loop {
        client.wire.incoming.read().await?;
        while client.wire.incoming.next_text()?.is_some() {}
    }
}

/// Somebody who fills the outboxes of others, who read nothing.
pub async fn slow_readers(attacker: Attacker) -> Result<()> {
    let room = format!("slow-{}", attacker.number);
    let from = attacker.one_of_addresses(4);
    let mut sender = Client::join(from, attacker.port, &room, "x").await?;
    let mut readers = Vec::new();
    for _ in 0..READERS {
        readers.push(Client::join(from, attacker.port, &room, "x").await?);
    }
    for reader in &readers {
        let message = frame(&message(&reader.id, LARGE)?);
        for _ in 0..FOR_EACH_READER {
            sender.wire.out.write_all(&message).await?;
            attacker.count();
        }
    }
    tokio::try_join!(repeat(&attacker, sender, PING, PING_EVERY), stay(readers))?;
    Ok(())
}

/// Lets the server hear from readers, and reads nothing.
async fn stay(mut readers: Vec<Client>) -> Result<()> {
    loop {
        sleep(PING_EVERY).await;
        for reader in &mut readers {
            reader.wire.say(PING).await?;
        }
    }
}
