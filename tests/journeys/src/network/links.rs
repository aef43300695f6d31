//! The links between the namespaces: veth pairs, addresses, routes and NAT rules.

use anyhow::Result;

use super::{Home, Nat, Network, WORLD, inside, ip};
use crate::namespace::Namespace;

/// One end of a veth pair: its namespace, interface name and address with prefix.
struct End<'n>(&'n Namespace, &'static str, String);

impl Network {
    pub(super) fn set_up(&self, nat: Nat) -> Result<()> {
        for namespace in self.namespaces() {
            ip(&format!("netns add {}", namespace.name()))?;
            ip(&format!("-n {} link set lo up", namespace.name()))?;
        }
        inside(&self.world, &format!("ip addr add {WORLD}/32 dev lo"))?;
        inside(&self.world, "sysctl -qw net.ipv4.ip_forward=1")?;
        for home in [Home::A, Home::B] {
            self.plug_in(home, "eth0", "lan0", home.subnet(0))?;
            self.connect_router(home)?;
            self.configure_nat(home, nat)?;
        }
        // Packets to private addresses are lost, as on the Internet. Without a route, coturn would get an error and end
        // the session.
        let lost = format!("ip route add 192.168.0.0/16 via {}", Home::A.world_address());
        inside(&self.world, &lost)
    }

    /// Connects a home to its router and makes that link the home's default route.
    pub(super) fn plug_in(
        &self,
        home: Home,
        interface: &'static str,
        port: &'static str,
        subnet: String,
    ) -> Result<()> {
        link(
            &End(self.home(home), interface, format!("{subnet}.2/24")),
            &End(self.router(home), port, format!("{subnet}.1/24")),
        )?;
        inside(
            self.home(home),
            &format!("ip route replace default via {subnet}.1"),
        )
    }

    fn connect_router(&self, home: Home) -> Result<()> {
        let (router, port, third) = (self.router(home), home.world_port(), home as usize + 1);
        link(
            &End(router, "wan", format!("{}/24", home.world_address())),
            &End(&self.world, port, format!("10.90.{third}.1/24")),
        )?;
        inside(router, &format!("ip route replace default via 10.90.{third}.1"))?;
        inside(router, "sysctl -qw net.ipv4.ip_forward=1")
    }

    /// Drops unsolicited packets from the world, both to the home and to the router itself: the router would otherwise
    /// answer an early probe, and its connection tracking would occupy the port that the home is about to use.
    fn configure_nat(&self, home: Home, nat: Nat) -> Result<()> {
        let random = match nat {
            Nat::Symmetric => "fully-random",
            Nat::PortPreserving => "",
        };
        for line in [
            "add table ip nat",
            "add chain ip nat leaving { type nat hook postrouting priority 100 ; }",
            &format!("add rule ip nat leaving oifname wan masquerade {random}"),
            "add table ip filter",
            "add chain ip filter through { type filter hook forward priority 0 ; policy drop ; }",
            "add rule ip filter through ct state established,related accept",
            "add rule ip filter through oifname wan accept",
            "add chain ip filter in { type filter hook input priority 0 ; }",
            "add rule ip filter in iifname wan ct state new drop",
            // The rules of injected faults go into this chain, which runs before all others.
            "add table ip fault",
            "add chain ip fault through { type filter hook forward priority -10 ; }",
        ] {
            inside(self.router(home), &format!("nft {line}"))?;
        }
        Ok(())
    }
}

impl Home {
    /// Returns the /24 prefix of one of the home's two subnets.
    pub(super) fn subnet(self, number: usize) -> String {
        format!("192.168.{}", 10 * (self as usize + 1) + number)
    }

    /// Returns the router's address in the world.
    fn world_address(self) -> String {
        format!("10.90.{}.2", self as usize + 1)
    }

    fn world_port(self) -> &'static str {
        match self {
            Self::A => "to-a",
            Self::B => "to-b",
        }
    }
}

fn link(one: &End<'_>, other: &End<'_>) -> Result<()> {
    ip(&format!(
        "link add {} netns {} type veth peer name {} netns {}",
        one.1,
        one.0.name(),
        other.1,
        other.0.name()
    ))?;
    for End(namespace, interface, address) in [one, other] {
        inside(namespace, &format!("ip addr add {address} dev {interface}"))?;
        inside(namespace, &format!("ip link set {interface} up"))?;
    }
    Ok(())
}
