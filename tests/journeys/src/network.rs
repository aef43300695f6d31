//! Two homes behind routers of their own, and the world between them.

mod faults;
mod leftovers;
mod links;

use std::net::Ipv4Addr;
use std::process::{self, Command};
use std::sync::atomic::{AtomicU32, Ordering};

use anyhow::{Context, Result, bail};

use crate::namespace::Namespace;

/// The address in the world that servers take.
pub const WORLD: Ipv4Addr = Ipv4Addr::new(10, 90, 0, 1);

/// Whose home.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Home {
    /// Behind one router.
    A,
    /// Behind the other one.
    B,
}

/// How the routers hide the homes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Nat {
    /// Another port for each destination: only a relay connects two of these.
    Symmetric,
    /// The same port whatever the destination: STUN is enough.
    PortPreserving,
}

/// `home A — router — world — router — home B`, each a network namespace. Dropping it ends the programs that
/// are left in them and removes them.
#[derive(Debug)]
#[must_use = "the networks are removed when this is dropped"]
pub struct Network {
    homes: [Namespace; 2],
    routers: [Namespace; 2],
    world: Namespace,
}

impl Network {
    /// Makes it.
    ///
    /// # Errors
    ///
    /// If this machine, or this user, cannot make networks: a journey through one proves nothing then, so it fails.
    pub fn new(nat: Nat) -> Result<Self> {
        static MADE: AtomicU32 = AtomicU32::new(0);

        leftovers::remove();
        let count = MADE.fetch_add(1, Ordering::Relaxed);
        let named =
            |what: &str| Namespace::new(format!("{}-{count}-{what}", leftovers::prefix(process::id())));
        // From here on what was made is removed, also when the rest fails.
        let network = Self {
            homes: [named("a"), named("b")],
            routers: [named("ra"), named("rb")],
            world: named("world"),
        };
        network.make(nat).context(
            "journeys through networks need Linux, root with CAP_NET_ADMIN, iproute2 and nftables; \
             `cargo xtask test journeys` leaves them out, and says so, where these are missing",
        )?;
        Ok(network)
    }

    /// Where somebody is at home.
    pub fn home(&self, home: Home) -> &Namespace {
        &self.homes[home as usize]
    }

    /// Where servers are, at `WORLD`.
    pub fn world(&self) -> &Namespace {
        &self.world
    }

    fn router(&self, home: Home) -> &Namespace {
        &self.routers[home as usize]
    }

    fn namespaces(&self) -> impl Iterator<Item = &Namespace> {
        self.homes.iter().chain(&self.routers).chain([&self.world])
    }
}

impl Drop for Network {
    fn drop(&mut self) {
        for namespace in self.namespaces() {
            leftovers::remove_one(namespace.name());
        }
    }
}

/// Runs one of the tools of the system's network to its end.
fn run(command: &mut Command) -> Result<()> {
    let output = command
        .output()
        .with_context(|| format!("no {}", command.get_program().display()))?;
    if !output.status.success() {
        bail!("{command:?}: {}", String::from_utf8_lossy(&output.stderr).trim());
    }
    Ok(())
}

/// `ip` with the words of a line.
fn ip(line: &str) -> Result<()> {
    run(Command::new("ip").args(line.split_whitespace()))
}

/// A tool with the words of a line, inside a namespace.
fn inside(namespace: &Namespace, line: &str) -> Result<()> {
    let mut words = line.split_whitespace();
    let program = words.next().context("no program")?;
    run(namespace.command(program).args(words))
}
