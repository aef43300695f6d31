//! The attackers: a process of its own, which attacks until it is killed.

mod floods;
mod holders;
mod messages;
mod people;
mod renamers;

use std::net::Ipv4Addr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use anyhow::{Context, Result};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;
use tokio::time::{Instant, interval, sleep};

use crate::attack::Attack;
use crate::load;

/// What the process prints once the attack is under way.
pub const READY: &str = "ready";
/// How often it prints how much it has done.
const TELL_EVERY: Duration = Duration::from_millis(250);
/// The time from one attacker that begins to hold something to the next.
const STAGGER: Duration = Duration::from_micros(700);
/// How long the last one takes to hold it.
const SETTLING: Duration = Duration::from_secs(2);
/// How long an attacker waits who was refused.
const PAUSE: Duration = Duration::from_millis(100);
/// How many attempts of a flood may be under way.
const UNDER_WAY: usize = 4_000;
/// How long an attempt of a flood may take.
const PATIENCE: Duration = Duration::from_secs(5);

/// One of the attackers.
#[derive(Clone, Debug)]
struct Attacker {
    port: u16,
    number: usize,
    done: Arc<AtomicU64>,
}

/// Attacks the server at that port.
///
/// # Errors
///
/// If there is no such attack, or not enough files may be open.
pub async fn run(name: &str, port: u16) -> Result<()> {
    let attack = Attack::named(name).with_context(|| format!("there is no attack {name}"))?;
    load::raise_file_limit()?;
    let first = Attacker {
        port,
        number: 0,
        done: Arc::default(),
    };
    tokio::spawn(tell(Arc::clone(&first.done)));
    match attack {
        Attack::Silent => hold(first, 1_200, holders::silent).await,
        Attack::Idle => hold(first, 300, holders::idle).await,
        Attack::SlowFiles => hold(first, 4_000, holders::slow_file).await,
        Attack::Heads => hold(first, 4_000, holders::head).await,
        Attack::Connections => flood(first, 3_000, floods::connection).await,
        Attack::Sockets => flood(first, 2_000, floods::socket).await,
        Attack::Hellos => flood(first, 1_000, floods::hello).await,
        Attack::ManyHellos => flood(first, 1_000, floods::hello_of_another_address).await,
        Attack::Requests => hold(first, 8, floods::requests).await,
        Attack::Looks => hold(first, 4, floods::looks).await,
        Attack::Chatter => hold(first, 300, messages::chatter).await,
        Attack::LargeMessages => hold(first, 150, messages::large).await,
        Attack::ManyChatters => hold(first, 300, messages::chatter_of_two_addresses).await,
        Attack::Unfinished => hold(first, 1_000, messages::unfinished).await,
        Attack::SlowReaders => hold(first, 100, messages::slow_readers).await,
        Attack::Knocks => hold(first, 35, renamers::at_a_door).await,
        Attack::Renames => hold(first, 100, renamers::in_a_room).await,
    }
    Ok(())
}

/// Prints how much was done, for as long as the process lives.
async fn tell(done: Arc<AtomicU64>) {
    let mut due = interval(TELL_EVERY);
    loop {
        due.tick().await;
        xtask::say::plainly(done.load(Ordering::Relaxed));
    }
}

/// Keeps that many attackers going: whoever is thrown out begins again.
async fn hold<A: Future<Output = Result<()>> + Send + 'static>(
    first: Attacker,
    count: usize,
    attack: impl Fn(Attacker) -> A + Send + Sync + Copy + 'static,
) {
    let mut tasks = JoinSet::new();
    let begun = Instant::now();
    let mut stagger = Duration::ZERO;
    for number in 0..count {
        let attacker = Attacker {
            number,
            ..first.clone()
        };
        tasks.spawn(async move {
            tokio::time::sleep_until(begun + stagger).await;
            loop {
                // Whoever attacks expects to be refused.
                drop(attack(attacker.clone()).await);
                sleep(PAUSE).await;
            }
        });
        stagger += STAGGER;
    }
    sleep(stagger + SETTLING).await;
    xtask::say::plainly(READY);
    tasks.join_all().await;
}

/// Attempts something that often a second, whatever becomes of it.
async fn flood<A: Future<Output = Result<()>> + Send + 'static>(
    first: Attacker,
    a_second: usize,
    attack: impl Fn(Attacker) -> A,
) {
    let places = Arc::new(Semaphore::new(UNDER_WAY));
    let begun = Instant::now();
    let mut due = interval(Duration::from_millis(1));
    let mut number = 0;
    xtask::say::plainly(first.done.load(Ordering::Relaxed));
    xtask::say::plainly(READY);
    loop {
        due.tick().await;
        while number < (begun.elapsed().as_secs_f64() * a_second as f64) as usize {
            number += 1;
            let Ok(place) = Arc::clone(&places).try_acquire_owned() else {
                continue;
            };
            let attempt = attack(Attacker {
                number,
                ..first.clone()
            });
            tokio::spawn(async move {
                // Whoever attacks expects to be refused.
                drop(tokio::time::timeout(PATIENCE, attempt).await);
                drop(place);
            });
        }
    }
}

impl Attacker {
    /// Counts something that was done.
    fn count(&self) {
        self.done.fetch_add(1, Ordering::Relaxed);
    }

    /// The only address, or the first.
    const ADDRESS: Ipv4Addr = Ipv4Addr::new(127, 0, 0, 2);

    /// One of that many addresses.
    fn one_of_addresses(&self, count: usize) -> Ipv4Addr {
        Self::nth_address(self.number % count)
    }

    fn nth_address(number: usize) -> Ipv4Addr {
        Ipv4Addr::from_bits(Self::ADDRESS.to_bits() + (1 << 16) + number as u32)
    }
}
