//! What one account has of the relay: whoever comes as many clients has one.

use crate::rate_limiter::RateLimiter;
use crate::sync::lock;
use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use visavis_roap::Timestamp;

/// How many seconds' worth of bytes may come at once: a picture is sent in one go.
const BURST: u32 = 2;

/// The bounds of the relay.
#[derive(Debug, Clone, Copy)]
pub struct AccountLimits {
    pub allocations: usize,
    pub allocations_per_account: usize,
    pub bytes_per_second: u32,
}

/// The accounts that have allocations, or have used more than others until lately.
#[derive(Debug)]
pub struct Accounts {
    limits: AccountLimits,
    allocations: usize,
    open: HashMap<String, Open>,
}

#[derive(Debug)]
struct Open {
    allocations: usize,
    bandwidth: Bandwidth,
}

/// The bytes that all allocations of an account may relay. Clones are the same.
#[derive(Debug, Clone)]
pub struct Bandwidth(Arc<Mutex<RateLimiter>>);

/// Why there is no further allocation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exceeded {
    /// The account has as many as it may have.
    Account,
    /// There are as many as there may be.
    All,
}

impl AccountLimits {
    fn bandwidth(&self, now: Timestamp) -> RateLimiter {
        let rate = self.bytes_per_second;
        RateLimiter::new(rate, rate.saturating_mul(BURST), now)
    }
}

impl Accounts {
    /// Creates the table, in which nobody is.
    pub fn new(limits: AccountLimits) -> Self {
        Self {
            limits,
            allocations: 0,
            open: HashMap::new(),
        }
    }

    /// Returns why an account may not have so many allocations more, if that is so.
    pub fn check(&self, account: &str, more: usize) -> Result<(), Exceeded> {
        if self.allocations + more > self.limits.allocations {
            return Err(Exceeded::All);
        }
        let of_account = self.open.get(account).map_or(0, |open| open.allocations);
        if of_account + more > self.limits.allocations_per_account {
            return Err(Exceeded::Account);
        }
        Ok(())
    }

    /// Counts an allocation, which is given back with [`Accounts::close`].
    pub fn open(&mut self, account: &str, now: Timestamp) -> Bandwidth {
        let limits = self.limits;
        let open = self.open.entry(account.to_owned()).or_insert_with(|| Open {
            allocations: 0,
            bandwidth: Bandwidth(Arc::new(Mutex::new(limits.bandwidth(now)))),
        });
        open.allocations += 1;
        self.allocations += 1;
        open.bandwidth.clone()
    }

    /// Gives an allocation back.
    pub fn close(&mut self, account: &str) {
        let open = self.open.get_mut(account);
        let Some(open) = open.filter(|open| open.allocations > 0) else {
            return;
        };
        open.allocations -= 1;
        self.allocations -= 1;
    }

    /// Changes the bounds. Whoever has more than they may keeps it; bandwidth begins anew.
    pub fn resize(&mut self, limits: AccountLimits, now: Timestamp) {
        self.limits = limits;
        for open in self.open.values() {
            *lock(&open.bandwidth.0) = limits.bandwidth(now);
        }
    }

    /// Forgets whoever has no allocation, and as much bandwidth as somebody new: not earlier, or a client that opens its
    /// allocation anew would have a burst each time.
    pub fn sweep(&mut self, now: Timestamp) {
        self.open
            .retain(|_, open| open.allocations > 0 || !lock(&open.bandwidth.0).is_full(now));
    }

    /// Returns how many allocations there are.
    pub fn allocations(&self) -> usize {
        self.allocations
    }
}

impl Bandwidth {
    /// Takes what a packet needs; returns false, and takes nothing, if there is not as much.
    pub fn take(&self, bytes: usize, now: Timestamp) -> bool {
        lock(&self.0).try_take(bytes, now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    const LIMITS: AccountLimits = AccountLimits {
        allocations: 3,
        allocations_per_account: 2,
        bytes_per_second: 1_000,
    };

    #[test]
    fn an_account_and_all_together_have_so_many_and_no_more() {
        let mut accounts = Accounts::new(LIMITS);

        accounts.open("ada", at(0));
        accounts.open("ada", at(0));
        assert_eq!(accounts.check("ada", 1), Err(Exceeded::Account));
        assert_eq!(accounts.check("lin", 1), Ok(()));
        assert_eq!(accounts.check("lin", 2), Err(Exceeded::All));
        accounts.open("lin", at(0));
        assert_eq!(accounts.check("lin", 1), Err(Exceeded::All));

        accounts.close("ada");
        assert_eq!(accounts.check("lin", 1), Ok(()));
        assert_eq!(accounts.allocations(), 2);
    }

    #[test]
    fn all_allocations_of_an_account_share_its_bandwidth() {
        let mut accounts = Accounts::new(LIMITS);
        let [one, other] = [(); 2].map(|()| accounts.open("ada", at(0)));

        assert!(one.take(1_500, at(0)));
        assert!(!other.take(501, at(0)));
        assert!(other.take(500, at(0)));
        assert!(accounts.open("lin", at(0)).take(2_000, at(0)));
        assert!(one.take(100, at(100)));
    }

    #[test]
    fn who_opens_an_allocation_anew_has_no_other_burst() {
        let mut accounts = Accounts::new(LIMITS);
        assert!(accounts.open("ada", at(0)).take(2_000, at(0)));
        accounts.close("ada");
        accounts.close("ada");
        accounts.sweep(at(1_000));

        assert_eq!(accounts.allocations(), 0);
        assert!(!accounts.open("ada", at(1_000)).take(1_001, at(1_000)));
    }

    #[test]
    fn nobody_is_remembered_without_an_allocation_and_with_a_full_burst() {
        let mut accounts = Accounts::new(LIMITS);
        assert!(accounts.open("ada", at(0)).take(2_000, at(0)));
        accounts.close("ada");

        accounts.sweep(at(2_000));

        assert!(accounts.open.is_empty());
    }

    fn at(milliseconds: u64) -> Timestamp {
        Timestamp::new(Duration::from_millis(milliseconds))
    }
}
