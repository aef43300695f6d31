use std::collections::VecDeque;
use visavis_call::roap::{Entropy, TieBreaker};

/// A deterministic pseudo-random number generator (splitmix64).
#[derive(Debug, Clone)]
pub struct Random(u64);

impl Random {
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub fn draw(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    pub fn below(&mut self, bound: u64) -> u64 {
        self.draw() % bound.max(1)
    }

    /// Returns true with a probability of `percent`.
    pub fn chance(&mut self, percent: u64) -> bool {
        self.below(100) < percent
    }
}

/// The entropy of one call. A test can dictate tie-breakers to decide the outcome of glare.
#[derive(Debug)]
pub struct Draws {
    random: Random,
    dictated: VecDeque<TieBreaker>,
}

impl Draws {
    pub fn new(seed: u64, dictated: &[TieBreaker]) -> Self {
        Self {
            random: Random::new(seed),
            dictated: dictated.iter().copied().collect(),
        }
    }
}

impl Entropy for Draws {
    fn bits(&mut self) -> u128 {
        u128::from(self.random.draw()) << 64 | u128::from(self.random.draw())
    }

    fn tie_breaker(&mut self) -> TieBreaker {
        let drawn = (self.random.draw() % 0xFFFF_FFFE) as TieBreaker + 1;
        self.dictated.pop_front().unwrap_or(drawn)
    }
}
