//! Limits on sent video: in a mesh, every client encodes its camera once per peer.

/// The upper bound of the camera video sent to one peer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct VideoLimit {
    /// Height in pixels.
    pub height: u16,
    /// Bits per second.
    pub bitrate: u32,
}

impl VideoLimit {
    /// Returns what two cores and an ordinary connection can send to this many peers.
    pub fn among(others: usize) -> Self {
        let (height, bitrate) = match others {
            0 | 1 => (720, 2_000_000),
            2 => (480, 900_000),
            3 => (360, 600_000),
            _ => (270, 350_000),
        };
        Self { height, bitrate }
    }

    /// Returns the `scaleResolutionDownBy` for a picture of this height; at least 1, since video is never enlarged.
    pub fn scale(self, height: f32) -> f32 {
        (height / f32::from(self.height)).max(1.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_limit_falls_with_more_people_and_the_total_stays_below_that_of_five() {
        let crowd: Vec<_> = (1..=5).map(VideoLimit::among).collect();

        assert!(crowd.is_sorted_by(|fewer, more| fewer.height >= more.height));
        let in_all = |(others, video_limit): (u32, &VideoLimit)| (others + 1) * video_limit.bitrate;
        assert!((0..).zip(&crowd).map(in_all).all(|bits| bits <= 2_000_000));
    }

    #[test]
    fn a_small_picture_is_not_scaled() {
        assert_eq!(VideoLimit::among(5).scale(0.0), 1.0);
        assert_eq!(VideoLimit::among(5).scale(180.0), 1.0);
        assert_eq!(VideoLimit::among(2).scale(720.0), 1.5);
    }
}
