//! Matches remote candidates to the applied remote description.

use crate::description::Description;
use crate::{Candidate, CandidateBatch, Seq};

/// The maximum number of candidates held for their description. A browser gathers far fewer.
const MAX_HELD: usize = 64;

/// What happened to the candidates of the peer, counted over the lifetime of an endpoint.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct CandidateCounts {
    /// Added to the connection on arrival.
    pub added: u32,
    /// Held because their description was not applied yet.
    pub held: u32,
    /// Held, and later added to the connection.
    pub held_added: u32,
    /// Held, and later dropped because the applied description did not contain their generation.
    pub held_dropped: u32,
    /// Dropped on arrival: of another session or a stale generation, or too many.
    pub dropped: u32,
}

/// Separates remote candidates of the applied description from early and stale ones.
///
/// Chromium silently accepts a stale candidate, so this cannot be left to the browser.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct RemoteCandidates {
    applied: Option<(Description, Seq)>,
    held: Vec<(Candidate, Seq)>,
}

impl RemoteCandidates {
    /// Sorts candidates of this session; returns those that can be added to the connection now.
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
            } else if is_early && self.held.len() < MAX_HELD {
                counts.held = counts.held.saturating_add(1);
                self.held.push((candidate, seq));
            } else {
                counts.dropped = counts.dropped.saturating_add(1);
            }
        }
        ready
    }

    /// Notes that a remote description has been applied; returns the held candidates that belong to it.
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

    /// Notes that the connection has been replaced: the new one has no remote description.
    pub fn reset(&mut self) {
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
