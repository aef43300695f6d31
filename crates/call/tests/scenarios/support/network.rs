use super::millis;
use super::random::Random;
use std::time::Duration;
use visavis_call::roap::Timestamp;

/// How messages travel. A socket keeps their order; where a message between two clients may take another route as
/// well, it can be overtaken, lost, or arrive twice.
#[derive(Debug, Clone)]
pub struct Network {
    pub shortest: Duration,
    /// How much longer it may take.
    pub spread: Duration,
    /// Of a hundred messages between two clients, how many are lost, come twice, come late.
    pub lost: u64,
    pub doubled: u64,
    pub late: u64,
}

impl Network {
    /// Nothing is lost, and every message takes 20 ms.
    pub fn calm() -> Self {
        Self {
            shortest: millis(20),
            spread: millis(0),
            lost: 0,
            doubled: 0,
            late: 0,
        }
    }

    /// Messages take what time they like, and some do not arrive.
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

    /// When the copies of a message between two clients arrive: none, one or two of them.
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
