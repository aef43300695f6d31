//! Checks that everything a page may style is documented.
#![cfg(not(target_arch = "wasm32"))]
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

#[test]
fn parts_and_documentation_agree() {
    let mut parts = BTreeSet::new();
    for (_, markup) in files("html") {
        for names in values(&markup, " part=\"") {
            parts.extend(names.split_whitespace().map(str::to_owned));
        }
    }

    let text = documented();
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
fn every_slot_is_documented() {
    let text = documented();
    let mut slots = 0;
    for (_, markup) in files("html") {
        for name in values(&markup, "<slot name=\"") {
            assert!(text.contains(&format!("| `{name}` |")), "{name}");
            slots += 1;
        }
    }
    assert!(slots > 0);
}

#[test]
fn every_token_is_documented() {
    let tokens = std::fs::read_to_string(root().join("src/view/tokens.css")).unwrap();
    let text = documented();

    let names = tokens
        .lines()
        .filter_map(|line| line.trim().strip_prefix("--")?.split(':').next());
    for name in names {
        assert!(text.contains(&format!("`--{name}`")), "--{name}");
    }
}

/// `build.rs` lists the style sheets in order.
#[test]
fn every_style_sheet_is_built_in() {
    let build = std::fs::read_to_string(root().join("build.rs")).unwrap();
    for (file, _) in files("css") {
        let sheet = file
            .strip_prefix(root().join("src/view"))
            .unwrap()
            .with_extension("");
        assert!(
            build.contains(&format!("\"{}\"", sheet.display())),
            "{}",
            file.display()
        );
    }
}

#[test]
fn every_color_except_shadows_is_a_token() {
    for (file, sheet) in files("css") {
        if file.ends_with("tokens.css") {
            continue;
        }
        for line in sheet.lines() {
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
fn markup_has_no_inline_styles_or_handlers() {
    for (file, markup) in files("html") {
        for forbidden in [" style=", " onclick=", "<script", "<style"] {
            assert!(!markup.contains(forbidden), "{forbidden} in {}", file.display());
        }
    }
}

/// Returns the text that follows these words, up to the next quote.
fn values<'m>(markup: &'m str, before: &'m str) -> impl Iterator<Item = &'m str> {
    let rests = markup.split(before).skip(1);
    rests.map(|rest| rest.split('"').next().unwrap_or_default())
}

/// Returns the files of the view with that extension, wherever they are, and their contents.
fn files(ending: &str) -> Vec<(PathBuf, String)> {
    let mut folders = vec![root().join("src/view")];
    let mut files = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == ending) {
                let text = std::fs::read_to_string(&path).unwrap();
                files.push((path, text));
            }
        }
    }
    files
}

fn documented() -> String {
    std::fs::read_to_string(root().join("docs/interface.md")).unwrap()
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}
