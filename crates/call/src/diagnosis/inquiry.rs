use super::findings::Findings;
use super::{Circumstances, Evidence, Symptom, cause};
use crate::ConnectionState;
use crate::Failure;
use std::time::Duration;
use visavis_roap::{ConnectionId, Effect, EndReason, Input as Negotiation, Timestamp};

/// Both sides have each other's description: ICE takes a second or two, a TURN server that does not answer 10 s.
const CONNECT_WITHIN: Duration = Duration::from_secs(15);
/// A connection that was up is mended by another search for ways, mostly before anybody could read why it has to be.
const MENDED_WITHIN: Duration = Duration::from_secs(5);
/// Longer than a freeze that is mended by itself.
const SILENT_FOR: Duration = Duration::from_secs(10);

/// What is known of one link's trouble, and what was said of it.
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
    /// Looks at what the negotiation asks of the connection.
    pub(crate) fn watch(&mut self, effect: &Effect) {
        if let Effect::Open { connection, .. } = effect {
            *self = Self {
                connection: Some(*connection),
                last_reported: self.last_reported.take(),
                ..Self::default()
            };
        }
    }

    /// Looks at what the connection gives to the negotiation.
    pub(crate) fn overhear(&mut self, input: &Negotiation) {
        if let Negotiation::LocalCandidates(connection, candidates) = input
            && self.connection == Some(*connection)
        {
            for candidate in candidates {
                self.findings.found(&candidate.candidate);
            }
        }
    }

    /// Takes note of what a connection told; a replaced one is not heard.
    pub(crate) fn note(&mut self, connection: ConnectionId, evidence: Evidence) {
        if self.connection == Some(connection) {
            self.findings.note(evidence);
        }
    }

    /// The first exchange is complete: from now on it is up to ICE and DTLS.
    pub(crate) fn established(&mut self, now: Timestamp) {
        if self.state != ConnectionState::Connected {
            self.connect_by = Some(now + CONNECT_WITHIN);
        }
    }

    /// Takes note of the state of a connection.
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
            self.connect_by.get_or_insert(now + MENDED_WITHIN);
        } else if state == ConnectionState::Failed {
            self.is_overdue = true;
        }
    }

    /// Takes note of whether anything arrived until `at`, and should have.
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

    /// The session is over. What was wrong with it is said on, unless somebody wanted its end.
    pub(crate) fn ended(&mut self, reason: EndReason) {
        // The connection of the session that follows is watched already.
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

    /// What to say, if it is something else than was said last: what is wrong, or that nothing is any more.
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
            // It may still go either way.
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
