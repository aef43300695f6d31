//! The memory that messages may take, over all sockets.

use crate::network::Network;
use crate::sync::lock;
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

/// What each account may hold without drawing on the budget: a session description has about 8 kB. So whoever reads
/// and writes as a call does is not affected when somebody else has used the budget up.
const ALLOWANCE: usize = 8 * 1024;

/// The bytes that wait in all sockets together beyond what each may hold anyway.
#[derive(Debug)]
pub struct Budget {
    drawn: Mutex<Drawn>,
    /// Messages for which there was no place.
    dropped: AtomicU64,
}

#[derive(Debug, Default)]
struct Drawn {
    max: usize,
    total: usize,
    by_site: BTreeMap<Network, usize>,
}

/// The bytes that wait in one place. Dropping the account gives them back.
#[derive(Debug)]
pub struct Account {
    budget: Arc<Budget>,
    site: Network,
    bytes: usize,
}

impl Budget {
    /// Creates a budget of `max` bytes. One address, or site of IPv6, draws a quarter of what the others leave at most: it
    /// takes dozens to use up what one call needs.
    pub fn new(max: usize) -> Arc<Self> {
        let drawn = Drawn {
            max,
            ..Drawn::default()
        };
        Arc::new(Self {
            drawn: Mutex::new(drawn),
            dropped: AtomicU64::new(0),
        })
    }

    /// Changes the bytes that there are. What was drawn beyond is given back as it is used.
    pub fn resize(&self, max: usize) {
        lock(&self.drawn).max = max;
    }

    /// Returns the bytes that wait.
    pub fn drawn(&self) -> usize {
        lock(&self.drawn).total
    }

    /// Returns how many messages were dropped, since there was no place for them.
    pub fn dropped(&self) -> u64 {
        self.dropped.load(Ordering::Relaxed)
    }

    /// Opens an account that holds nothing.
    pub fn account(self: &Arc<Self>, network: Network) -> Account {
        Account {
            budget: Arc::clone(self),
            site: network.site(),
            bytes: 0,
        }
    }

    /// Exchanges what was drawn for another amount; returns whether it fits.
    fn draw(&self, site: Network, before: usize, after: usize) -> bool {
        if before == after {
            return true;
        }
        let mut drawn = lock(&self.drawn);
        let of_site = drawn.by_site.get(&site).copied().unwrap_or(0);
        let of_others = drawn.total - of_site;
        let of_site = (of_site - before).saturating_add(after);
        if after > before && of_site > drawn.max.saturating_sub(of_others) / 4 {
            return false;
        }
        drawn.total = of_others + of_site;
        if of_site == 0 {
            drawn.by_site.remove(&site);
        } else {
            drawn.by_site.insert(site, of_site);
        }
        true
    }
}

impl Account {
    /// Counts a message that is dropped.
    pub fn drop_message(&self) {
        self.budget.dropped.fetch_add(1, Ordering::Relaxed);
    }

    /// Sets the bytes that wait; returns false, and changes nothing, if the budget does not suffice for more.
    #[must_use = "without the budget, the bytes must not be kept"]
    pub fn set(&mut self, bytes: usize) -> bool {
        let [before, after] = [self.bytes, bytes].map(|bytes| bytes.saturating_sub(ALLOWANCE));
        let fits = self.budget.draw(self.site, before, after);
        if fits {
            self.bytes = bytes;
        }
        fits
    }
}

impl Drop for Account {
    fn drop(&mut self) {
        // Less always fits.
        let _ = self.set(0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::{IpAddr, Ipv4Addr};

    #[test]
    fn what_one_call_needs_is_always_there() {
        let budget = Budget::new(0);
        let mut account = budget.account(network(1));

        assert!(account.set(ALLOWANCE));
        assert!(!account.set(ALLOWANCE + 1));
        assert_eq!(account.bytes, ALLOWANCE);
    }

    #[test]
    fn one_network_draws_a_quarter_of_what_the_others_leave() {
        let budget = Budget::new(400);
        let mut accounts = [1, 1, 2].map(|number| budget.account(network(number)));

        assert!(accounts[0].set(ALLOWANCE + 60));
        assert!(!accounts[1].set(ALLOWANCE + 41));
        assert!(accounts[1].set(ALLOWANCE + 40));
        assert!(!accounts[2].set(ALLOWANCE + 76));
        assert!(accounts[2].set(ALLOWANCE + 75));
        // Who has more than that now may keep it.
        assert!(accounts[0].set(ALLOWANCE + 59));
        assert!(!accounts[0].set(ALLOWANCE + 60));
    }

    #[test]
    fn after_many_greedy_networks_there_is_something_left_for_another() {
        let budget = Budget::new(256 * 1024 * 1024);
        let mut greedy = Vec::new();
        for number in 0..20 {
            let mut account = budget.account(network(number));
            let mut bytes = ALLOWANCE;
            while account.set(bytes + 4 * 1024) {
                bytes += 4 * 1024;
            }
            greedy.push(account);
        }

        assert!(budget.account(network(99)).set(64 * 1024));
    }

    #[test]
    fn a_site_of_ipv6_is_one() {
        let budget = Budget::new(400);
        let of = |address: &str| budget.account(address.parse::<IpAddr>().unwrap().into());
        let mut accounts = ["2001:db8:0:1::1", "2001:db8:0:2::1", "2001:db8:1:1::1"].map(of);

        let fit = accounts.each_mut().map(|account| account.set(ALLOWANCE + 60));

        assert_eq!(fit, [true, false, true]);
    }

    #[test]
    fn a_dropped_account_gives_everything_back() {
        let budget = Budget::new(400);
        let mut account = budget.account(network(1));
        assert!(account.set(ALLOWANCE + 100));
        assert!(account.set(ALLOWANCE + 50));

        drop(account);

        let drawn = lock(&budget.drawn);
        assert_eq!((drawn.total, drawn.by_site.len()), (0, 0));
    }

    fn network(number: u32) -> Network {
        IpAddr::from(Ipv4Addr::from_bits(number)).into()
    }
}
