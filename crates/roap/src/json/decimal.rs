//! Computes the value of a number from its digits.

/// Accumulates a decimal number exactly, without the tables that parsing a floating-point number requires.
pub struct Decimal {
    /// The digits up to the last nonzero one; `None` if they exceed a `u64`.
    significand: Option<u64>,
    /// The number of zeros read since.
    zeros: u32,
    /// The power of ten of the last digit.
    power: i32,
}

impl Decimal {
    pub fn new() -> Self {
        Self {
            significand: Some(0),
            zeros: 0,
            power: 0,
        }
    }

    pub fn push(&mut self, digit: u32) {
        if digit > 0 {
            let significand = self
                .significand
                .and_then(|significand| shift(significand, self.zeros + 1));
            self.significand = significand.and_then(|significand| significand.checked_add(digit.into()));
            self.zeros = 0;
        } else if self.significand != Some(0) {
            self.zeros += 1;
        }
    }

    pub fn push_fraction(&mut self, digit: u32) {
        self.push(digit);
        self.power = self.power.saturating_sub(1);
    }

    pub fn raise(&mut self, exponent: i32) {
        self.power = self.power.saturating_add(exponent);
    }

    /// Returns the number, if it is whole and fits into a `u64`.
    pub fn whole(self) -> Option<u64> {
        match self.significand? {
            0 => Some(0),
            significand => {
                let power = self.power.saturating_add_unsigned(self.zeros);
                shift(significand, u32::try_from(power).ok()?)
            }
        }
    }
}

fn shift(number: u64, power: u32) -> Option<u64> {
    number.checked_mul(10_u64.checked_pow(power)?)
}
