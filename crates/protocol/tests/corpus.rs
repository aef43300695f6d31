//! Replays the fuzz corpus of this crate.

#![expect(clippy::expect_used, reason = "the reading is shared with a fuzz target")]

#[path = "hostile/frames.rs"]
mod frames;

use std::path::Path;

#[test]
fn frames_of_the_corpus_survive_a_round_trip() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/corpus/frame");
    let mut count = 0;
    for file in std::fs::read_dir(folder).unwrap() {
        frames::read(&std::fs::read(file.unwrap().path()).unwrap());
        count += 1;
    }
    assert!(count > 0, "the corpus is empty");
}
