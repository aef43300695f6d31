use crate::description::Description;
use crate::{Candidate, CandidateBatch, Seq};

/// How many candidates wait for their description at most; a browser gathers far fewer.
const HELD_AT_MOST: usize = 64;

/// What became of the candidates that the peer sent, counted over the life of an endpoint.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct CandidateCounts {
    /// Given to the connection as they came.
    pub added: u32,
    /// Held, because the description that they belong to was not applied yet.
    pub held: u32,
    /// Held, and then given to the connection.
    pub held_added: u32,
    /// Held, and then dropped: the description that came did not carry their generation.
    pub held_dropped: u32,
    /// Dropped as they came: of another session or a stale generation, or too many.
    pub dropped: u32,
}

/// Tells the peer's candidates that belong to the applied description from those that are early and those
/// that are stale. Chromium takes a stale candidate without a word, so this cannot be left to the browser.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct RemoteCandidates {
    applied: Option<(Description, Seq)>,
    held: Vec<(Candidate, Seq)>,
}

impl RemoteCandidates {
    /// Sorts candidates whose ids are this session's; gives those that the connection can take.
    pub fn receive(&mut self, batch: CandidateBatch, counts: &mut CandidateCounts) -> Vec<Candidate> {
        let seq = batch.exchange.seq;
        let is_early = self.applied.as_ref().is_none_or(|(_, applied)| seq > *applied);
        let mut ready = Vec::new();
        for mut candidate in batch.candidates {
            if candidate.username_fragment.is_none() {
                candidate.username_fragment.clone_from(&batch.username_fragment);
            }
            if self.belongs(&candidate) {
                counts.added = counts.added.saturating_add(1);
                ready.push(candidate);
            } else if is_early && self.held.len() < HELD_AT_MOST {
                counts.held = counts.held.saturating_add(1);
                self.held.push((candidate, seq));
            } else {
                counts.dropped = counts.dropped.saturating_add(1);
            }
        }
        ready
    }

    /// Notes that a description of the peer has been applied; gives those held candidates that it carries.
    pub fn apply(
        &mut self,
        description: Description,
        seq: Seq,
        counts: &mut CandidateCounts,
    ) -> Vec<Candidate> {
        self.applied = Some((description, seq));
        let mut ready = Vec::new();
        for (candidate, of) in std::mem::take(&mut self.held) {
            if self.belongs(&candidate) {
                counts.held_added = counts.held_added.saturating_add(1);
                ready.push(candidate);
            } else if of > seq {
                self.held.push((candidate, of));
            } else {
                counts.held_dropped = counts.held_dropped.saturating_add(1);
            }
        }
        ready
    }

    /// Notes that the connection has been replaced: nothing is applied to the new one.
    pub fn start_over(&mut self) {
        self.applied = None;
    }

    fn belongs(&self, candidate: &Candidate) -> bool {
        let (Some((description, _)), Some(fragment)) = (&self.applied, &candidate.username_fragment) else {
            return false;
        };
        let is_end = candidate.candidate.is_empty() && candidate.sdp_mid.is_none();
        description.has_generation(fragment)
            && (is_end || description.has_section(candidate.sdp_mid.as_deref(), candidate.sdp_m_line_index))
    }
}
