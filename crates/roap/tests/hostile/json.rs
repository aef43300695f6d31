//! Compares the JSON reader and writer with those of `serde_json`, on arbitrary bytes.

use serde::de::IgnoredAny;
use serde_json::Value as Theirs;
use visavis_roap::Value as Ours;

/// The limits of the reader: see `src/json/nesting.rs`.
const DEEPEST: usize = 4;
const MOST: usize = 256;

/// Reads a value, writes it and reads it again.
///
/// # Panics
/// Panics if the two disagree on whether the text is JSON, on its value, or on how a string is written.
pub fn compare(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return;
    };
    let ours = Ours::from_json(text);
    // Unlike a value tree, this has no limits of its own on depth, numbers or surrogates.
    let is_json = serde_json::from_str::<IgnoredAny>(text).is_ok();
    assert_eq!(ours.is_ok(), is_json, "{text}");
    let Ok(ours) = ours else { return };

    let written = ours.to_json();
    assert_eq!(Ours::from_json(&written).as_ref(), Ok(&ours), "{text}");
    let again = serde_json::from_str(&written).expect("the written text is JSON");
    assert!(agree(&ours, &again, 0, false), "{text}: {written}");
    assert_eq!(as_they_write(&ours), written);

    if let Ok(theirs) = serde_json::from_str(text) {
        assert!(
            agree(&ours, &theirs, 0, may_be_rounded(text)),
            "{text}: {written}"
        );
    }
}

/// Returns whether the two are equal, within the limits.
fn agree(ours: &Ours, theirs: &Theirs, depth: usize, is_inexact: bool) -> bool {
    match (ours, theirs) {
        (Ours::Null, Theirs::Null) => true,
        (Ours::Null, Theirs::Number(number)) => {
            let whole = number
                .as_f64()
                .is_some_and(|number| (number as u64) as f64 == number);
            !whole || is_inexact
        }
        (Ours::Null, Theirs::Array(_) | Theirs::Object(_)) => depth == DEEPEST,
        (Ours::Bool(ours), Theirs::Bool(theirs)) => ours == theirs,
        (Ours::Number(ours), Theirs::Number(theirs)) => theirs.as_f64() == Some(*ours as f64) || is_inexact,
        (Ours::String(ours), Theirs::String(theirs)) => ours == theirs,
        (Ours::Array(ours), Theirs::Array(theirs)) => {
            ours.len() == theirs.len().min(MOST)
                && ours
                    .iter()
                    .zip(theirs)
                    .all(|(ours, theirs)| agree(ours, theirs, depth + 1, is_inexact))
        }
        (Ours::Object(fields), Theirs::Object(theirs)) => {
            // The last of duplicate fields counts, unless fields were dropped.
            let mut names: Vec<_> = fields.iter().map(|(name, _)| name).collect();
            names.sort();
            names.dedup();
            fields.len() == MOST
                || names.len() == theirs.len()
                    && names.into_iter().all(|name| {
                        let last = ours.clone().take(name);
                        theirs
                            .get(name)
                            .is_some_and(|theirs| agree(&last, theirs, depth + 1, is_inexact))
                    })
        }
        _ => false,
    }
}

/// Returns whether rounding explains a difference: a floating-point number has only 15 reliable digits and ends at
/// 1e-308, so it may be whole although the digits are not.
fn may_be_rounded(text: &str) -> bool {
    let digits_of = |number: &str| number.trim_start_matches('-').replace('.', "").len();
    text.split(|letter: char| !matches!(letter, '0'..='9' | '.' | 'e' | 'E' | '-'))
        .any(|number| match number.split_once(['e', 'E']) {
            Some((significand, exponent)) => digits_of(significand) > 15 || digits_of(exponent) > 2,
            None => digits_of(number) > 15,
        })
}

fn as_they_write(value: &Ours) -> String {
    let string = |string| serde_json::to_string(string).expect("a string is written as JSON");
    match value {
        Ours::Null => "null".into(),
        Ours::Bool(flag) => flag.to_string(),
        Ours::Number(number) => number.to_string(),
        Ours::String(text) => string(text),
        Ours::Array(items) => {
            let items: Vec<_> = items.iter().map(as_they_write).collect();
            format!("[{}]", items.join(","))
        }
        Ours::Object(fields) => {
            let field = |(name, value)| format!("{}:{}", string(name), as_they_write(value));
            let fields: Vec<_> = fields.iter().map(|(name, value)| field((name, value))).collect();
            format!("{{{}}}", fields.join(","))
        }
    }
}
