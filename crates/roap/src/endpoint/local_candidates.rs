//! Queues local candidates until their description has been sent.

use crate::description::Description;
use crate::{Candidate, CandidateBatch, Exchange};

/// Candidates of the local connection.
///
/// They are held back until the description they belong to has been sent, and are not sent if it contains them. On the wire they carry the ids of the
/// exchange whose local description first contained their generation.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct LocalCandidates {
    published: Vec<(String, Exchange)>,
    /// The description that was sent last.
    described: Description,
    waiting: Vec<Candidate>,
}

impl LocalCandidates {
    /// Notes that a local description has been sent; returns the candidates that waited for it and are not in it.
    pub fn publish(&mut self, sdp: &str, exchange: &Exchange) -> Vec<CandidateBatch> {
        let description = Description::read(sdp);
        for fragment in description.username_fragments() {
            if self.published.iter().all(|(known, _)| known != fragment) {
                self.published.push((fragment.clone(), exchange.clone()));
            }
        }
        self.described = description;
        let waiting = std::mem::take(&mut self.waiting);
        self.gather(waiting)
    }

    /// Adds candidates found by the browser; returns those that may be sent. The browser may report one after the
    /// description that contains it.
    pub fn gather(&mut self, mut candidates: Vec<Candidate>) -> Vec<CandidateBatch> {
        candidates.retain(|candidate| !self.described.contains(candidate));
        let mut batches: Vec<CandidateBatch> = Vec::new();
        for candidate in candidates {
            let Some((fragment, exchange)) = self.generation_of(&candidate) else {
                self.waiting.push(candidate);
                continue;
            };
            match batches.last_mut() {
                Some(batch) if batch.username_fragment.as_ref() == Some(fragment) => {
                    batch.candidates.push(candidate);
                }
                Some(_) | None => batches.push(CandidateBatch {
                    exchange: exchange.clone(),
                    username_fragment: Some(fragment.clone()),
                    candidates: vec![candidate],
                }),
            }
        }
        batches
    }

    /// Returns the generation of a candidate: the newest one if the candidate does not name it.
    fn generation_of(&self, candidate: &Candidate) -> Option<&(String, Exchange)> {
        match &candidate.username_fragment {
            Some(fragment) => self.published.iter().find(|(known, _)| known == fragment),
            None => self.published.last(),
        }
    }
}
