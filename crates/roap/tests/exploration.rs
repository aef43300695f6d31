//! Explores every interleaving of two endpoints within stated bounds.
//!
//! At rest, both must be in the same call or in none, and no browser may be asked for an operation that its signalling
//! state does not allow. The bounds are small, so this takes seconds; `cargo run --release -p visavis-roap --example
//! explore` goes further.

#![expect(clippy::expect_used, clippy::print_stdout, reason = "test helpers")]

#[path = "exploration/bounds.rs"]
mod bounds;
#[path = "exploration/browser.rs"]
mod browser;
#[path = "exploration/invariants.rs"]
mod invariants;
#[path = "exploration/search.rs"]
mod search;
#[path = "exploration/transitions.rs"]
mod transitions;
#[path = "exploration/world.rs"]
mod world;

use bounds::Bounds;
use search::explore;

/// Far above the number of states within the bounds below.
const MAX_STATES: usize = 200_000;

#[test]
fn both_sides_call_and_renegotiate() {
    check(Bounds {
        needs: [2, 1],
        ties: 1,
        answer_covers: true,
        ..Bounds::default()
    });
}

#[test]
fn an_answer_may_leave_needs_to_be_offered() {
    check(Bounds {
        needs: [1, 2],
        ..Bounds::default()
    });
}

#[test]
fn either_side_hangs_up() {
    check(Bounds {
        needs: [2, 1],
        hang_ups: [1, 1],
        answer_covers: true,
        ..Bounds::default()
    });
}

#[test]
fn calls_ring() {
    check(Bounds {
        needs: [1, 1],
        hang_ups: [1, 1],
        timeouts: 1,
        rings: true,
        answer_covers: true,
        ..Bounds::default()
    });
}

#[test]
fn messages_are_lost() {
    check(Bounds {
        needs: [1, 1],
        hang_ups: [1, 0],
        losses: 1,
        answer_covers: true,
        ..Bounds::default()
    });
}

#[test]
fn messages_are_repeated() {
    check(Bounds {
        needs: [2, 0],
        hang_ups: [0, 1],
        resends: 2,
        answer_covers: true,
        ..Bounds::default()
    });
}

#[test]
fn operations_fail() {
    check(Bounds {
        needs: [2, 1],
        hang_ups: [0, 1],
        failures: 1,
        answer_covers: true,
        ..Bounds::default()
    });
}

#[test]
fn timers_expire() {
    check(Bounds {
        needs: [2, 0],
        timeouts: 2,
        answer_covers: true,
        ..Bounds::default()
    });
}

#[test]
fn pages_are_reloaded() {
    check(Bounds {
        needs: [1, 1],
        reloads: [1, 0],
        hang_ups: [1, 1],
        answer_covers: true,
        ..Bounds::default()
    });
}

#[test]
fn sessions_are_renewed() {
    check(Bounds {
        needs: [1, 1],
        renewals: [1, 1],
        hang_ups: [1, 0],
        answer_covers: true,
        ..Bounds::default()
    });
}

#[test]
fn sessions_are_renewed_over_lossy_routes() {
    check(Bounds {
        needs: [1, 0],
        renewals: [0, 1],
        hang_ups: [0, 1],
        losses: 1,
        answer_covers: true,
        ..Bounds::default()
    });
}

#[test]
fn candidates_are_matched_to_their_description() {
    check(Bounds {
        needs: [1, 1],
        ties: 1,
        candidates: true,
        answer_covers: true,
        ..Bounds::default()
    });
}

fn check(bounds: Bounds) {
    let explored = explore(&bounds, MAX_STATES);

    assert!(!explored.is_cut, "{bounds:?}: {explored:?}");
    assert!(explored.at_rest > 0, "{bounds:?}: {explored:?}");
    let both_call = bounds.needs.iter().all(|needs| *needs > 0);
    assert!(explored.has_conflict || !both_call, "{bounds:?}: {explored:?}");
    println!("{} states within {bounds:?}", explored.states);
}
