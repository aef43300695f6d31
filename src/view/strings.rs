//! The strings of the interface: plain text files, one per language. English is the source and is built in; another
//! language is loaded when needed.

use crate::web::{Exception, JsResultExt};
use visavis_call::protocol::LeftReason;
use visavis_call::{Failure, Source, Status};
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::Response;

const ENGLISH: &str = include_str!("strings/en.txt");

/// The placeholders that hold text written by people. It may have another direction, and must not affect the text
/// around it.
const OF_PEOPLE: [&str; 4] = ["name", "other", "third", TEXT];
/// Not the name of a person.
const TEXT: &str = "text";
/// The placeholders that hold the key of a string.
const OF_KEYS: [&str; 2] = ["button", "kind"];
/// Isolates such text: first strong isolate, pop directional isolate.
const APART: [char; 2] = ['\u{2068}', '\u{2069}'];

/// The strings of one view.
#[derive(Debug, Default)]
pub(super) struct Strings {
    /// The file of a language other than English.
    other: Option<String>,
}

impl Strings {
    /// Returns the string of a key.
    pub(super) fn of(&self, key: &str) -> String {
        self.known(key).unwrap_or_else(|| key.to_owned())
    }

    /// Returns the string of a key; `None` if it is missing.
    pub(super) fn known(&self, key: &str) -> Option<String> {
        self.other_line(key)
            .or_else(|| line(ENGLISH, key))
            .map(str::to_owned)
    }

    /// Returns the string of a key, with the placeholders in braces replaced.
    pub(super) fn with(&self, key: &str, values: &[(&str, &str)]) -> String {
        self.fill(&self.of(key), &|name| {
            let value = values.iter().find(|(known, _)| *known == name);
            value.map(|(_, value)| (*value).to_owned())
        })
    }

    /// Replaces the placeholders in a string. A person without a name is a guest.
    pub(super) fn fill(&self, text: &str, value_of: &dyn Fn(&str) -> Option<String>) -> String {
        // Values may contain braces themselves, so the text is scanned only once.
        let mut said = String::with_capacity(text.len() + 16);
        let mut rest = text;
        while let Some((before, after)) = rest.split_once('{') {
            said.push_str(before);
            let (name, after) = after.split_once('}').unwrap_or((after, ""));
            let value = value_of(name).unwrap_or_default();
            let [begin, end] = APART;
            if OF_PEOPLE.contains(&name) {
                let is_nameless = value.is_empty() && name != TEXT;
                said.push(begin);
                said.push_str(&if is_nameless { self.of("guest") } else { value });
                said.push(end);
            } else if OF_KEYS.contains(&name) {
                said.push_str(&self.of(&value));
            } else {
                said.push_str(&value);
            }
            rest = after;
        }
        said.push_str(rest);
        said
    }

    /// Begins a sentence or a label with the name of a person, whatever its direction, or ends one with it.
    pub(super) fn beside_name(&self, before: &str, name: &str, after: &str) -> String {
        let name = if name.is_empty() { &self.of("guest") } else { name };
        let [begin, end] = APART;
        format!("{before}{begin}{name}{end}{after}")
    }

    pub(super) fn about(&self, key: &str, name: &str) -> String {
        self.with(key, &[("name", name)])
    }

    /// Returns the sentence for a failure: the core's in English, or the translation by its code.
    pub(super) fn failure(&self, failure: &Failure) -> String {
        let translated = self.known(failure.code.id());
        translated.unwrap_or_else(|| failure.message.clone())
    }

    pub(super) fn left(&self, name: &str, reason: LeftReason) -> String {
        let key = match reason {
            LeftReason::Left => "left",
            LeftReason::Gone => "gone",
            LeftReason::Removed => "removed",
        };
        self.about(key, name)
    }

    /// Returns what pressing the button of a device does.
    pub(super) fn press(&self, source: Source, status: Status) -> String {
        let then = match status {
            Status::On | Status::Pending => "on",
            Status::Off => "off",
            Status::Denied => "denied",
        };
        match source {
            Source::Camera | Source::Microphone => self.of(&format!("{}-press-{then}", source.name())),
            Source::Screen | Source::ScreenAudio => {
                self.of(if then == "on" { "stop-sharing" } else { "share" })
            }
        }
    }

    /// Switches to the language of the given file.
    pub(super) fn learn(&mut self, text: String) {
        self.other = Some(text);
    }

    fn other_line(&self, key: &str) -> Option<&str> {
        line(self.other.as_deref()?, key)
    }
}

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(catch, js_name = fetch)]
    fn fetch_from(address: &str) -> Result<js_sys::Promise, JsValue>;
}

/// Loads the file at an address.
///
/// # Errors
///
/// The exception of `fetch`, or the file does not exist.
pub(super) async fn load(address: &str) -> Result<String, Exception> {
    let response: Response = JsFuture::from(fetch_from(address).or_exception()?)
        .await
        .or_exception()?
        .unchecked_into();
    if !response.ok() {
        return Err(Exception {
            name: "NotFoundError".to_owned(),
            message: address.to_owned(),
        });
    }
    let text = JsFuture::from(response.text().or_exception()?)
        .await
        .or_exception()?;
    Ok(text.as_string().unwrap_or_default())
}

fn line<'t>(text: &'t str, key: &str) -> Option<&'t str> {
    text.lines()
        .find_map(|line| line.strip_prefix(key)?.strip_prefix(" = "))
}
