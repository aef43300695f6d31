//! Spreads the return of the clients: when the server goes away, all of them lose it at once.
//!
//! Sans-IO: the number of sockets is an argument.

/// The time in which one client returns, on average.
const MS_PER_CLIENT: u32 = 1;
/// Below this time, the delay before a client's first attempt spreads them enough.
const MIN_MS: u32 = 250;
/// Seats are kept for a minute by default, and a client may need several attempts.
const MAX_MS: u32 = 30_000;

/// What one client was told.
#[derive(Debug, Default)]
pub struct Spread {
    told_ms: u32,
}

impl Spread {
    /// Returns within how many milliseconds the client is to return, if that differs much from what it was told.
    pub fn update(&mut self, sockets: usize) -> Option<u32> {
        let clients = u32::try_from(sockets).unwrap_or(u32::MAX);
        let within = clients.saturating_mul(MS_PER_CLIENT).min(MAX_MS);
        let within = if within < MIN_MS { 0 } else { within };
        let is_near = within / 2 <= self.told_ms && self.told_ms / 2 <= within;
        if is_near && (within == 0) == (self.told_ms == 0) {
            return None;
        }
        self.told_ms = within;
        Some(within)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_small_server_tells_nothing() {
        let mut spread = Spread::default();

        assert_eq!([0, 1, 249].map(|sockets| spread.update(sockets)), [None; 3]);
    }

    #[test]
    fn a_millisecond_for_each_client_is_told_again_when_it_has_doubled_or_halved() {
        let mut spread = Spread::default();

        let told = [250, 300, 499, 502, 1_010, 600, 503, 100, 90].map(|sockets| spread.update(sockets));

        assert_eq!(
            told,
            [
                Some(250),
                None,
                None,
                Some(502),
                Some(1_010),
                None,
                Some(503),
                Some(0),
                None
            ]
        );
    }

    #[test]
    fn the_time_is_bounded() {
        assert_eq!(Spread::default().update(usize::MAX), Some(30_000));
    }
}
