//! Traffic between pairs of clients, and the times that messages take.

use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use hdrhistogram::Histogram;
use tokio::io::AsyncWriteExt;
use tokio::net::tcp::OwnedWriteHalf;
use tokio::task::JoinSet;

use crate::load::protocol::{Envelope, Pair};
use crate::load::wire::{Incoming, Wire};

/// The time before anything is counted.
const WARM_UP: Duration = Duration::from_secs(1);
/// The time in which messages are counted.
const COUNTED: Duration = Duration::from_secs(3);

/// The times that messages took, in nanoseconds.
#[derive(Debug)]
pub struct Latencies(Histogram<u64>);

impl Latencies {
    fn new() -> Result<Self> {
        // Of a minute at most, which no message takes.
        Ok(Self(
            Histogram::new_with_max(60_000_000_000, 3).context("no histogram")?,
        ))
    }

    fn record(&mut self, nanoseconds: u64) {
        self.0.saturating_record(nanoseconds);
    }

    /// Returns a quantile in milliseconds.
    pub fn quantile(&self, share: f64) -> f64 {
        self.0.value_at_quantile(share) as f64 / 1e6
    }

    /// Returns how many messages were counted, a second.
    pub fn rate(&self) -> f64 {
        self.0.len() as f64 / COUNTED.as_secs_f64()
    }
}

/// The two ends of a pair that matter: where messages are sent and where they arrive.
struct Ends {
    out: OwnedWriteHalf,
    incoming: Incoming,
    envelope: Envelope,
}

/// Splits a pair. What arrives at a sender that is no receiver is read as well, or its connection would stall.
fn ends(pair: Pair, others: &mut JoinSet<()>) -> Ends {
    let envelope = pair.envelope();
    let Wire { out, mut incoming } = pair.sender;
    let Some(receiver) = pair.receiver else {
        return Ends {
            out,
            incoming,
            envelope,
        };
    };
    others.spawn(async move {
        while incoming.read().await.is_ok() {
            while let Ok(Some(_)) = incoming.next_text() {}
        }
    });
    let incoming = receiver.incoming;
    // The connection stays open as long as either half is there.
    receiver.out.forget();
    Ends {
        out,
        incoming,
        envelope,
    }
}

/// Keeps `window` messages of each pair under way: shows how much the server carries.
///
/// # Errors
///
/// If a connection is lost.
pub async fn in_flight(pairs: Vec<Pair>, window: usize) -> Result<Latencies> {
    let start = Instant::now();
    let mut others = JoinSet::new();
    let mut tasks = JoinSet::new();
    for pair in pairs {
        let ends = ends(pair, &mut others);
        tasks.spawn(exchange(ends, window, start));
    }
    let mut all = Latencies::new()?;
    while let Some(done) = tasks.join_next().await {
        let one = done.context("a client broke down")??;
        all.0.add(&one.0).context("histograms of one kind")?;
    }
    Ok(all)
}

async fn exchange(mut ends: Ends, window: usize, start: Instant) -> Result<Latencies> {
    let mut latencies = Latencies::new()?;
    let mut answers = Vec::new();
    for _ in 0..window {
        ends.envelope.write(since(start), &mut answers);
    }
    while start.elapsed() < WARM_UP + COUNTED {
        // Whatever has arrived is answered at once, with one write.
        ends.out.write_all(&answers).await?;
        answers.clear();
        ends.incoming.read().await?;
        let now = since(start);
        while let Some(received) = ends.incoming.next_text()? {
            if let Some(sent) = Envelope::time_in(received) {
                if now > WARM_UP.as_nanos() as u64 {
                    latencies.record(now.saturating_sub(sent));
                }
                ends.envelope.write(now, &mut answers);
            }
        }
    }
    Ok(latencies)
}

/// Sends at a fixed rate over all pairs, whatever the server does. The time of a message begins when it was due.
///
/// # Errors
///
/// If a connection is lost, or the server does not keep up at all.
pub async fn open_loop(pairs: Vec<Pair>, rate: u32) -> Result<Latencies> {
    let start = Instant::now();
    let mut others = JoinSet::new();
    let mut receivers = JoinSet::new();
    let mut senders = Vec::new();
    for pair in pairs {
        let Ends {
            out,
            incoming,
            envelope,
        } = ends(pair, &mut others);
        senders.push((out, envelope, Vec::new()));
        receivers.spawn(receive(incoming, start));
    }
    let interval = Duration::from_secs(1) / rate;
    let mut due = Duration::ZERO;
    let mut turn = 0;
    while due < WARM_UP + COUNTED {
        let first = turn;
        while due <= start.elapsed() && turn - first < senders.len() {
            let index = turn % senders.len();
            let (_, envelope, unsent) = senders.get_mut(index).context("no sender")?;
            envelope.write(due.as_nanos() as u64, unsent);
            due += interval;
            turn += 1;
        }
        for offset in first..turn {
            let index = offset % senders.len();
            let (out, _, unsent) = senders.get_mut(index).context("no sender")?;
            out.write_all(unsent).await?;
            unsent.clear();
        }
        // Timers are a hundred times too coarse: the client has a core of its own and waits busily.
        tokio::task::yield_now().await;
    }
    let mut all = Latencies::new()?;
    while let Some(done) = receivers.join_next().await {
        let one = done.context("a client broke down")??;
        all.0.add(&one.0).context("histograms of one kind")?;
    }
    ensure!(
        all.rate() > 0.5 * f64::from(rate),
        "the server carried {:.0} of {rate} messages",
        all.rate()
    );
    Ok(all)
}

/// Receives until a while after the last message was due.
async fn receive(mut incoming: Incoming, start: Instant) -> Result<Latencies> {
    const LATE: Duration = Duration::from_secs(1);
    let mut latencies = Latencies::new()?;
    let end = tokio::time::Instant::from_std(start) + WARM_UP + COUNTED + LATE;
    while let Ok(read) = tokio::time::timeout_at(end, incoming.read()).await {
        read?;
        let now = since(start);
        while let Some(received) = incoming.next_text()? {
            let due = Envelope::time_in(received);
            if let Some(due) = due.filter(|due| *due > WARM_UP.as_nanos() as u64) {
                latencies.record(now.saturating_sub(due));
            }
        }
    }
    Ok(latencies)
}

fn since(start: Instant) -> u64 {
    start.elapsed().as_nanos() as u64
}
