use std::time::Duration;

/// Attempts made while people are probably still in the call: a server that returns is found within 2 s.
const BRISK_ATTEMPTS: u32 = 60;
const BRISK_CAP: Duration = Duration::from_millis(1_500);
const PATIENT_CAP: Duration = Duration::from_secs(10);
const FIRST: Duration = Duration::from_millis(250);

/// Returns the delay before reconnection attempt number `attempt`, counted from 0.
///
/// The delay doubles from 250 ms up to 1.5 s, and after about a minute up to 10 s. `jitter`, from 0 to 999, removes
/// up to half of it, so that clients of a restarted server do not all return at once.
pub fn delay_before_attempt(attempt: u32, jitter: u32) -> Duration {
    let cap = if attempt < BRISK_ATTEMPTS {
        BRISK_CAP
    } else {
        PATIENT_CAP
    };
    let full = FIRST.saturating_mul(1 << attempt.min(10)).min(cap);

    full - full * jitter.min(999) / 2_000
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_delay_doubles_up_to_a_cap() {
        let waits: Vec<_> = (0..5)
            .map(|attempt| delay_before_attempt(attempt, 0).as_millis())
            .collect();

        assert_eq!(waits, [250, 500, 1_000, 1_500, 1_500]);
        assert_eq!(delay_before_attempt(u32::MAX, 0), PATIENT_CAP);
    }

    #[test]
    fn jitter_removes_at_most_half() {
        assert_eq!(delay_before_attempt(1, 500), Duration::from_millis(375));
        assert!(delay_before_attempt(1, u32::MAX) >= Duration::from_millis(250));
    }
}
