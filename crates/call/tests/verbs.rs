//! Checks that the verbs of the JavaScript API have the same names in Rust and JavaScript, as commands and as methods.

use std::collections::BTreeSet;
use visavis_call::VERBS;

const TABLE: &str = include_str!("../../../www/verbs.js");
const METHODS: &str = include_str!("../../../src/api/verbs.rs");

#[test]
fn javascript_has_every_verb_and_no_other() {
    let (_, table) = TABLE.split_once("const VERBS = ").expect("there is the table");
    let rows = table.lines().skip(1).take_while(|row| row.starts_with(' '));
    let names: BTreeSet<_> = rows
        .filter_map(|row| Some(row.trim().split_once(':')?.0))
        .collect();

    assert_eq!(names, VERBS.iter().map(|verb| verb.name).collect());
}

#[test]
fn a_call_in_rust_has_every_verb_as_a_method_and_no_other() {
    let methods = METHODS.lines().filter_map(|line| {
        let name = line.trim().strip_prefix("pub fn ")?;
        name.split_once('(').map(|(name, _)| name.to_owned())
    });
    let methods: BTreeSet<_> = methods.collect();

    assert_eq!(methods, VERBS.iter().map(|verb| snake_case(verb.name)).collect());
}

fn snake_case(name: &str) -> String {
    let mut snake = String::new();
    for letter in name.chars() {
        if letter.is_ascii_uppercase() {
            snake.push('_');
        }
        snake.push(letter.to_ascii_lowercase());
    }
    snake
}
