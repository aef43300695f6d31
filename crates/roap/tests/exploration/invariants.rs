//! The invariants of a world at rest, and a summary for error messages.

use crate::bounds::Bounds;
use crate::world::{Side, World};
use visavis_roap::{ErrorType, Message, State};

impl World {
    /// Checks the invariants of a world in which no step is pending.
    pub fn check_rest(&self, bounds: &Bounds) -> Result<(), String> {
        let [a, b] = &self.sides;
        if self.waits() {
            return Err("a side waits for a timer although nothing was lost".to_owned());
        }
        let is_called = a.needs < bounds.needs[0] || b.needs < bounds.needs[1];
        match (a.endpoint.state(), b.endpoint.state()) {
            (State::None, State::None) => {
                if a.connection.is_some() || b.connection.is_some() {
                    return Err("a connection outlives its session".to_owned());
                }
                if is_called && bounds.is_peaceful() {
                    return Err("a call was not established".to_owned());
                }
                Ok(())
            }
            (State::Stable, State::Stable) => self.check_call(a, b, bounds),
            states => Err(format!("at rest in {states:?}")),
        }
    }

    fn check_call(&self, a: &Side, b: &Side, bounds: &Bounds) -> Result<(), String> {
        let ids = |side: &Side| {
            (
                side.endpoint.local_id().cloned(),
                side.endpoint.remote_id().cloned(),
            )
        };
        let (a_ids, b_ids) = (ids(a), ids(b));
        if a_ids != (b_ids.1.clone(), b_ids.0.clone()) {
            return Err(format!("two different sessions: {a_ids:?} and {b_ids:?}"));
        }
        let (Some(ours), Some(theirs)) = (&a.connection, &b.connection) else {
            return Err("a session without a connection".to_owned());
        };
        if !ours.is_stable() || !theirs.is_stable() || ours.applied != theirs.applied {
            return Err(format!("different exchanges applied: {ours:?} and {theirs:?}"));
        }
        if !self.has_stopped_offering && (ours.needs_negotiation() || theirs.needs_negotiation()) {
            return Err(format!("a need is lost: {ours:?} and {theirs:?}"));
        }
        let is_lossless = bounds.losses == 0 && bounds.reloads == [0, 0] && bounds.renewals == [0, 0];
        let counts = [a, b].map(|side| side.endpoint.candidate_counts());
        let has_all = counts.iter().all(|counts| counts.added + counts.held_added > 0);
        if bounds.candidates && is_lossless && !has_all {
            return Err(format!("a candidate is lost: {counts:?}"));
        }
        Ok(())
    }

    /// Returns whether a glare has occurred.
    pub fn has_conflict(&self) -> bool {
        self.sides.iter().flat_map(|side| &side.inbox).any(|message| {
            matches!(message, Message::Error(error)
                if matches!(error.error_type, ErrorType::Conflict | ErrorType::DoubleConflict))
        })
    }

    /// Renders the states and the messages in transit to each side.
    pub fn summary(&self) -> String {
        let mut summary = String::new();
        for side in &self.sides {
            summary += &format!(" | {:?} <-", side.endpoint.state());
            for message in &side.inbox {
                let wire = serde_json::from_str::<serde_json::Value>(&message.to_text()).unwrap_or_default();
                for field in [
                    "messageType",
                    "errorType",
                    "offererSessionId",
                    "answererSessionId",
                    "seq",
                    "tieBreaker",
                ] {
                    if let Some(value) = wire.get(field) {
                        summary += &format!(" {value}");
                    }
                }
                summary += ";";
            }
        }
        summary
    }
}
