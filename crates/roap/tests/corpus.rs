//! Replays the fuzz corpora of this crate.

#![expect(clippy::expect_used, clippy::unwrap_used, reason = "test helpers")]

#[path = "hostile/json.rs"]
mod json;
#[path = "hostile/reading.rs"]
mod reading;
#[path = "hostile/script.rs"]
mod script;
#[path = "hostile/stage.rs"]
mod stage;

use std::path::Path;

#[test]
fn every_message_of_the_corpus_survives_a_round_trip() {
    for bytes in corpus("message") {
        reading::read(&bytes);
    }
}

#[test]
fn serde_json_agrees_about_every_text_of_the_corpus() {
    for bytes in corpus("message").into_iter().chain(corpus("json")) {
        json::compare(&bytes);
    }
}

#[test]
fn no_script_of_the_corpus_violates_a_rule() {
    for bytes in corpus("endpoint") {
        stage::play(&bytes);
    }
}

fn corpus(target: &str) -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../fuzz/corpus")
        .join(target);
    let files: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|file| std::fs::read(file.unwrap().path()).unwrap())
        .collect();
    assert!(!files.is_empty(), "the corpus is empty");
    files
}
