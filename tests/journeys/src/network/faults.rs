//! Fault injection on the path between a home and the world.

use std::time::Duration;

use anyhow::Result;
use tokio::time::Instant;

use super::{Home, Network, inside};

impl Network {
    /// Drops all packets at the home's router without any error, as in a lift or a tunnel.
    ///
    /// # Errors
    ///
    /// Fails if the network tools fail.
    pub fn cut(&self, home: Home) -> Result<()> {
        self.fault(home, "drop")
    }

    /// Waits until `duration` has passed since `start`, then restores the path.
    ///
    /// # Errors
    ///
    /// Fails if the network tools fail.
    pub async fn restore_after(&self, home: Home, start: Instant, duration: Duration) -> Result<()> {
        tokio::time::sleep_until(start + duration).await;
        self.restore(home)
    }

    /// Drops a percentage of UDP packets in each direction.
    ///
    /// # Errors
    ///
    /// Fails if the network tools fail.
    pub fn drop_udp(&self, home: Home, percent: u32) -> Result<()> {
        self.fault(
            home,
            &format!("meta l4proto udp numgen random mod 100 < {percent} drop"),
        )
    }

    /// Passes TCP to these ports and nothing else, like a company firewall.
    ///
    /// # Errors
    ///
    /// Fails if the network tools fail.
    pub fn allow_only_tcp_to(&self, home: Home, ports: &[u16]) -> Result<()> {
        let ports: Vec<String> = ports.iter().map(u16::to_string).collect();
        self.fault(home, "meta l4proto != tcp drop")?;
        self.fault(
            home,
            &format!("oifname wan tcp dport != {{ {} }} drop", ports.join(", ")),
        )
    }

    /// Drops DTLS but passes STUN, so that ICE finds a path.
    ///
    /// # Errors
    ///
    /// Fails if the network tools fail.
    pub fn drop_dtls(&self, home: Home) -> Result<()> {
        self.drop_packets_beginning_with(home, 20, 63)
    }

    /// Drops SRTP but passes STUN and DTLS, so that the connection is established without media.
    ///
    /// # Errors
    ///
    /// Fails if the network tools fail.
    pub fn drop_media(&self, home: Home) -> Result<()> {
        self.drop_packets_beginning_with(home, 128, 191)
    }

    /// Removes all faults of the home's router except the rate limit.
    ///
    /// # Errors
    ///
    /// Fails if the network tools fail.
    pub fn restore(&self, home: Home) -> Result<()> {
        inside(self.router(home), "nft flush chain ip fault through")
    }

    /// Limits the bandwidth of the home in each direction.
    ///
    /// # Errors
    ///
    /// Fails if the network tools fail.
    pub fn limit_rate(&self, home: Home, kbit_per_second: u32) -> Result<()> {
        for interface in ["wan", "lan0"] {
            inside(
                self.router(home),
                &format!(
                    "tc qdisc replace dev {interface} root tbf rate {kbit_per_second}kbit burst 10kb latency 300ms"
                ),
            )?;
        }
        Ok(())
    }

    /// Changes the home's address, on the same interface.
    ///
    /// # Errors
    ///
    /// Fails if the network tools fail.
    pub fn change_address(&self, home: Home) -> Result<()> {
        let subnet = home.subnet(0);
        // Removing the last address removes the routes too.
        for line in [
            format!("ip addr del {subnet}.2/24 dev eth0"),
            format!("ip addr add {subnet}.3/24 dev eth0"),
            format!("ip route replace default via {subnet}.1"),
        ] {
            inside(self.home(home), &line)?;
        }
        Ok(())
    }

    /// Moves the home to another interface and removes the previous one, as in a switch from Wi-Fi to Ethernet.
    ///
    /// # Errors
    ///
    /// Fails if the network tools fail.
    pub fn change_interface(&self, home: Home) -> Result<()> {
        self.plug_in(home, "eth1", "lan1", home.subnet(1))?;
        inside(self.home(home), "ip link del eth0")
    }

    /// Drops UDP packets by their first byte, which identifies the protocol (RFC 7983) and follows the 8-byte UDP
    /// header.
    fn drop_packets_beginning_with(&self, home: Home, first: u8, last: u8) -> Result<()> {
        self.fault(
            home,
            &format!("meta l4proto udp @th,64,8 >= {first} @th,64,8 <= {last} drop"),
        )
    }

    fn fault(&self, home: Home, rule: &str) -> Result<()> {
        inside(
            self.router(home),
            &format!("nft add rule ip fault through {rule}"),
        )
    }
}
