//! Tokens that admit one client alone, and which client that is.

use std::collections::BTreeMap;
use std::time::SystemTime;
use tracing::warn;
use visavis_protocol::{ClientId, CloseCode};

/// The most tokens that are remembered. Only whoever issues tokens can make more.
const MAX_USED: usize = 100_000;

/// The tokens that were used and have not expired.
#[derive(Debug, Default)]
pub(crate) struct UsedTokens {
    used: BTreeMap<String, Use>,
    /// When there are more than this, those that have expired are forgotten.
    forget_at: usize,
}

#[derive(Debug)]
struct Use {
    by: ClientId,
    expiry: SystemTime,
}

impl UsedTokens {
    /// Uses a token for a client, which is refused if another one has used it.
    pub(crate) fn claim(
        &mut self,
        token: &str,
        client: &ClientId,
        expiry: SystemTime,
        now: SystemTime,
    ) -> Result<(), CloseCode> {
        if let Some(used) = self.used.get(token) {
            return if used.by == *client {
                Ok(())
            } else {
                Err(CloseCode::TokenUsed)
            };
        }
        if self.used.len() >= self.forget_at {
            self.forget(now);
        }
        let by = client.clone();
        self.used.insert(token.to_owned(), Use { by, expiry });
        Ok(())
    }

    fn forget(&mut self, now: SystemTime) {
        self.used.retain(|_, used| used.expiry > now);
        while self.used.len() >= MAX_USED {
            warn!("more tokens are in use than are remembered: one can be used again");
            let soonest = self.used.iter().min_by_key(|(_, used)| used.expiry);
            let Some(token) = soonest.map(|(token, _)| token.clone()) else {
                break;
            };
            self.used.remove(&token);
        }
        // Doubled, so that the work for each token stays constant on average.
        self.forget_at = (2 * self.used.len()).clamp(1024, MAX_USED);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::{Duration, UNIX_EPOCH};

    #[test]
    fn a_token_is_for_the_client_that_used_it_first() {
        let mut used = UsedTokens::default();

        assert_eq!(used.claim("t1", &id("ada"), at(99), at(0)), Ok(()));
        assert_eq!(
            used.claim("t1", &id("eve"), at(99), at(1)),
            Err(CloseCode::TokenUsed)
        );
        assert_eq!(used.claim("t1", &id("ada"), at(99), at(2)), Ok(()));
        assert_eq!(used.claim("t2", &id("eve"), at(99), at(3)), Ok(()));
    }

    #[test]
    fn expired_tokens_are_forgotten() {
        let mut used = UsedTokens::default();

        for number in 0..10_000 {
            let token = number.to_string();
            used.claim(&token, &id("ada"), at(number + 60), at(number))
                .unwrap();
        }

        assert!(used.used.len() <= 1024, "{}", used.used.len());
    }

    fn id(client: &str) -> ClientId {
        ClientId(client.into())
    }

    fn at(seconds: u64) -> SystemTime {
        UNIX_EPOCH + Duration::from_secs(seconds)
    }
}
