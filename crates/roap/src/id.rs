//! Session ids, sequence numbers, tie-breakers, and the randomness they are drawn from.

use std::fmt;

/// One side's id of a session: opaque, non-empty, never reused.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SessionId(String);

impl SessionId {
    /// Wraps any text as an id. Returns `None` if it is empty, which the protocol forbids.
    pub fn new(text: impl Into<String>) -> Option<Self> {
        let text = text.into();
        (!text.is_empty()).then_some(Self(text))
    }

    /// Formats 128 random bits as an id.
    pub fn from_bits(bits: u128) -> Self {
        Self(format!("{bits:032x}"))
    }

    /// Returns the id as written on the wire.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<SessionId> for String {
    fn from(id: SessionId) -> Self {
        id.0
    }
}

impl fmt::Display for SessionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The number of an exchange within a session; the first OFFER carries 1.
pub type Seq = u32;

/// The number that resolves a glare: the larger one wins. Drawn anew for every OFFER, from 1 to 4294967294.
pub type TieBreaker = u32;

/// A source of randomness for ids, tie-breakers and jitter.
///
/// The state machine has none of its own. In a browser this is a CSPRNG (`crypto.getRandomValues`), in tests a
/// counter.
pub trait Entropy {
    /// Returns 128 random bits.
    fn bits(&mut self) -> u128;

    /// Draws the tie-breaker of an OFFER, in 1..=4294967294.
    fn tie_breaker(&mut self) -> TieBreaker {
        self.bits() as u32 % 0xFFFF_FFFE + 1
    }

    /// Draws a number in `0..bound`, for jitter; 0 if `bound` is 0.
    fn below(&mut self, bound: u32) -> u32 {
        (self.bits() as u32).checked_rem(bound).unwrap_or(0)
    }

    /// Draws the id of a new session.
    fn session_id(&mut self) -> SessionId {
        SessionId::from_bits(self.bits())
    }
}
