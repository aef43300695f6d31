use super::millis;
use super::random::Random;
use std::time::Duration;
use visavis_call::roap::Timestamp;

/// Delay, loss and duplication of messages. A socket preserves order; a message between two clients that may also take
/// another route can be overtaken, lost or duplicated.
#[derive(Debug, Clone)]
pub struct Network {
    pub shortest: Duration,
    /// The maximum additional delay.
    pub spread: Duration,
    /// The percentages of messages between two clients that are lost, duplicated and delayed.
    pub lost: u64,
    pub doubled: u64,
    pub late: u64,
}

impl Network {
    /// Returns a network without loss, where every message takes 20 ms.
    pub fn calm() -> Self {
        Self {
            shortest: millis(20),
            spread: millis(0),
            lost: 0,
            doubled: 0,
            late: 0,
        }
    }

    /// Returns a network with jitter, loss, duplication and late messages.
    pub fn rough() -> Self {
        Self {
            shortest: millis(5),
            spread: millis(200),
            lost: 10,
            doubled: 10,
            late: 10,
        }
    }

    pub fn delay(&self, random: &mut Random) -> Duration {
        self.shortest + millis(random.below(self.spread.as_millis() as u64 + 1))
    }

    /// Returns the arrival times of the copies of a message between two clients: none, one or two.
    pub fn arrivals(&self, now: Timestamp, in_order: &mut Timestamp, random: &mut Random) -> Vec<Timestamp> {
        let mut arrivals = Vec::new();
        if !random.chance(self.lost) {
            if random.chance(self.late) {
                arrivals.push(now + self.delay(random) * 10);
            } else {
                *in_order = (*in_order).max(now + self.delay(random));
                arrivals.push(*in_order);
            }
        }
        if random.chance(self.doubled) {
            arrivals.push(now + self.delay(random) * 5);
        }
        arrivals
    }
}
