//! Texts that are JSON, and texts that nearly are: `serde_json` and this crate agree about all of them.

#![expect(clippy::expect_used, reason = "the comparison is shared with a fuzz target")]

#[path = "hostile/json.rs"]
mod json;
#[path = "json/texts.rs"]
mod texts;

use json::compare;
use texts::Texts;

#[test]
fn both_agree_about_any_text_that_is_json() {
    let mut texts = Texts::new(1);
    for _ in 0..5_000 {
        compare(texts.text().as_bytes());
    }
}

#[test]
fn both_agree_about_texts_that_nearly_are() {
    let mut texts = Texts::new(2);
    let mut are_json = 0;
    for _ in 0..20_000 {
        let text = texts.damaged();
        are_json += usize::from(visavis_roap::Value::from_json(&text).is_ok());
        compare(text.as_bytes());
    }

    // Otherwise the damage is always, or never, fatal.
    assert!((2_000..18_000).contains(&are_json), "{are_json}");
}
