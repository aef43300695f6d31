//! Attackers who connect or ask, again and again.

use anyhow::{Context, Result, ensure};
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use super::Attacker;
use crate::attack::client::Client;
use crate::load::wire::{Wire, dial, frame};

/// How many looks are under way on a socket.
const LOOKS: usize = 64;

/// A connection that is dropped.
pub async fn connection(attacker: Attacker) -> Result<()> {
    let stream = dial(Attacker::ADDRESS, attacker.port, None).await?;
    attacker.count();
    // Or the attackers would run out of ports.
    stream.set_zero_linger().context("no SO_LINGER")
}

/// A socket that is dropped.
pub async fn socket(attacker: Attacker) -> Result<()> {
    drop(Wire::connect_from(Attacker::ADDRESS, attacker.port, "/signal").await?);
    attacker.count();
    Ok(())
}

/// Somebody who enters a room and is gone.
pub async fn hello(attacker: Attacker) -> Result<()> {
    let room = format!("flood-{}", attacker.number);
    drop(Client::join(Attacker::ADDRESS, attacker.port, &room, "x").await?);
    attacker.count();
    Ok(())
}

/// Somebody who enters a room and is gone, and never comes from the same address again.
pub async fn hello_of_another_address(attacker: Attacker) -> Result<()> {
    let room = format!("flood-{}", attacker.number);
    let from = Attacker::nth_address(attacker.number);
    drop(Client::join(from, attacker.port, &room, "x").await?);
    attacker.count();
    Ok(())
}

/// Requests on one connection.
pub async fn requests(attacker: Attacker) -> Result<()> {
    let mut stream = dial(Attacker::ADDRESS, attacker.port, None).await?;
    let mut answer = [0; 4096];
    loop {
        stream
            .write_all(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
            .await?;
        // The page is empty: its answer arrives at once.
        ensure!(
            stream.read(&mut answer).await? > 0,
            "the server closed a connection"
        );
        attacker.count();
    }
}

/// Looks into rooms on one socket, of which none is open.
pub async fn looks(attacker: Attacker) -> Result<()> {
    let mut wire = Wire::connect_from(Attacker::ADDRESS, attacker.port, "/signal").await?;
    let look = json!({ "type": "look", "v": 1, "room": format!("guess-{}", attacker.number) }).to_string();
    let looks = frame(&look).repeat(LOOKS);
    loop {
        wire.out.write_all(&looks).await?;
        for _ in 0..LOOKS {
            wire.hear(|frame| (frame["type"] == "present").then_some(()))
                .await?;
            attacker.count();
        }
    }
}
