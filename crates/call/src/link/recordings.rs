use crate::{Delivery, RecordingState};

/// What the two sides of a link know of each other's recordings.
#[derive(Debug, Default)]
pub(crate) struct Recordings {
    /// What the peer was last told in this session that this client records.
    told: RecordingState,
    /// The number of the message that told it; 0 before the first one.
    told_by: u32,
    /// What the peer records. It outlives a session: whoever replaces a connection goes on recording.
    remote: RecordingState,
    /// The peer has said so in this session.
    is_said: bool,
}

impl Recordings {
    /// Returns whether the peer is to be told of this state now: one message at a time is under way.
    pub(crate) fn is_news<B: Clone>(&self, state: RecordingState, delivery: &Delivery<B>) -> bool {
        self.told != state && delivery.is_acknowledged(self.told_by)
    }

    /// Records that the message of this number tells the peer.
    pub(crate) fn tell(&mut self, state: RecordingState, number: u32) {
        (self.told, self.told_by) = (state, number);
    }

    /// Returns whether the peer has acknowledged this state.
    pub(crate) fn is_known<B: Clone>(&self, state: RecordingState, delivery: &Delivery<B>) -> bool {
        self.told == state && delivery.is_acknowledged(self.told_by)
    }

    /// Records what the peer says; returns whether it is another state than before.
    pub(crate) fn hear(&mut self, state: RecordingState) -> bool {
        self.is_said = true;
        std::mem::replace(&mut self.remote, state) != state
    }

    /// Records that the peer has had to say it by now; returns whether a recording has ended thereby.
    pub(crate) fn be_due(&mut self) -> bool {
        !self.is_said && self.hear(RecordingState::Off)
    }

    /// Records that a session has begun.
    pub(crate) fn established(&mut self) {
        self.is_said = false;
    }

    /// Records that a session has ended: whoever comes next is told anew.
    pub(crate) fn ended(&mut self) {
        self.tell(RecordingState::Off, 0);
    }
}
