//! How long the steps of the last call took, to compare with: kept from call to call.

use super::setup::Step;
use crate::view::preferences::{self, SET_UP};

/// Milliseconds by step.
#[derive(Debug, Default)]
pub(super) struct LastSetUp(Vec<(String, u32)>);

impl LastSetUp {
    /// Reads what [`Self::keep`] has written; nothing of what else may stand there.
    pub(super) fn read() -> Self {
        let text = preferences::get(SET_UP).unwrap_or_default();
        let steps = text.split(' ').filter_map(|step| {
            let (name, took) = step.split_once(':')?;
            Some((name.to_owned(), took.parse().ok()?))
        });
        Self(steps.take(Step::ALL.len()).collect())
    }

    pub(super) fn keep(steps: impl Iterator<Item = (Step, u32)>) {
        let steps: Vec<_> = steps
            .map(|(step, took)| format!("{}:{took}", step.key()))
            .collect();
        preferences::set(SET_UP, &steps.join(" "));
    }

    /// Returns how much longer a step took than in the last call, in milliseconds.
    pub(super) fn compare(&self, step: Step, took: u32) -> Option<i64> {
        let (_, last) = self.0.iter().find(|(name, _)| name == step.key())?;
        Some(i64::from(took) - i64::from(*last))
    }
}
