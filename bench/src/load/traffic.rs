//! Traffic between pairs of clients, and the times that messages take.

use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use futures_util::stream::{SplitSink, SplitStream};
use futures_util::{FutureExt, SinkExt, StreamExt};
use hdrhistogram::Histogram;
use tokio::task::JoinSet;
use tokio_tungstenite::tungstenite::Message;

use crate::load::protocol::{Envelope, Pair, Socket};

/// The time before anything is counted.
const WARM_UP: Duration = Duration::from_secs(1);
/// The time in which messages are counted.
const COUNTED: Duration = Duration::from_secs(3);

/// The times that messages took, in nanoseconds.
#[derive(Debug)]
pub struct Latencies(Histogram<u64>);

impl Latencies {
    fn new() -> Result<Self> {
        Ok(Self(Histogram::new(3).context("no histogram")?))
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
    out: SplitSink<Socket, Message>,
    incoming: SplitStream<Socket>,
    envelope: Envelope,
}

/// Splits a pair. What arrives at a sender that is no receiver is read as well, or its connection would stall.
fn ends(pair: Pair, others: &mut JoinSet<()>) -> Ends {
    let envelope = pair.envelope();
    let (out, mut own) = pair.sender.split();
    let Some(receiver) = pair.receiver else {
        return Ends {
            out,
            incoming: own,
            envelope,
        };
    };
    others.spawn(async move { while own.next().await.is_some() {} });
    let (_, incoming) = receiver.split();
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
    for _ in 0..window {
        ends.out.feed(ends.envelope.with(since(start))).await?;
    }
    ends.out.flush().await?;
    while start.elapsed() < WARM_UP + COUNTED {
        let mut message = ends.incoming.next().await;
        // Whatever has arrived is answered at once, with one write.
        loop {
            let received = message.context("the server closed a connection")??;
            let now = since(start);
            if let Some(sent) = Envelope::time_in(&received) {
                if now > WARM_UP.as_nanos() as u64 {
                    latencies.record(now.saturating_sub(sent));
                }
                ends.out.feed(ends.envelope.with(now)).await?;
            }
            match ends.incoming.next().now_or_never() {
                Some(next) => message = next,
                None => break,
            }
        }
        ends.out.flush().await?;
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
        senders.push((out, envelope));
        receivers.spawn(receive(incoming, start));
    }
    let interval = Duration::from_secs(1) / rate;
    let mut due = Duration::ZERO;
    let mut turn = 0;
    while due < WARM_UP + COUNTED {
        let first = turn;
        while due <= start.elapsed() && turn - first < senders.len() {
            let index = turn % senders.len();
            let (out, envelope) = senders.get_mut(index).context("no sender")?;
            out.feed(envelope.with(due.as_nanos() as u64)).await?;
            due += interval;
            turn += 1;
        }
        for offset in first..turn {
            let index = offset % senders.len();
            senders.get_mut(index).context("no sender")?.0.flush().await?;
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
async fn receive(mut incoming: SplitStream<Socket>, start: Instant) -> Result<Latencies> {
    const LATE: Duration = Duration::from_secs(1);
    let mut latencies = Latencies::new()?;
    let end = tokio::time::Instant::from_std(start) + WARM_UP + COUNTED + LATE;
    while let Ok(message) = tokio::time::timeout_at(end, incoming.next()).await {
        let received = message.context("the server closed a connection")??;
        let due = Envelope::time_in(&received);
        if let Some(due) = due.filter(|due| *due > WARM_UP.as_nanos() as u64) {
            latencies.record(since(start).saturating_sub(due));
        }
    }
    Ok(latencies)
}

fn since(start: Instant) -> u64 {
    start.elapsed().as_nanos() as u64
}
