use visavis_roap::EndReason;

/// How a call to one person stands, in a room where one is called. The first two begin a call, [`Ring::Accepted`] is
/// said when there is one, and everything else ends it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ring {
    /// This person calls.
    Calling,
    /// This person is called: accept or decline.
    Ringing,
    /// Whoever was called has accepted: there is a call.
    Accepted,
    /// Whoever was called has declined.
    Declined,
    /// Whoever was called is in another call.
    Busy,
    /// Nobody accepted or declined in time.
    NoAnswer,
    /// Whoever called gave up.
    Cancelled,
    /// Another client that was called at the same time has accepted.
    AnsweredElsewhere,
    /// It came to nothing for a technical reason, or broke.
    Failed,
    /// The other one is no longer in the room.
    Gone,
    /// One of the two ended the call.
    HungUp,
    /// This person is in another call, and has to hang up before calling.
    Occupied,
}

impl Ring {
    /// Its name, for programs.
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

/// How far a call to or from one person has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stage {
    Calling,
    Ringing,
    /// This person has accepted, and the call is being set up.
    Accepting,
    InCall,
}

/// The bell on one link.
#[derive(Debug, Default)]
pub(crate) struct RingState {
    stage: Option<Stage>,
    /// What the other side said about why it ends the call.
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

    /// The session is there; tells whether that is news.
    pub(crate) fn established(&mut self) -> bool {
        self.stage.replace(Stage::InCall) != Some(Stage::InCall)
    }

    /// The session is over: what became of the call, if there was one and it does not go on in another session.
    pub(crate) fn ended(&mut self, reason: EndReason) -> Option<Ring> {
        let stage = self.stage?;
        let outcome = match (stage, reason) {
            (Stage::Calling | Stage::Accepting | Stage::InCall, EndReason::Restarted) => return None,
            (_, EndReason::PeerLeft) => Ring::Gone,
            (Stage::InCall, EndReason::HungUp | EndReason::PeerHungUp) => Ring::HungUp,
            (Stage::Calling, EndReason::HungUp) => self.hint.unwrap_or(Ring::Cancelled),
            (Stage::Calling, EndReason::Refused) => self.hint.unwrap_or(Ring::Declined),
            // They took the call, and thought better of it before it was there.
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

    /// Falls silent without the session telling; tells whether there was anything to silence.
    pub(crate) fn silence(&mut self) -> bool {
        std::mem::take(self).stage.is_some()
    }
}
