//! A secret shared with another program of the operator.

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
}
