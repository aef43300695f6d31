//! Checks that the language files have the same keys and placeholders.
#![cfg(not(target_arch = "wasm32"))]
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use visavis_protocol::Code;

type Strings = BTreeMap<String, String>;

#[test]
fn all_languages_have_the_same_keys() {
    let english = strings("en");
    for (language, strings) in others() {
        assert_eq!(keys(&strings, false), keys(&english, false), "in {language}");
    }
}

#[test]
fn all_languages_have_exactly_the_failures_shown() {
    let codes: BTreeSet<_> = Code::ALL
        .iter()
        .filter_map(|code| code.key())
        .map(str::to_owned)
        .collect();
    for (language, strings) in others() {
        assert_eq!(keys(&strings, true), codes, "in {language}");
    }
}

#[test]
fn all_languages_have_the_same_placeholders() {
    let english = strings("en");
    for (language, strings) in others() {
        for (key, text) in strings {
            assert!(!text.trim().is_empty(), "{key} in {language}");
            let expected = english.get(&key).map(String::as_str).unwrap_or_default();
            assert_eq!(placeholders(&text), placeholders(expected), "{key} in {language}");
        }
    }
}

#[test]
fn every_key_of_the_markup_exists() {
    let english = strings("en");
    for file in files("html") {
        let markup = read(&file);
        for attribute in ["data-say=\"", "data-label=\"", "data-hint=\""] {
            for (at, _) in markup.match_indices(attribute) {
                let key = markup[at + attribute.len()..]
                    .split('"')
                    .next()
                    .unwrap_or_default();
                assert!(english.contains_key(key), "{key} of {}", file.display());
            }
        }
    }
}

#[test]
fn every_key_of_the_code_exists() {
    let english = strings("en");
    for file in files("rs") {
        let code = read(&file);
        for call in ["strings.of(\"", "strings.about(\"", "strings.with(\""] {
            for (at, _) in code.match_indices(call) {
                let key = code[at + call.len()..].split('"').next().unwrap_or_default();
                assert!(english.contains_key(key), "{key} of {}", file.display());
            }
        }
    }
}

#[test]
fn every_string_is_used() {
    let sources: String = files("html")
        .iter()
        .chain(&files("rs"))
        .map(|file| read(file))
        .collect();
    // Keys that are composed from a name of the core.
    let composed = [
        "ring-",
        "camera-press-",
        "microphone-press-",
        "connecting",
        "tabs-only",
        "reconnecting",
    ];
    for key in strings("en").keys() {
        let is_composed = composed.iter().any(|start| key.starts_with(start));
        assert!(
            is_composed || sources.contains(&format!("\"{key}\"")),
            "{key} is used nowhere"
        );
    }
}

/// Codes of failures begin with a capital.
fn keys(strings: &Strings, of_failures: bool) -> BTreeSet<String> {
    let is_code = |key: &String| key.starts_with(|c: char| c.is_ascii_uppercase());
    strings
        .keys()
        .filter(|key| is_code(key) == of_failures)
        .cloned()
        .collect()
}

fn others() -> Vec<(String, Strings)> {
    let found: Vec<_> = std::fs::read_dir(folder().join("strings"))
        .unwrap()
        .map(|entry| {
            entry
                .unwrap()
                .path()
                .file_stem()
                .unwrap()
                .to_string_lossy()
                .into_owned()
        })
        .filter(|language| language != "en")
        .map(|language| (language.clone(), strings(&language)))
        .collect();
    assert!(
        found.len() >= 5,
        "German, French, Spanish, Japanese and Arabic at least"
    );
    let addresses = read(&folder().join("../../www/strings.js"));
    for (language, _) in &found {
        let address = format!("{language}: new URL(\"./client/strings/{language}.txt\"");
        assert!(addresses.contains(&address), "{language} is never loaded");
    }
    found
}

fn strings(language: &str) -> Strings {
    let text = read(&folder().join("strings").join(format!("{language}.txt")));
    let lines: Vec<_> = text
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .map(|line| {
            line.split_once(" = ")
                .unwrap_or_else(|| panic!("not a key and a text: {line}"))
        })
        .map(|(key, text)| (key.to_owned(), text.to_owned()))
        .collect();
    let count = lines.len();
    let strings = Strings::from_iter(lines);
    assert_eq!(strings.len(), count, "a key twice in {language}");
    strings
}

fn placeholders(text: &str) -> BTreeSet<&str> {
    text.split('{')
        .skip(1)
        .filter_map(|rest| rest.split('}').next())
        .collect()
}

fn files(extension: &str) -> Vec<PathBuf> {
    let mut folders = vec![folder()];
    let mut files = vec![folder().with_extension("rs")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                // Strings in the guards do not count as uses.
                if !path.ends_with("tests") {
                    folders.push(path);
                }
            } else {
                files.push(path);
            }
        }
    }
    files.retain(|path| path.extension().is_some_and(|found| found == extension));
    files
}

fn read(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src/view")
}
