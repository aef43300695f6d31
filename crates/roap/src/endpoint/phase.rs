use super::{State, Ticket};
use crate::description::Description;
use crate::{Exchange, Offer};
use std::time::Duration;

/// Where the negotiation stands, with what only that state needs.
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

/// A description of the peer that is being applied.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Applying {
    pub ticket: Ticket,
    pub exchange: Exchange,
    pub description: Description,
}

/// A session that is over for us, and of which the peer has been told.
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

/// A browser that has not settled an operation by then never will.
const OPERATION: Duration = Duration::from_secs(10);
/// A person may have to find the button.
const PERSON: Duration = Duration::from_secs(60);
/// A reply that needs no person: the browser of the peer has as long as ours, and the rest is for the way. With less, a
/// side that is slow loses exchanges that were about to succeed, and each loss makes more to do.
const REPLY: Duration = Duration::from_secs(15);
/// Nothing depends on the reply, so it is not waited for long.
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

    /// How long this state lasts at most.
    pub fn patience(&self, is_established: bool) -> Option<Duration> {
        match self {
            Self::None | Self::Stable => None,
            Self::Making(_) | Self::ApplyingOffer(_) | Self::ApplyingAnswer(_) => Some(OPERATION),
            Self::WaitAnswer(_) if is_established => Some(REPLY),
            Self::WaitAnswer(_) | Self::Ringing(_) => Some(PERSON),
            Self::WaitOk => Some(REPLY),
            Self::Closing(_) => Some(SHUTDOWN),
        }
    }

    /// Messages wait while a description of the peer is being applied.
    pub fn is_applying(&self) -> bool {
        matches!(self, Self::ApplyingOffer(_) | Self::ApplyingAnswer(_))
    }
}
