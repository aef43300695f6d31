//! Compares this crate with `serde_json` on random texts that are JSON or nearly so.

#![expect(clippy::expect_used, reason = "the comparison is shared with a fuzz target")]

#[path = "hostile/json.rs"]
mod json;
#[path = "json/texts.rs"]
mod texts;

use json::compare;
use texts::Texts;

#[test]
fn both_agree_about_valid_texts() {
    let mut texts = Texts::new(1);
    for _ in 0..5_000 {
        compare(texts.text().as_bytes());
    }
}

#[test]
fn both_agree_about_damaged_texts() {
    let mut texts = Texts::new(2);
    let mut are_json = 0;
    for _ in 0..20_000 {
        let text = texts.damaged();
        are_json += usize::from(visavis_roap::Value::from_json(&text).is_ok());
        compare(text.as_bytes());
    }

    // Some damage must be fatal and some must not.
    assert!((2_000..18_000).contains(&are_json), "{are_json}");
}
