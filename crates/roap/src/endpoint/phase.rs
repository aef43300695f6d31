//! Phases of the negotiation and their timeouts.

use super::{State, Ticket};
use crate::description::Description;
use crate::{Exchange, Offer};
use std::time::Duration;

/// The state of the negotiation, with the data that only this state needs.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Phase {
    None,
    Making(Ticket),
    WaitAnswer(Offer),
    Ringing(Offer),
    ApplyingOffer(Applying),
    ApplyingAnswer(Applying),
    WaitOk,
    Stable,
    Closing(Closing),
}

/// A remote description that is being applied.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Applying {
    pub ticket: Ticket,
    pub exchange: Exchange,
    pub description: Description,
}

/// A session that this side has ended with SHUTDOWN, and that the peer has not confirmed.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Closing {
    pub shutdown: Exchange,
    pub cause: Cause,
    pub repeats_left: u8,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Cause {
    HangUp,
    Error,
}

/// An operation that a browser has not settled by then never settles.
const OPERATION: Duration = Duration::from_secs(10);
/// Enough time for a person to reach the button.
const PERSON: Duration = Duration::from_secs(60);
/// For a reply that needs no person: the same time for the peer's browser as for the local one, plus transit. With
/// less, a slow side loses exchanges that were about to succeed, and each loss causes more work.
const REPLY: Duration = Duration::from_secs(15);
/// Short, since nothing depends on the reply.
const SHUTDOWN: Duration = Duration::from_secs(2);

impl Phase {
    pub fn state(&self) -> State {
        match self {
            Self::None => State::None,
            Self::Making(_) => State::Making,
            Self::WaitAnswer(_) => State::WaitAnswer,
            Self::Ringing(_) => State::Ringing,
            Self::ApplyingOffer(_) => State::ApplyingOffer,
            Self::ApplyingAnswer(_) => State::ApplyingAnswer,
            Self::WaitOk => State::WaitOk,
            Self::Stable => State::Stable,
            Self::Closing(_) => State::Closing,
        }
    }

    /// Returns the maximum duration of this phase.
    pub fn timeout(&self, is_established: bool) -> Option<Duration> {
        match self {
            Self::None | Self::Stable => None,
            Self::Making(_) | Self::ApplyingOffer(_) | Self::ApplyingAnswer(_) => Some(OPERATION),
            Self::WaitAnswer(_) if is_established => Some(REPLY),
            Self::WaitAnswer(_) | Self::Ringing(_) => Some(PERSON),
            Self::WaitOk => Some(REPLY),
            Self::Closing(_) => Some(SHUTDOWN),
        }
    }

    /// Returns whether a remote description is being applied. Messages are queued meanwhile.
    pub fn is_applying(&self) -> bool {
        matches!(self, Self::ApplyingOffer(_) | Self::ApplyingAnswer(_))
    }
}
