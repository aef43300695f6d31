//! A test network of namespaces: two homes behind routers, and the world between them.

mod cleanup;
mod faults;
mod links;

use std::net::Ipv4Addr;
use std::process::{self, Command};
use std::sync::atomic::{AtomicU32, Ordering};

use anyhow::{Context, Result, bail};

use crate::namespace::Namespace;

/// The address of the servers in the world.
pub const WORLD: Ipv4Addr = Ipv4Addr::new(10, 90, 0, 1);

/// One of the two homes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Home {
    /// The home behind router A.
    A,
    /// The home behind router B.
    B,
}

/// The NAT behaviour of both routers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Nat {
    /// Maps each destination to another port: two such homes can only connect through a relay.
    Symmetric,
    /// Keeps the port for all destinations: STUN is enough.
    PortPreserving,
}

/// `home A — router — world — router — home B`, each a network namespace. Dropping it kills the programs that still run
/// in the namespaces and removes them.
#[derive(Debug)]
#[must_use = "the networks are removed when this is dropped"]
pub struct Network {
    homes: [Namespace; 2],
    routers: [Namespace; 2],
    world: Namespace,
}

impl Network {
    /// Creates the namespaces and connects them.
    ///
    /// # Errors
    ///
    /// Fails if this machine or this user cannot create network namespaces.
    pub fn new(nat: Nat) -> Result<Self> {
        static CREATED: AtomicU32 = AtomicU32::new(0);

        cleanup::remove_stale();
        let count = CREATED.fetch_add(1, Ordering::Relaxed);
        let named = |what: &str| Namespace::new(format!("{}-{count}-{what}", cleanup::prefix(process::id())));
        // Constructed first, so that a partial set-up is removed if `set_up` fails.
        let network = Self {
            homes: [named("a"), named("b")],
            routers: [named("ra"), named("rb")],
            world: named("world"),
        };
        network.set_up(nat).context(
            "network journeys need Linux, root with CAP_NET_ADMIN, iproute2 and nftables; \
             `cargo xtask test journeys` skips them and reports SKIPPED where these are missing",
        )?;
        Ok(network)
    }

    /// Returns the namespace of a home.
    pub fn home(&self, home: Home) -> &Namespace {
        &self.homes[home as usize]
    }

    /// Returns the namespace of the world, where servers listen on `WORLD`.
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
            cleanup::remove(namespace.name());
        }
    }
}

/// Runs a network tool to completion.
fn run(command: &mut Command) -> Result<()> {
    let output = command
        .output()
        .with_context(|| format!("cannot run {}", command.get_program().display()))?;
    if !output.status.success() {
        bail!("{command:?}: {}", String::from_utf8_lossy(&output.stderr).trim());
    }
    Ok(())
}

/// Runs `ip` with the words of `line` as arguments.
fn ip(line: &str) -> Result<()> {
    run(Command::new("ip").args(line.split_whitespace()))
}

/// Runs the command `line` inside a namespace.
fn inside(namespace: &Namespace, line: &str) -> Result<()> {
    let mut words = line.split_whitespace();
    let program = words.next().context("empty command line")?;
    run(namespace.command(program).args(words))
}
