//! Limits on sent video: in a mesh, every client encodes its camera once per peer, and a page may want less.

/// The height of the first pictures of a connection, in pixels.
const START_HEIGHT: u16 = 360;

/// The upper bound of the video sent to one peer; by default none.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct VideoLimit {
    /// Height in pixels.
    pub height: Option<u16>,
    /// Bits per second.
    pub bitrate: Option<u32>,
}

impl VideoLimit {
    /// Returns what two cores and an ordinary connection can send of the camera to this many peers.
    pub fn among(others: usize) -> Self {
        let (height, bitrate) = match others {
            0 | 1 => (720, 2_000_000),
            2 => (480, 900_000),
            3 => (360, 600_000),
            _ => (270, 350_000),
        };
        Self {
            height: Some(height),
            bitrate: Some(bitrate),
        }
    }

    /// Returns the limit for the first moments of a connection. Nobody knows yet what it carries: a first picture of full
    /// size takes long on its way, or is not sent at all.
    pub fn at_start(self) -> Self {
        Self {
            height: self.height.into_iter().chain([START_HEIGHT]).min(),
            ..self
        }
    }

    /// Returns the limit with a bitrate of at most this many bits per second, if given.
    pub fn at_most(self, bitrate: Option<u32>) -> Self {
        Self {
            bitrate: self.bitrate.into_iter().chain(bitrate).min(),
            ..self
        }
    }

    /// Returns the `scaleResolutionDownBy` for a picture of this height; at least 1, since video is never enlarged.
    pub fn scale(self, height: f32) -> f32 {
        self.height
            .map_or(1.0, |limit| (height / f32::from(limit)).max(1.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_limit_falls_with_more_people_and_the_total_stays_below_that_of_five() {
        let crowd: Vec<_> = (1..=5).map(VideoLimit::among).collect();

        assert!(crowd.is_sorted_by(|fewer, more| fewer.height >= more.height));
        let in_all = |(others, limit): (u32, &VideoLimit)| (others + 1) * limit.bitrate.unwrap();
        assert!((0..).zip(&crowd).map(in_all).all(|bits| bits <= 2_000_000));
    }

    #[test]
    fn the_first_picture_is_never_larger_than_the_later_ones() {
        let heights = |others| {
            let later = VideoLimit::among(others);
            (later.at_start().height, later.height)
        };

        assert_eq!(heights(1), (Some(360), Some(720)));
        assert_eq!(heights(5), (Some(270), Some(270)));
    }

    #[test]
    fn the_lower_bitrate_counts() {
        let bitrate = |limit: VideoLimit, most| limit.at_most(most).bitrate;

        assert_eq!(bitrate(VideoLimit::among(1), Some(500_000)), Some(500_000));
        assert_eq!(bitrate(VideoLimit::among(4), Some(500_000)), Some(350_000));
        assert_eq!(bitrate(VideoLimit::among(1), None), Some(2_000_000));
        assert_eq!(bitrate(VideoLimit::default(), Some(500_000)), Some(500_000));
        assert_eq!(bitrate(VideoLimit::default(), None), None);
    }

    #[test]
    fn a_small_picture_is_not_scaled() {
        assert_eq!(VideoLimit::among(5).scale(0.0), 1.0);
        assert_eq!(VideoLimit::among(5).scale(180.0), 1.0);
        assert_eq!(VideoLimit::among(2).scale(720.0), 1.5);
        assert_eq!(VideoLimit::default().scale(2_160.0), 1.0);
    }
}
