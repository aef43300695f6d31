//! What people in rooms do, until they are thrown out.

use std::time::Duration;

use anyhow::Result;
use tokio::io::AsyncWriteExt;
use tokio::net::tcp::OwnedWriteHalf;
use tokio::time::{Instant, MissedTickBehavior, interval_at};

use super::Attacker;
use crate::attack::client::Client;
use crate::load::wire::{Incoming, frame};

/// What keeps a socket: the server hears from it.
pub const PING: &str = r#"{"type":"ping"}"#;
/// How often the server has to hear.
pub const PING_EVERY: Duration = Duration::from_secs(5);

/// Says the same again and again, and hears whatever arrives.
///
/// # Errors
///
/// When the server ends the connection.
pub async fn repeat(attacker: &Attacker, client: Client, text: &str, every: Duration) -> Result<()> {
    let frame = frame(text);
    let (incoming, out) = (client.wire.incoming, client.wire.out);
    tokio::select! {
        heard = hear_all(incoming) => heard,
        said = say(attacker, out, &frame, every) => said,
    }
}

async fn hear_all(mut incoming: Incoming) -> Result<()> {
    loop {
        incoming.read().await?;
        while incoming.next_text()?.is_some() {}
    }
}

async fn say(attacker: &Attacker, mut out: OwnedWriteHalf, frame: &[u8], every: Duration) -> Result<()> {
    // Not all of them at once.
    let phase = every.mul_f64((attacker.number as f64 * 0.618).fract());
    let mut due = interval_at(Instant::now() + phase, every);
    due.set_missed_tick_behavior(MissedTickBehavior::Skip);
    loop {
        due.tick().await;
        out.write_all(frame).await?;
        attacker.count();
    }
}
