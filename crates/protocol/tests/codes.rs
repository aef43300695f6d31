//! Everything that lists codes lists all of them: the page on troubleshooting, and the types for JavaScript.

#![expect(clippy::expect_used, reason = "a test ends with what it did not expect")]

use std::collections::BTreeSet;
use visavis_protocol::{Area, Code};

const PAGE: &str = include_str!("../../../docs/troubleshooting.md");
const TYPES: &str = include_str!("../../../www/types.d.ts");

#[test]
fn an_id_names_one_code() {
    for code in Code::ALL {
        assert_eq!(Code::from_id(code.id()), Some(*code));
    }
    assert_eq!(Code::from_id("NotAllowedError"), None);
}

#[test]
fn every_code_is_explained_where_it_is_met_and_nothing_else_is() {
    for (area, heading) in [
        (Area::Devices, "Camera and microphone"),
        (Area::Joining, "Getting into the call"),
        (Area::Link, "The call with one person"),
        (Area::Loading, "Loading the page"),
        (Area::Api, "Writing a page"),
    ] {
        let codes = Code::ALL.iter().filter(|code| code.area() == area);
        let codes: BTreeSet<_> = codes.map(|code| code.id()).collect();

        assert_eq!(explained_under(heading), codes, "under \"{heading}\"");
    }
}

#[test]
fn the_types_for_javascript_have_every_code() {
    let (_, union) = TYPES
        .split_once("export type Code =")
        .expect("there is a type Code");
    let union = union.split(';').next().unwrap_or_default();
    let codes: BTreeSet<_> = union.split('"').skip(1).step_by(2).collect();

    assert_eq!(codes, Code::ALL.iter().map(|code| code.id()).collect());
}

#[test]
fn whatever_a_person_reads_in_the_interface_has_a_sentence() {
    // It names the address.
    let composed = [Code::ServerAddress];
    for code in Code::ALL.iter().filter(|code| code.key().is_some()) {
        let is_composed = composed.contains(code);

        assert_eq!(code.sentence().is_empty(), is_composed, "{code}");
    }
}

/// What stands in backquotes in the first column of the table under that heading.
fn explained_under(heading: &str) -> BTreeSet<&'static str> {
    let (_, section) = PAGE
        .split_once(&format!("\n## {heading}\n"))
        .expect("there is that section");
    let section = section.split("\n## ").next().unwrap_or_default();
    let rows = section.lines().filter_map(|row| row.strip_prefix("| "));
    rows.filter_map(|row| row.split(" | ").next())
        .flat_map(|column| column.split('`').skip(1).step_by(2))
        .collect()
}
