//! Breadth-first search through all interleavings.

use crate::bounds::{Bounds, Step};
use crate::world::World;
use std::collections::{HashSet, VecDeque};
use std::hash::{DefaultHasher, Hash, Hasher};

/// The result of an exploration.
#[derive(Debug, Default)]
pub struct Explored {
    pub states: usize,
    pub at_rest: usize,
    /// Whether a glare occurred, so that its rules were exercised.
    pub has_conflict: bool,
    /// Whether there were more than `at_most` states.
    pub is_cut: bool,
}

/// Visits every state within `bounds`, or the first `at_most` of them.
///
/// # Panics
/// Panics if a rule is violated, with the steps that led to it.
pub fn explore(bounds: &Bounds, at_most: usize) -> Explored {
    let start = World::new(bounds);
    let mut explored = Explored::default();
    // States are identified by a 64-bit hash: for a million states, the probability of a collision is about 1 in 10^7.
    let mut seen = HashSet::from([fingerprint(&start)]);
    let mut path: Vec<(usize, Option<Step>)> = vec![(0, None)];
    let mut frontier = VecDeque::from([(start, 0)]);
    while let Some((world, index)) = frontier.pop_front() {
        explored.states += 1;
        explored.has_conflict |= world.has_conflict();
        let steps = world.steps();
        if world.pending().is_empty() && (bounds.is_calm() || !world.waits()) {
            explored.at_rest += 1;
            if let Err(violation) = world.check_rest(bounds) {
                panic!("{violation}{}", trace(bounds, &steps_to(&path, index, None)));
            }
        }
        for step in steps {
            let mut next = world.clone();
            if let Err(violation) = next.apply(step, bounds) {
                panic!(
                    "{violation}{}",
                    trace(bounds, &steps_to(&path, index, Some(step)))
                );
            }
            if seen.len() >= at_most {
                explored.is_cut = true;
            } else if seen.insert(fingerprint(&next)) {
                path.push((index, Some(step)));
                frontier.push_back((next, path.len() - 1));
            }
        }
    }
    explored
}

fn fingerprint(world: &World) -> u64 {
    let mut hasher = DefaultHasher::new();
    world.hash(&mut hasher);
    hasher.finish()
}

fn steps_to(path: &[(usize, Option<Step>)], mut index: usize, last: Option<Step>) -> Vec<Step> {
    let mut steps: Vec<Step> = last.into_iter().collect();
    while let Some((parent, Some(step))) = path.get(index) {
        steps.push(*step);
        index = *parent;
    }
    steps.reverse();
    steps
}

/// Renders the steps, one per line.
fn trace(bounds: &Bounds, steps: &[Step]) -> String {
    let mut world = World::new(bounds);
    let mut trace = String::new();
    for step in steps {
        let outcome = world.apply(*step, bounds);
        trace += &format!("\n{step:?}: {}", world.summary());
        if outcome.is_err() {
            break;
        }
    }
    trace
}
