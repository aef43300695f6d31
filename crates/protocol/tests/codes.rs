//! Checks that `docs/troubleshooting.md` and the types for JavaScript list every code.

#![expect(clippy::expect_used, reason = "a test fails by panicking")]

use std::collections::BTreeSet;
use visavis_protocol::{Area, Code};

const PAGE: &str = include_str!("../../../docs/troubleshooting.md");
const TYPES: &str = include_str!("../../../www/events.d.ts");

#[test]
fn ids_are_unique() {
    for code in Code::ALL {
        assert_eq!(Code::from_id(code.id()), Some(*code));
    }
    assert_eq!(Code::from_id("NotAllowedError"), None);
}

#[test]
fn every_code_is_explained_in_the_table_of_its_area() {
    for (area, heading) in [
        (Area::Devices, "Camera and microphone"),
        (Area::Joining, "Getting into the call"),
        (Area::Link, "The call with one person"),
        (Area::Files, "Pictures, recordings and reports"),
        (Area::Frame, "In a frame"),
        (Area::Loading, "Loading the page"),
        (Area::Api, "Writing a page"),
    ] {
        let codes = Code::ALL.iter().filter(|code| code.area() == area);
        let codes: BTreeSet<_> = codes.map(|code| code.id()).collect();

        assert_eq!(explained_under(heading), codes, "under \"{heading}\"");
    }
}

#[test]
fn the_javascript_types_have_every_code() {
    let (_, union) = TYPES
        .split_once("export type Code =")
        .expect("there is a type Code");
    let union = union.split(';').next().unwrap_or_default();
    let codes: BTreeSet<_> = union.split('"').skip(1).step_by(2).collect();

    assert_eq!(codes, Code::ALL.iter().map(|code| code.id()).collect());
}

#[test]
fn every_code_shown_in_the_interface_has_a_sentence() {
    // Its sentence depends on the address.
    let composed = [Code::ServerAddress];
    for code in Code::ALL.iter().filter(|code| code.key().is_some()) {
        let is_composed = composed.contains(code);

        assert_eq!(code.sentence().is_empty(), is_composed, "{code}");
    }
}

/// Returns the code spans in the first column of the table below that heading.
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
