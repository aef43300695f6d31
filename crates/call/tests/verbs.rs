//! Checks that the verbs of the JavaScript API have the same names in Rust and JavaScript.

use std::collections::BTreeSet;
use visavis_call::VERBS;

const TABLE: &str = include_str!("../../../www/verbs.js");

#[test]
fn javascript_has_every_verb_and_no_other() {
    let (_, table) = TABLE.split_once("const VERBS = ").expect("there is the table");
    let rows = table.lines().skip(1).take_while(|row| row.starts_with(' '));
    let names: BTreeSet<_> = rows
        .filter_map(|row| Some(row.trim().split_once(':')?.0))
        .collect();

    assert_eq!(names, VERBS.iter().map(|verb| verb.name).collect());
}
