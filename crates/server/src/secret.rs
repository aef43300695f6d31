//! A secret shared with another program of the operator.

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use std::fmt;

/// A non-empty secret. Its `Debug` output is redacted.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

/// The text contains no secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the secret is empty")]
pub struct NoSecret;

impl Secret {
    /// Reads a secret from the text of a file or environment variable, without trailing line breaks.
    ///
    /// # Errors
    ///
    /// Returns [`NoSecret`] if the text is empty.
    pub fn new(text: &str) -> Result<Self, NoSecret> {
        match text.trim_end_matches(['\r', '\n']) {
            "" => Err(NoSecret),
            secret => Ok(Self(secret.to_owned())),
        }
    }

    /// Returns whether the secret has so many bytes.
    pub fn is_at_least(&self, bytes: usize) -> bool {
        self.0.len() >= bytes
    }

    /// Returns whether a text is the secret. It takes the same time wherever the two differ.
    pub(crate) fn is(&self, presented: &str) -> bool {
        let mac = |text: &[u8]| {
            Hmac::<Sha256>::new_from_slice(self.as_bytes())
                .ok()
                .map(|mac| mac.chain_update(text))
        };
        match (mac(self.as_bytes()), mac(presented.as_bytes())) {
            (Some(own), Some(other)) => own.verify(&other.finalize().into_bytes()).is_ok(),
            (Some(_) | None, _) => false,
        }
    }

    pub(crate) fn as_bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_excludes_the_line_break_and_is_never_printed() {
        let secret = Secret::new("north\r\n");

        assert_eq!(secret, Secret::new("north"));
        assert_eq!(Secret::new("\n"), Err(NoSecret));
        assert!(!format!("{secret:?}").contains("north"));
    }

    #[test]
    fn only_the_whole_secret_is_the_secret() {
        let secret = Secret::new("north").unwrap();

        assert!(secret.is("north"));
        for other in ["", "nort", "northe", "NORTH", "north\n", "north\0"] {
            assert!(!secret.is(other), "{other:?}");
        }
    }
}
