use super::findings::Findings;
use super::{Circumstances, Evidence, Symptom, cause};
use crate::ConnectionState;
use crate::Failure;
use std::time::Duration;
use visavis_roap::{ConnectionId, Effect, EndReason, Input as Negotiation, Timestamp};

/// Time allowed for connecting once both descriptions are applied: ICE takes a second or two, an unresponsive TURN
/// server 10 s.
const CONNECT_WITHIN: Duration = Duration::from_secs(15);
/// Time allowed for a repair: it usually succeeds before anyone could read an explanation.
const REPAIRED_WITHIN: Duration = Duration::from_secs(5);
/// Longer than a freeze that recovers by itself.
const SILENT_FOR: Duration = Duration::from_secs(10);

/// The trouble of one link and the diagnosis reported last.
#[derive(Debug)]
pub(crate) struct Inquiry {
    connection: Option<ConnectionId>,
    findings: Findings,
    state: ConnectionState,
    was_connected: bool,
    connect_by: Option<Timestamp>,
    is_overdue: bool,
    silent_since: Option<Timestamp>,
    is_silent: bool,
    last_reported: Option<Failure>,
}

impl Default for Inquiry {
    fn default() -> Self {
        Self {
            connection: None,
            findings: Findings::default(),
            state: ConnectionState::New,
            was_connected: false,
            connect_by: None,
            is_overdue: false,
            silent_since: None,
            is_silent: false,
            last_reported: None,
        }
    }
}

impl Inquiry {
    /// Observes the negotiation's effects.
    pub(crate) fn watch(&mut self, effect: &Effect) {
        if let Effect::Open { connection, .. } = effect {
            *self = Self {
                connection: Some(*connection),
                last_reported: self.last_reported.take(),
                ..Self::default()
            };
        }
    }

    /// Observes the inputs to the negotiation.
    pub(crate) fn overhear(&mut self, input: &Negotiation) {
        if let Negotiation::LocalCandidates(connection, candidates) = input
            && self.connection == Some(*connection)
        {
            for candidate in candidates {
                self.findings.found(&candidate.candidate);
            }
        }
    }

    /// Records evidence of a connection; a replaced one is ignored.
    pub(crate) fn note(&mut self, connection: ConnectionId, evidence: Evidence) {
        if self.connection == Some(connection) {
            self.findings.note(evidence);
        }
    }

    /// Records that the first exchange is complete: the rest is up to ICE and DTLS.
    pub(crate) fn established(&mut self, now: Timestamp) {
        if self.state != ConnectionState::Connected {
            self.connect_by = Some(now + CONNECT_WITHIN);
        }
    }

    /// Records the state of a connection.
    pub(crate) fn changed(&mut self, now: Timestamp, connection: ConnectionId, state: ConnectionState) {
        if self.connection != Some(connection) {
            return;
        }
        self.state = state;
        if state == ConnectionState::Connected {
            self.was_connected = true;
            self.connect_by = None;
            self.is_overdue = false;
            return;
        }
        self.hear();
        if state == ConnectionState::Failed && self.was_connected {
            self.connect_by.get_or_insert(now + REPAIRED_WITHIN);
        } else if state == ConnectionState::Failed {
            self.is_overdue = true;
        }
    }

    /// Records whether media arrived by `at`, and whether it was expected.
    pub(crate) fn counted(&mut self, at: Timestamp, packets: u64, is_expected: bool) {
        if packets > 0 || !is_expected || self.state != ConnectionState::Connected {
            return self.hear();
        }
        let since = *self.silent_since.get_or_insert(at);
        self.is_silent = at.since(since) >= SILENT_FOR;
    }

    fn hear(&mut self) {
        self.silent_since = None;
        self.is_silent = false;
    }

    pub(crate) fn handle_timeout(&mut self, now: Timestamp) {
        self.is_overdue |= self.connect_by.take_if(|by| *by <= now).is_some();
    }

    pub(crate) fn poll_timeout(&self) -> Option<Timestamp> {
        self.connect_by
    }

    /// Handles the end of the session. The diagnosis stays, unless someone ended the session on purpose.
    pub(crate) fn ended(&mut self, reason: EndReason) {
        // The connection of the following session is already being observed.
        if reason == EndReason::Restarted {
            return;
        }
        let told = self.last_reported.take();
        *self = Self::default();
        match reason {
            EndReason::HungUp | EndReason::PeerHungUp | EndReason::PeerLeft => {
                self.state = ConnectionState::Closed;
            }
            EndReason::Refused
            | EndReason::NoAnswer
            | EndReason::NoMatch
            | EndReason::Failed
            | EndReason::Restarted => {}
        }
        self.last_reported = told;
    }

    /// Returns the diagnosis if it changed: a problem, or that it is over.
    pub(crate) fn conclude(&mut self, around: Circumstances) -> Option<Option<Failure>> {
        let symptom = match self.state {
            ConnectionState::Connected if self.is_silent => Some(Symptom::NothingArrives),
            ConnectionState::Connected | ConnectionState::Closed => None,
            ConnectionState::New
            | ConnectionState::Connecting
            | ConnectionState::Disconnected
            | ConnectionState::Failed
                if self.is_overdue =>
            {
                Some(Symptom::NoConnection)
            }
            // Still undecided.
            ConnectionState::New
            | ConnectionState::Connecting
            | ConnectionState::Disconnected
            | ConnectionState::Failed => return None,
        };
        let failure = symptom.map(|symptom| cause(symptom, &self.findings, around).told());
        if self.last_reported == failure {
            return None;
        }
        self.last_reported.clone_from(&failure);
        Some(failure)
    }
}
