//! Every interleaving of two endpoints within stated bounds: at rest both are in the same call or in none,
//! and no browser was ever asked for something that its signalling state does not allow.
//!
//! The bounds are small, so that this takes seconds; `cargo run --release -p visavis-roap --example explore`
//! goes on.

#![expect(clippy::expect_used, clippy::print_stdout, reason = "helpers of tests")]

#[path = "exploration/bounds.rs"]
mod bounds;
#[path = "exploration/browser.rs"]
mod browser;
#[path = "exploration/rest.rs"]
mod rest;
#[path = "exploration/search.rs"]
mod search;
#[path = "exploration/taking.rs"]
mod taking;
#[path = "exploration/world.rs"]
mod world;

use bounds::Bounds;
use search::explore;

/// Far above what the bounds below need.
const STATES_AT_MOST: usize = 200_000;

#[test]
fn both_connect_and_renegotiate() {
    check(Bounds {
        needs: [2, 1],
        ties: 1,
        answer_covers: true,
        ..Bounds::default()
    });
}

#[test]
fn an_answer_may_leave_something_to_be_offered() {
    check(Bounds {
        needs: [1, 2],
        ..Bounds::default()
    });
}

#[test]
fn either_hangs_up() {
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
fn messages_are_sent_again() {
    check(Bounds {
        needs: [2, 0],
        hang_ups: [0, 1],
        resends: 2,
        answer_covers: true,
        ..Bounds::default()
    });
}

#[test]
fn browsers_fail() {
    check(Bounds {
        needs: [2, 1],
        hang_ups: [0, 1],
        failures: 1,
        answer_covers: true,
        ..Bounds::default()
    });
}

#[test]
fn timers_run_out() {
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
fn sessions_are_renewed_over_ways_that_lose() {
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
fn candidates_find_their_description() {
    check(Bounds {
        needs: [1, 1],
        ties: 1,
        candidates: true,
        answer_covers: true,
        ..Bounds::default()
    });
}

fn check(bounds: Bounds) {
    let explored = explore(&bounds, STATES_AT_MOST);

    assert!(!explored.is_cut, "{bounds:?}: {explored:?}");
    assert!(explored.at_rest > 0, "{bounds:?}: {explored:?}");
    let both_call = bounds.needs.iter().all(|needs| *needs > 0);
    assert!(explored.has_conflict || !both_call, "{bounds:?}: {explored:?}");
    println!("{} states within {bounds:?}", explored.states);
}
