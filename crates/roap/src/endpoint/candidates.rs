//! Sends local candidates and receives remote ones.

use super::phase::Phase;
use super::{ConnectionId, Effect, Endpoint};
use crate::description::Description;
use crate::{Candidate, CandidateBatch, Exchange, Message, Seq};

impl Endpoint {
    pub(super) fn local_candidates(&mut self, connection: ConnectionId, found: Vec<Candidate>) {
        if self.session.connection == Some(connection) {
            let batches = self.session.local_candidates.gather(found);
            self.send_batches(batches);
        }
    }

    pub(super) fn publish(&mut self, sdp: &str, exchange: &Exchange) {
        let batches = self.session.local_candidates.publish(sdp, exchange);
        self.send_batches(batches);
    }

    fn send_batches(&mut self, batches: Vec<CandidateBatch>) {
        for batch in batches {
            self.send(Message::Candidates(batch));
        }
    }

    pub(super) fn receive_candidates(&mut self, batch: CandidateBatch) {
        let dropped_before = self.candidate_counts.dropped;
        if matches!(self.phase, Phase::Closing(_)) || !self.session.has(&batch.exchange) {
            let all = u32::try_from(batch.candidates.len()).unwrap_or(u32::MAX);
            self.candidate_counts.dropped = dropped_before.saturating_add(all);
        } else {
            let ready = self
                .session
                .remote_candidates
                .receive(batch, &mut self.candidate_counts);
            self.add(ready);
        }
        if self.candidate_counts.dropped != dropped_before {
            self.report_dropped("candidates of another session or of a stale generation");
        }
    }

    pub(super) fn apply(&mut self, description: Description, seq: Seq) {
        let ready = self
            .session
            .remote_candidates
            .apply(description, seq, &mut self.candidate_counts);
        self.add(ready);
    }

    fn add(&mut self, ready: Vec<Candidate>) {
        self.effects.extend(ready.into_iter().map(Effect::AddCandidate));
    }
}
