//! Gives memory back to the system once a flood of connections has ebbed.

use std::time::Duration;
use tokio::time::sleep;
use tracing::debug;
use visavis_server::Control;

/// How often the connections are counted.
const PERIOD: Duration = Duration::from_secs(5);

/// Below as many, what could be given back is not worth the search.
const FLOOD: usize = 100;

/// After how many periods what the gone have left behind is gone as well: seats and rooms wait for a minute by default.
const AFTERMATH: u32 = 18;

/// Gives memory back whenever most connections have ended, and again when their seats have. Never returns.
pub async fn give_back_after_floods(control: &Control) {
    let mut tide = Tide::default();
    loop {
        sleep(PERIOD).await;
        if tide.has_ebbed(control.connections()) {
            let is_smaller = visavis_heap::give_back();
            debug!(is_smaller, "gave memory back to the system");
        }
    }
}

/// How many connections there were at most since memory was given back.
#[derive(Debug, Default)]
struct Tide {
    high: usize,
    /// Periods until memory is given back again.
    aftermath: u32,
}

impl Tide {
    /// Counts once a period. Tells whether memory has become free: at most half of the most connections are left, or
    /// that was so one aftermath ago.
    fn has_ebbed(&mut self, connections: usize) -> bool {
        self.high = self.high.max(connections);
        if self.high >= FLOOD && connections <= self.high / 2 {
            self.high = connections;
            self.aftermath = AFTERMATH;
            return true;
        }
        let was_last = self.aftermath == 1;
        self.aftermath = self.aftermath.saturating_sub(1);
        was_last
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memory_is_given_back_once_for_each_ebb() {
        let mut tide = Tide::default();
        let counted = [10, 700, 400, 350, 340, 170, 5, 90, 3, 120, 80, 60];

        let ebbs: Vec<_> = counted.into_iter().filter(|&now| tide.has_ebbed(now)).collect();

        assert_eq!(ebbs, [350, 170, 5, 60]);
    }

    #[test]
    fn and_once_more_when_nobody_waits_for_the_gone() {
        let mut tide = Tide::default();
        tide.has_ebbed(700);
        tide.has_ebbed(0);

        let later: Vec<_> = (1..100).filter(|_| tide.has_ebbed(0)).collect();

        assert_eq!(later, [AFTERMATH]);
    }
}
