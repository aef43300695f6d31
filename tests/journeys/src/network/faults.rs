//! What can happen to the way between a home and the world.

use std::time::Duration;

use anyhow::Result;
use tokio::time::Instant;

use super::{Home, Network, inside};

impl Network {
    /// Nothing passes the home's router any more, and nobody is told: a lift, a tunnel.
    ///
    /// # Errors
    ///
    /// If the system refuses.
    pub fn cut(&self, home: Home) -> Result<()> {
        self.fault(home, "drop")
    }

    /// Waits for the end of a cut that began at `start`, and mends it: for whoever has already looked what it does.
    ///
    /// # Errors
    ///
    /// If the system refuses.
    pub async fn mend_after(&self, home: Home, start: Instant, duration: Duration) -> Result<()> {
        tokio::time::sleep_until(start + duration).await;
        self.mend(home)
    }

    /// So many per cent of what is sent as UDP is lost, in each direction.
    ///
    /// # Errors
    ///
    /// If the system refuses.
    pub fn lose(&self, home: Home, per_cent: u32) -> Result<()> {
        self.fault(
            home,
            &format!("meta l4proto udp numgen random mod 100 < {per_cent} drop"),
        )
    }

    /// The firewall of a company: TCP to these ports, and nothing else.
    ///
    /// # Errors
    ///
    /// If the system refuses.
    pub fn allow_only_tcp_to(&self, home: Home, ports: &[u16]) -> Result<()> {
        let ports: Vec<String> = ports.iter().map(u16::to_string).collect();
        self.fault(home, "meta l4proto != tcp drop")?;
        self.fault(
            home,
            &format!("oifname wan tcp dport != {{ {} }} drop", ports.join(", ")),
        )
    }

    /// A firewall that lets STUN pass, so that there is a path, but not DTLS.
    ///
    /// # Errors
    ///
    /// If the system refuses.
    pub fn drop_dtls(&self, home: Home) -> Result<()> {
        self.drop_packets_beginning_with(home, 20, 63)
    }

    /// A firewall that lets a connection come about, but no sound and no picture pass.
    ///
    /// # Errors
    ///
    /// If the system refuses.
    pub fn drop_media(&self, home: Home) -> Result<()> {
        self.drop_packets_beginning_with(home, 128, 191)
    }

    /// All faults of the home's router end, but for its speed.
    ///
    /// # Errors
    ///
    /// If the system refuses.
    pub fn mend(&self, home: Home) -> Result<()> {
        inside(self.router(home), "nft flush chain ip fault through")
    }

    /// The home has so much, in each direction.
    ///
    /// # Errors
    ///
    /// If the system refuses.
    pub fn slow_down(&self, home: Home, kbit_per_second: u32) -> Result<()> {
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

    /// The home gets another address from its router, on the same interface.
    ///
    /// # Errors
    ///
    /// If the system refuses.
    pub fn change_address(&self, home: Home) -> Result<()> {
        let subnet = home.subnet(0);
        // The routes go with the last address.
        for line in [
            format!("ip addr del {subnet}.2/24 dev eth0"),
            format!("ip addr add {subnet}.3/24 dev eth0"),
            format!("ip route replace default via {subnet}.1"),
        ] {
            inside(self.home(home), &line)?;
        }
        Ok(())
    }

    /// The home goes to the world by another interface, and the former one is gone: from Wi-Fi to a cable.
    ///
    /// # Errors
    ///
    /// If the system refuses.
    pub fn change_interface(&self, home: Home) -> Result<()> {
        self.plug_in(home, "eth1", "lan1", home.subnet(1))?;
        inside(self.home(home), "ip link del eth0")
    }

    /// The first byte says what a packet is (RFC 7983); it follows the eight bytes of the header of UDP.
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
