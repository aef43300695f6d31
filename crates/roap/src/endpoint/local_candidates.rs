use crate::description::Description;
use crate::{Candidate, CandidateBatch, Exchange};

/// The candidates of our own connection: held back until the description they belong to is sent, and then
/// named after the exchange whose description of ours first carried their generation.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct LocalCandidates {
    published: Vec<(String, Exchange)>,
    waiting: Vec<Candidate>,
}

impl LocalCandidates {
    /// Notes that a description of ours has been sent, and lets go what waited for it.
    pub fn publish(&mut self, sdp: &str, exchange: &Exchange) -> Vec<CandidateBatch> {
        for fragment in Description::read(sdp).username_fragments() {
            if self.published.iter().all(|(known, _)| known != fragment) {
                self.published.push((fragment.clone(), exchange.clone()));
            }
        }
        let waiting = std::mem::take(&mut self.waiting);
        self.gather(waiting)
    }

    /// Takes what the browser found; gives what may be sent.
    pub fn gather(&mut self, candidates: Vec<Candidate>) -> Vec<CandidateBatch> {
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

    /// A candidate that does not say its generation is of the newest.
    fn generation_of(&self, candidate: &Candidate) -> Option<&(String, Exchange)> {
        match &candidate.username_fragment {
            Some(fragment) => self.published.iter().find(|(known, _)| known == fragment),
            None => self.published.last(),
        }
    }
}
