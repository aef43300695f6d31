//! Attackers who hold what others need, and do nothing with it.

use anyhow::Result;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::time::{Duration, sleep};

use super::Attacker;
use super::people::{PING, PING_EVERY, repeat};
use crate::attack::FILE;
use crate::attack::client::Client;
use crate::load::wire::{Wire, dial};

/// The bytes of a head that is never finished.
const HEAD: usize = 15_000;

/// A socket that says nothing.
pub async fn silent(attacker: Attacker) -> Result<()> {
    let mut wire = Wire::connect_from(Attacker::ADDRESS, attacker.port, "/signal").await?;
    attacker.count();
    loop {
        wire.incoming.read().await?;
        while wire.incoming.next_text()?.is_some() {}
    }
}

/// Two people in a room, who say no more than they must.
pub async fn idle(attacker: Attacker) -> Result<()> {
    let room = format!("idle-{}", attacker.number);
    let (one, other) = Client::join_two(Attacker::ADDRESS, attacker.port, &room).await?;
    tokio::try_join!(
        repeat(&attacker, one, PING, PING_EVERY),
        repeat(&attacker, other, PING, PING_EVERY)
    )?;
    Ok(())
}

/// A connection that takes a file of the page as slowly as it may.
pub async fn slow_file(attacker: Attacker) -> Result<()> {
    let mut stream = dial(attacker.one_of_addresses(2), attacker.port, Some(4096)).await?;
    let head = format!("GET /{FILE} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");
    stream.write_all(head.as_bytes()).await?;
    attacker.count();
    let mut taken = [0; 1024];
    while stream.read(&mut taken).await? > 0 {
        sleep(Duration::from_secs(1)).await;
    }
    Ok(())
}

/// A request whose head never ends.
pub async fn head(attacker: Attacker) -> Result<()> {
    let mut stream = dial(attacker.one_of_addresses(2), attacker.port, None).await?;
    let head = format!("GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX: {}", "x".repeat(HEAD));
    stream.write_all(head.as_bytes()).await?;
    attacker.count();
    while stream.read(&mut [0; 1024]).await? > 0 {}
    Ok(())
}
