use std::fmt;

/// How loud a person is played here, from 0 to 1 (as sent), as the `volume` of a media element.
#[derive(Clone, Copy, PartialEq)]
pub struct Volume(f64);

impl Volume {
    /// As sent.
    pub const FULL: Self = Self(1.0);

    /// Returns `None` unless it is from 0 to 1.
    pub fn new(volume: f64) -> Option<Self> {
        (0.0..=1.0).contains(&volume).then_some(Self(volume))
    }

    /// Returns it as a number.
    pub fn get(self) -> f64 {
        self.0
    }
}

// It is never NaN.
impl Eq for Volume {}

impl fmt::Debug for Volume {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_volume_is_from_0_to_1() {
        for volume in [0.0, 0.3, 1.0] {
            assert_eq!(Volume::new(volume).map(Volume::get), Some(volume));
        }
        for volume in [-0.1, 1.1, f64::NAN, f64::INFINITY] {
            assert_eq!(Volume::new(volume), None, "{volume}");
        }
    }
}
