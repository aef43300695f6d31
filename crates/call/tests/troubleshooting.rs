//! Every code that a person can meet is explained in `docs/troubleshooting.md`, and nothing else is.

#![expect(clippy::unwrap_used, reason = "a test ends with what it did not expect")]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

const PAGE: &str = include_str!("../../../docs/troubleshooting.md");
const SOURCES: [&str; 3] = ["src", "crates/call/src", "www"];
/// What is written like a code and is none. Names that end in `Error` are the browsers' own.
const NO_CODES: [&str; 10] = [
    "ArrowDown",
    "ArrowLeft",
    "ArrowRight",
    "ArrowUp",
    "CallOptions",
    "EventSink",
    "LoopbackEnd",
    "MediaStreamTrackProcessor",
    "PageDown",
    "PageUp",
];

#[test]
fn every_code_in_the_sources_is_explained() {
    let codes = codes_in_sources();
    // If these are not found, neither is anything else.
    for known in [
        "Replaced",
        "CameraBusy",
        "ServerAddress",
        "ClientNotLoaded",
        "TurnRefused",
    ] {
        assert!(codes.contains(known), "{known} was not found in the sources");
    }

    let explained = explained_codes();
    let missing: Vec<_> = codes.difference(&explained).collect();

    assert!(
        missing.is_empty(),
        "explain them in docs/troubleshooting.md, or, if they are no codes, name them in NO_CODES: {missing:?}"
    );
}

#[test]
fn every_code_that_is_explained_exists() {
    let codes = codes_in_sources();

    let unknown: Vec<_> = explained_codes()
        .into_iter()
        .filter(|code| !codes.contains(code))
        .collect();

    assert!(
        unknown.is_empty(),
        "take them out of docs/troubleshooting.md: {unknown:?}"
    );
}

#[test]
fn a_code_is_a_name_of_several_words_or_one_that_is_called_a_code() {
    let text = r#"
        code: "Replaced", f("Word", "word", "TwoWords", "SomeError", "ArrowUp", "KeyM", "")
        error("Lonely", "There is a TwoWord in it") coded(
            "Broken", x) code: problem.code, '"' "LastOne""#;

    assert_eq!(
        codes_in(text),
        ["Replaced", "TwoWords", "Lonely", "Broken", "LastOne"]
    );
}

fn codes_in_sources() -> BTreeSet<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut files = Vec::new();
    for folder in SOURCES {
        collect(&root.join(folder), &mut files);
    }
    files
        .iter()
        .flat_map(|file| codes_in(&std::fs::read_to_string(file).unwrap()))
        .collect()
}

/// All sources but tests.
fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if path.is_dir() && name != "tests" {
            collect(&path, files);
        } else if name != "tests.rs" && (name.ends_with(".rs") || name.ends_with(".js")) {
            files.push(path);
        }
    }
}

fn codes_in(text: &str) -> Vec<String> {
    let mut codes = Vec::new();
    for (start, _) in text.match_indices('"') {
        let (before, after) = (&text[..start], &text[start + 1..]);
        let Some((literal, _)) = after.split_once('"') else {
            break;
        };
        let is_called_code = ["code:", "error(", "coded("]
            .iter()
            .any(|introduction| before.trim_end().ends_with(introduction));
        let words = words_of(literal);
        let is_code = words > 1 || (words == 1 && is_called_code);
        if is_code && !literal.ends_with("Error") && !NO_CODES.contains(&literal) {
            codes.push(literal.to_owned());
        }
    }
    codes
}

/// How many words a name like `TwoWords` has; none if it is no such name.
fn words_of(name: &str) -> usize {
    let is_word =
        |word: &str| word.len() > 1 && word.chars().skip(1).all(|letter| letter.is_ascii_lowercase());
    let starts: Vec<usize> = name
        .char_indices()
        .filter(|(_, letter)| letter.is_ascii_uppercase())
        .map(|(start, _)| start)
        .collect();
    let ends = starts.iter().skip(1).copied().chain([name.len()]);
    let is_name = starts.first() == Some(&0)
        && starts
            .iter()
            .zip(ends)
            .all(|(&start, end)| is_word(&name[start..end]));
    if is_name { starts.len() } else { 0 }
}

/// What stands in backquotes in the first column of a table.
fn explained_codes() -> BTreeSet<String> {
    let rows = PAGE.lines().filter_map(|line| line.strip_prefix("| `"));
    rows.flat_map(|row| {
        let column = row.split(" | ").next().unwrap_or(row);
        column
            .split('`')
            .filter(|part| words_of(part) > 0)
            .map(str::to_owned)
            .collect::<Vec<_>>()
    })
    .collect()
}
