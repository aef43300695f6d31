//! Checks that the verbs of the JavaScript API have the same names in Rust and JavaScript.

#![expect(clippy::expect_used, reason = "a test fails by panicking")]

use std::collections::BTreeSet;
use visavis_call::VERBS;

const WWW: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../www/");

#[test]
fn javascript_has_every_verb_and_no_other() {
    let verbs: BTreeSet<_> = VERBS.iter().map(|verb| verb.name.to_owned()).collect();

    assert_eq!(names_in_javascript(), verbs);
}

/// Returns the keys of the table of verbs; without one, the list of the page for a frame.
fn names_in_javascript() -> BTreeSet<String> {
    if let Ok(text) = std::fs::read_to_string([WWW, "verbs.js"].concat()) {
        let (_, table) = text.split_once("const VERBS = ").expect("there is the table");
        let rows = table.lines().skip(1).take_while(|row| row.starts_with(' '));
        rows.filter_map(|row| Some(row.trim().split_once(':')?.0.to_owned()))
            .collect()
    } else {
        let text = std::fs::read_to_string([WWW, "embed.js"].concat()).expect("there is the page");
        let (_, list) = text.split_once("COMMANDS = [").expect("there is the list");
        let list = list.split(']').next().unwrap_or_default();
        list.split('"').skip(1).step_by(2).map(str::to_owned).collect()
    }
}
