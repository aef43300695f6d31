//! How long the steps took from joining to the first media of a person.

use visavis_roap::{Message, Timestamp};

/// A step of the set-up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum SetUpStep {
    /// From joining to the welcome of the server. Not for a person who came later.
    Server,
    /// From the first OFFER to its ANSWER, as sent or received here.
    Agreement,
    /// Until ICE and DTLS have connected.
    Path,
    /// Until the first media has arrived.
    Media,
}

impl SetUpStep {
    /// Returns its name for programs.
    pub fn name(self) -> &'static str {
        match self {
            Self::Server => "server",
            Self::Agreement => "agreement",
            Self::Path => "path",
            Self::Media => "media",
        }
    }
}

/// A step that is over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MeasuredStep {
    /// The step.
    pub step: SetUpStep,
    /// When it began.
    pub from: Timestamp,
    /// When it ended.
    pub to: Timestamp,
}

/// Measures the set-up of the call with one person: once, in the first session with them.
#[derive(Debug, Default)]
pub(crate) struct SetUp {
    steps: Vec<MeasuredStep>,
    offered_at: Option<Timestamp>,
    /// Since when the step has lasted that an agreement leads to.
    waits_since: Option<Timestamp>,
    is_measured: bool,
}

impl SetUp {
    /// With a person who was there when the server welcomed this client.
    pub(crate) fn after(server: Option<MeasuredStep>) -> Self {
        Self {
            steps: Vec::from_iter(server),
            ..Self::default()
        }
    }

    /// Notes a message that was sent or received.
    pub(crate) fn exchanged(&mut self, now: Timestamp, message: &Message) {
        match message {
            Message::Offer(_) if self.waits_since.is_none() => self.offered_at = Some(now),
            Message::Answer(_) => {
                if let Some(from) = self.offered_at.take() {
                    self.end(SetUpStep::Agreement, from, now);
                }
            }
            Message::Offer(_)
            | Message::Ok(_)
            | Message::Error(_)
            | Message::Shutdown(_)
            | Message::Candidates(_) => {}
        }
    }

    /// Notes that ICE and DTLS have connected.
    pub(crate) fn connected(&mut self, now: Timestamp) {
        let is_pending = self
            .steps
            .last()
            .is_some_and(|last| last.step == SetUpStep::Agreement);
        if let Some(from) = self.waits_since.filter(|_| is_pending) {
            self.end(SetUpStep::Path, from, now);
        }
    }

    /// Notes that media has arrived; returns once how long everything took.
    pub(crate) fn media_arrived(&mut self, now: Timestamp) -> Option<Vec<MeasuredStep>> {
        // Media may overtake the event that tells of the connection.
        self.connected(now);
        let from = self.waits_since.filter(|_| !self.is_measured)?;
        self.is_measured = true;
        self.end(SetUpStep::Media, from, now);
        Some(std::mem::take(&mut self.steps))
    }

    fn end(&mut self, step: SetUpStep, from: Timestamp, to: Timestamp) {
        self.steps.push(MeasuredStep { step, from, to });
        self.waits_since = Some(to);
    }
}
