use visavis_roap::EndReason;

/// The state of a call to one person in a ring room. The first two start a call, [`Ring::Accepted`] establishes it,
/// and all others end it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ring {
    /// This client is calling.
    Calling,
    /// This client is being called and may accept or decline.
    Ringing,
    /// The callee accepted; the call is established.
    Accepted,
    /// The callee declined.
    Declined,
    /// The callee is in another call.
    Busy,
    /// Nobody accepted or declined in time.
    NoAnswer,
    /// The caller gave up.
    Cancelled,
    /// Another client of the same group call accepted.
    AnsweredElsewhere,
    /// The call failed for a technical reason.
    Failed,
    /// The peer left the room.
    Gone,
    /// One side ended the call.
    HungUp,
    /// This client is in another call and must hang up before calling.
    Occupied,
}

impl Ring {
    /// Returns its name for programs.
    pub fn name(self) -> &'static str {
        match self {
            Self::Calling => "calling",
            Self::Ringing => "ringing",
            Self::Accepted => "accepted",
            Self::Declined => "declined",
            Self::Busy => "busy",
            Self::NoAnswer => "no-answer",
            Self::Cancelled => "cancelled",
            Self::AnsweredElsewhere => "answered-elsewhere",
            Self::Failed => "failed",
            Self::Gone => "gone",
            Self::HungUp => "hung-up",
            Self::Occupied => "occupied",
        }
    }
}

/// The progress of a call to or from one peer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stage {
    Calling,
    Ringing,
    /// The call was accepted and is being set up.
    Accepting,
    InCall,
}

/// The ring state of one link.
#[derive(Debug, Default)]
pub(crate) struct RingState {
    stage: Option<Stage>,
    /// The reason the peer gave for ending the call.
    pub(crate) hint: Option<Ring>,
}

impl RingState {
    pub(crate) fn stage(&self) -> Option<Stage> {
        self.stage
    }

    pub(crate) fn start(&mut self, stage: Stage) {
        *self = Self {
            stage: Some(stage),
            hint: None,
        };
    }

    /// Records that the session is established; returns whether that is new.
    pub(crate) fn established(&mut self) -> bool {
        self.stage.replace(Stage::InCall) != Some(Stage::InCall)
    }

    /// Records the end of the session; returns the outcome of the call, unless it continues in another session.
    pub(crate) fn ended(&mut self, reason: EndReason) -> Option<Ring> {
        let stage = self.stage?;
        let outcome = match (stage, reason) {
            (Stage::Calling | Stage::Accepting | Stage::InCall, EndReason::Restarted) => return None,
            (_, EndReason::PeerLeft) => Ring::Gone,
            (Stage::InCall, EndReason::HungUp | EndReason::PeerHungUp) => Ring::HungUp,
            (Stage::Calling, EndReason::HungUp) => self.hint.unwrap_or(Ring::Cancelled),
            (Stage::Calling, EndReason::Refused) => self.hint.unwrap_or(Ring::Declined),
            // The callee accepted and hung up before the call was established.
            (Stage::Calling, EndReason::PeerHungUp) => self.hint.unwrap_or(Ring::Declined),
            (Stage::Ringing, EndReason::HungUp) => Ring::Declined,
            (Stage::Accepting, EndReason::HungUp) => Ring::HungUp,
            (Stage::Ringing | Stage::Accepting, EndReason::PeerHungUp) => {
                self.hint.unwrap_or(Ring::Cancelled)
            }
            (Stage::Ringing, EndReason::Restarted) => Ring::Cancelled,
            (Stage::Calling | Stage::Ringing, EndReason::NoAnswer) => Ring::NoAnswer,
            (_, EndReason::NoAnswer | EndReason::NoMatch | EndReason::Failed | EndReason::Refused) => {
                Ring::Failed
            }
        };
        *self = Self::default();

        Some(outcome)
    }

    /// Ends ringing without an event from the session; returns whether anything was ringing.
    pub(crate) fn silence(&mut self) -> bool {
        std::mem::take(self).stage.is_some()
    }
}
