//! Explores the interleavings of two endpoints further than the tests do:
//! `cargo run --release -p visavis-roap --example explore [STATES]`
//!
//! Prints, for each set of bounds, the number of states visited, whether the search was cut off, and the time it took.
//! Panics on a violated rule with the steps that led to it.

#![expect(clippy::print_stdout, reason = "a command-line program")]
#![expect(clippy::expect_used, reason = "the model is shared with the tests")]

#[path = "../tests/exploration/bounds.rs"]
mod bounds;
#[path = "../tests/exploration/browser.rs"]
mod browser;
#[path = "../tests/exploration/invariants.rs"]
mod invariants;
#[path = "../tests/exploration/search.rs"]
mod search;
#[path = "../tests/exploration/transitions.rs"]
mod transitions;
#[path = "../tests/exploration/world.rs"]
mod world;

use bounds::Bounds;
use std::time::SystemTime;

/// The default maximum number of states for each set of bounds. Takes a few GB of memory.
const MAX_STATES: usize = 3_000_000;

fn main() {
    let at_most = std::env::args()
        .nth(1)
        .and_then(|states| states.parse().ok())
        .unwrap_or(MAX_STATES);
    let mut all_states = 0;
    for bounds in deep() {
        let start = SystemTime::now();
        let explored = search::explore(&bounds, at_most);
        all_states += explored.states;
        println!("{bounds:?}");
        println!(
            "  {} states{}, {} of them at rest, {} s",
            explored.states,
            if explored.is_cut { " (cut)" } else { "" },
            explored.at_rest,
            start.elapsed().unwrap_or_default().as_secs()
        );
    }
    println!("{all_states} states, no rule violated");
}

fn deep() -> [Bounds; 12] {
    let none = Bounds {
        answer_covers: true,
        ..Bounds::default()
    };
    [
        Bounds {
            needs: [2, 2],
            ties: 2,
            ..none
        },
        Bounds {
            needs: [2, 2],
            answer_covers: false,
            ..none
        },
        Bounds {
            needs: [2, 1],
            hang_ups: [1, 1],
            answer_covers: false,
            ..none
        },
        Bounds {
            needs: [2, 1],
            losses: 1,
            hang_ups: [1, 0],
            ..none
        },
        Bounds {
            needs: [1, 1],
            losses: 2,
            hang_ups: [0, 1],
            ..none
        },
        Bounds {
            needs: [2, 1],
            resends: 2,
            hang_ups: [1, 0],
            ..none
        },
        Bounds {
            needs: [2, 1],
            failures: 2,
            timeouts: 1,
            hang_ups: [1, 0],
            ..none
        },
        Bounds {
            needs: [2, 1],
            timeouts: 3,
            ..none
        },
        Bounds {
            needs: [2, 1],
            rings: true,
            timeouts: 1,
            losses: 1,
            hang_ups: [1, 1],
            ..none
        },
        Bounds {
            needs: [1, 1],
            reloads: [1, 1],
            hang_ups: [1, 0],
            losses: 1,
            ..none
        },
        Bounds {
            needs: [2, 1],
            renewals: [1, 1],
            hang_ups: [0, 1],
            losses: 1,
            ..none
        },
        Bounds {
            needs: [2, 1],
            candidates: true,
            ties: 1,
            failures: 1,
            ..none
        },
    ]
}
