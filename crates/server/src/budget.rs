//! The memory that messages may take, over all sockets.

use crate::network::Network;
use crate::sync::lock;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

/// What each account may hold without drawing on the budget: a session description has about 8 kB. So whoever reads
/// and writes as a call does is not affected when somebody else has used the budget up.
const ALLOWANCE: usize = 8 * 1024;

/// The bytes that wait in all sockets together beyond what each may hold anyway.
#[derive(Debug)]
pub struct Budget {
    max: usize,
    max_per_network: usize,
    drawn: Mutex<Drawn>,
}

#[derive(Debug, Default)]
struct Drawn {
    total: usize,
    by_network: BTreeMap<Network, usize>,
}

/// The bytes that wait in one place. Dropping the account gives them back.
#[derive(Debug)]
pub struct Account {
    budget: Arc<Budget>,
    network: Network,
    bytes: usize,
}

impl Budget {
    /// Creates a budget of `max` bytes. One network draws a quarter of it at most.
    pub fn new(max: usize) -> Arc<Self> {
        Arc::new(Self {
            max,
            max_per_network: max / 4,
            drawn: Mutex::default(),
        })
    }

    /// Opens an account that holds nothing.
    pub fn account(self: &Arc<Self>, network: Network) -> Account {
        Account {
            budget: Arc::clone(self),
            network,
            bytes: 0,
        }
    }

    /// Exchanges what was drawn for another amount; returns whether it fits.
    fn draw(&self, network: Network, before: usize, after: usize) -> bool {
        if before == after {
            return true;
        }
        let mut drawn = lock(&self.drawn);
        let of_network = drawn.by_network.get(&network).copied().unwrap_or(0);
        let total = (drawn.total - before).saturating_add(after);
        let of_network = (of_network - before).saturating_add(after);
        if after > before && (total > self.max || of_network > self.max_per_network) {
            return false;
        }
        drawn.total = total;
        if of_network == 0 {
            drawn.by_network.remove(&network);
        } else {
            drawn.by_network.insert(network, of_network);
        }
        true
    }
}

impl Account {
    /// Sets the bytes that wait; returns false, and changes nothing, if the budget does not suffice for more.
    #[must_use = "without the budget, the bytes must not be kept"]
    pub fn set(&mut self, bytes: usize) -> bool {
        let [before, after] = [self.bytes, bytes].map(|bytes| bytes.saturating_sub(ALLOWANCE));
        let fits = self.budget.draw(self.network, before, after);
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
    fn one_network_draws_a_quarter_at_most() {
        let budget = Budget::new(400);
        let mut accounts = [1, 1, 2].map(|number| budget.account(network(number)));

        assert!(accounts[0].set(ALLOWANCE + 60));
        assert!(!accounts[1].set(ALLOWANCE + 41));
        assert!(accounts[1].set(ALLOWANCE + 40));
        assert!(accounts[2].set(ALLOWANCE + 100));
    }

    #[test]
    fn all_networks_together_draw_the_budget_at_most() {
        let budget = Budget::new(400);
        let mut accounts: Vec<_> = (0..5).map(|number| budget.account(network(number))).collect();

        let fit: Vec<_> = accounts
            .iter_mut()
            .map(|account| account.set(ALLOWANCE + 100))
            .collect();

        assert_eq!(fit, [true, true, true, true, false]);
    }

    #[test]
    fn a_dropped_account_gives_everything_back() {
        let budget = Budget::new(400);
        let mut account = budget.account(network(1));
        assert!(account.set(ALLOWANCE + 100));
        assert!(account.set(ALLOWANCE + 50));

        drop(account);

        let drawn = lock(&budget.drawn);
        assert_eq!((drawn.total, drawn.by_network.len()), (0, 0));
    }

    fn network(number: u32) -> Network {
        IpAddr::from(Ipv4Addr::from_bits(number)).into()
    }
}
