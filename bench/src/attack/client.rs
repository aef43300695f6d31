//! A client of the server, honest or not.

use std::net::Ipv4Addr;
use std::sync::atomic::{AtomicU64, Ordering};

use anyhow::{Context, Result};
use serde_json::{Value, json};

use crate::load::wire::Wire;

/// Somebody in a room, or at its door.
#[derive(Debug)]
pub struct Client {
    /// The connection.
    pub wire: Wire,
    /// Who it is for the others.
    pub id: String,
}

impl Client {
    /// Enters a room.
    ///
    /// # Errors
    ///
    /// If the server refuses.
    pub async fn join(from: Ipv4Addr, port: u16, room: &str, name: &str) -> Result<Self> {
        let mut wire = Wire::connect_from(from, port, "/signal").await?;
        wire.say(&hello(room, name)).await?;
        let id = wire.hear(|frame| {
            let is_in = matches!(frame["type"].as_str(), Some("welcome" | "waiting"));
            is_in.then(|| frame["you"].as_str().unwrap_or_default().to_owned())
        });
        let id = id.await?;
        Ok(Self { wire, id })
    }

    /// Enters a room with somebody else, both from one address.
    ///
    /// # Errors
    ///
    /// If the server refuses one of them.
    pub async fn join_two(from: Ipv4Addr, port: u16, room: &str) -> Result<(Self, Self)> {
        let one = Self::join(from, port, room, "a").await?;
        let other = Self::join(from, port, room, "b").await?;
        Ok((one, other))
    }
}

/// Returns the hello of somebody who was never there.
fn hello(room: &str, name: &str) -> String {
    static NEXT: AtomicU64 = AtomicU64::new(0);
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    let secret = format!("secret-{:016}-{number:016}", std::process::id());
    json!({ "type": "hello", "v": 1, "secret": secret, "room": room, "name": name }).to_string()
}

/// Returns a message with a body of that many bytes.
///
/// # Errors
///
/// If the addressee is not in a room.
pub fn message(to: &str, bytes: usize) -> Result<String> {
    (!to.is_empty()).then_some(()).context("nobody to send to")?;
    let body = Value::from("x".repeat(bytes));
    Ok(
        json!({ "type": "send", "to": to, "epoch": "8c1f0a2b3d4e5f60", "n": 1, "ack": 0, "body": body })
            .to_string(),
    )
}
