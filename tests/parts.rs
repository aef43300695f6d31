//! What a page may style is written down.
#![cfg(not(target_arch = "wasm32"))]

use std::collections::BTreeSet;
use std::path::Path;

#[test]
fn every_part_is_documented_and_nothing_else() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut parts = BTreeSet::new();
    for entry in std::fs::read_dir(root.join("src/view")).unwrap() {
        let file = entry.unwrap().path();
        if file.extension().is_some_and(|extension| extension == "html") {
            let markup = std::fs::read_to_string(file).unwrap();
            for rest in markup.split(" part=\"").skip(1) {
                let names = rest.split('"').next().unwrap_or_default();
                parts.extend(names.split_whitespace().map(str::to_owned));
            }
        }
    }

    let text = std::fs::read_to_string(root.join("docs/interface.md")).unwrap();
    let section = text
        .split("## Parts")
        .nth(1)
        .and_then(|rest| rest.split("\n## ").next())
        .unwrap();
    let table = section.split("|---|---|").nth(1).unwrap();
    let documented: BTreeSet<String> = table.split('`').skip(1).step_by(2).map(str::to_owned).collect();

    assert_eq!(parts, documented);
}

#[test]
fn every_token_is_documented() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let tokens = std::fs::read_to_string(root.join("src/view/tokens.css")).unwrap();
    let text = std::fs::read_to_string(root.join("docs/interface.md")).unwrap();

    let names = tokens
        .lines()
        .filter_map(|line| line.trim().strip_prefix("--")?.split(':').next());
    for name in names {
        assert!(text.contains(&format!("`--{name}`")), "--{name}");
    }
}

#[test]
fn every_colour_but_a_shadow_is_a_token() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/view");
    for entry in std::fs::read_dir(folder).unwrap() {
        let file = entry.unwrap().path();
        let is_sheet = file.extension().is_some_and(|extension| extension == "css");
        if !is_sheet || file.ends_with("tokens.css") {
            continue;
        }
        for line in std::fs::read_to_string(&file).unwrap().lines() {
            let is_hex = |value: &str| value.starts_with(|first: char| first.is_ascii_hexdigit());
            let has_colour = line.split(": ").skip(1).any(|value| {
                value.split('#').skip(1).any(is_hex)
                    || value.contains("rgb(")
                    || value.contains("light-dark(")
            });
            assert!(
                !has_colour || line.contains("box-shadow"),
                "{line} in {}",
                file.display()
            );
        }
    }
}

#[test]
fn every_slot_is_documented() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(root.join("docs/interface.md")).unwrap();
    let mut slots = 0;
    for entry in std::fs::read_dir(root.join("src/view")).unwrap() {
        let file = entry.unwrap().path();
        if file.extension().is_none_or(|extension| extension != "html") {
            continue;
        }
        for rest in std::fs::read_to_string(&file)
            .unwrap()
            .split("<slot name=\"")
            .skip(1)
        {
            let name = rest.split('"').next().unwrap_or_default();
            assert!(text.contains(&format!("| `{name}` |")), "{name}");
            slots += 1;
        }
    }
    assert!(slots > 0);
}

#[test]
fn no_markup_has_a_style_or_a_handler() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/view");
    for entry in std::fs::read_dir(folder).unwrap() {
        let file = entry.unwrap().path();
        if file.extension().is_some_and(|extension| extension == "html") {
            let markup = std::fs::read_to_string(&file).unwrap();
            for forbidden in [" style=", " onclick=", "<script", "<style"] {
                assert!(!markup.contains(forbidden), "{forbidden} in {}", file.display());
            }
        }
    }
}
