use std::fmt;

/// One side's name for a session: opaque, non-empty, never used twice.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SessionId(String);

impl SessionId {
    /// Takes any text as an id; `None` if it is empty, which the protocol forbids.
    pub fn new(text: impl Into<String>) -> Option<Self> {
        let text = text.into();
        (!text.is_empty()).then_some(Self(text))
    }

    /// Writes 128 random bits as an id.
    pub fn from_bits(bits: u128) -> Self {
        Self(format!("{bits:032x}"))
    }

    /// The id as it stands on the wire.
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

/// The number that decides a glare: the larger one wins. Drawn anew for every OFFER, from 1 to 4294967294.
pub type TieBreaker = u32;

/// Where a session takes its ids and draws from. In the browser a CSPRNG (`crypto.getRandomValues`), in tests
/// a counter: the state machine has no randomness of its own.
pub trait Entropy {
    /// 128 random bits, for a new session's id.
    fn bits(&mut self) -> u128;

    /// A tie-breaker for an OFFER, in 1..=4294967294.
    fn tie_breaker(&mut self) -> TieBreaker {
        self.bits() as u32 % 0xFFFF_FFFE + 1
    }

    /// A number in `0..bound`, for jitter; 0 if `bound` is 0.
    fn below(&mut self, bound: u32) -> u32 {
        (self.bits() as u32).checked_rem(bound).unwrap_or(0)
    }

    /// The id of a new session.
    fn session_id(&mut self) -> SessionId {
        SessionId::from_bits(self.bits())
    }
}
