//! Replays what the fuzz target of this crate has found worth keeping.

#![expect(clippy::expect_used, reason = "the reading is shared with a fuzz target")]

#[path = "hostile/frames.rs"]
mod frames;

use std::path::Path;

#[test]
fn every_frame_of_the_corpus_is_read_and_written() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/corpus/frame");
    let mut count = 0;
    for file in std::fs::read_dir(folder).unwrap() {
        frames::read(&std::fs::read(file.unwrap().path()).unwrap());
        count += 1;
    }
    assert!(count > 0, "the corpus is gone");
}
