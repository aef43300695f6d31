//! The strings of the interface: plain text files, one per language. English is the source and is built in; another
//! language is loaded when needed.

use crate::web::{Exception, JsResultExt};
use visavis_call::protocol::LeftReason;
use visavis_call::{Failure, Ring, Signalling, Source, Status};
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::Response;

const ENGLISH: &str = include_str!("strings/en.txt");

/// The placeholders that hold text written by people. It may have another direction, and must not affect the text
/// around it.
const OF_PEOPLE: [&str; 4] = ["name", "other", "third", "text"];
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
        // Values may contain braces themselves, so the text is scanned only once.
        let text = self.of(key);
        let mut said = String::with_capacity(text.len() + 16);
        let mut rest = text.as_str();
        while let Some((before, after)) = rest.split_once('{') {
            said.push_str(before);
            let (name, after) = after.split_once('}').unwrap_or((after, ""));
            let value = values.iter().find(|(known, _)| *known == name);
            let value = value.map_or("", |(_, value)| value);
            let [begin, end] = APART;
            if OF_PEOPLE.contains(&name) {
                said.push(begin);
                said.push_str(value);
                said.push(end);
            } else {
                said.push_str(value);
            }
            rest = after;
        }
        said.push_str(rest);
        said
    }

    pub(super) fn about(&self, key: &str, name: &str) -> String {
        self.with(key, &[("name", name)])
    }

    /// Returns the sentence for a failure: the core's in English, or the translation by its code.
    pub(super) fn failure(&self, failure: &Failure) -> String {
        failure
            .code
            .key()
            .and_then(|key| self.other_line(key))
            .unwrap_or(&failure.message)
            .to_owned()
    }

    /// Returns the line to show while signalling is in this state.
    pub(super) fn signalling(&self, state: Signalling, host: &str) -> Option<String> {
        match state {
            Signalling::Connected => None,
            // Nobody has been asked yet.
            Signalling::Waiting if host.is_empty() => Some(self.of("crowded")),
            Signalling::Waiting => Some(self.about("waiting", host)),
            Signalling::Connecting | Signalling::TabsOnly | Signalling::Reconnecting => {
                Some(self.of(state.name()))
            }
        }
    }

    pub(super) fn left(&self, name: &str, reason: LeftReason) -> String {
        let key = match reason {
            LeftReason::Left => "left",
            LeftReason::Gone => "gone",
            LeftReason::Removed => "removed",
        };
        self.about(key, name)
    }

    /// Returns the sentence for a call to or from a person.
    pub(super) fn ring(&self, name: &str, ring: Ring) -> String {
        match ring {
            Ring::Accepted => String::new(),
            Ring::Calling
            | Ring::Ringing
            | Ring::Declined
            | Ring::Busy
            | Ring::NoAnswer
            | Ring::Cancelled
            | Ring::AnsweredElsewhere
            | Ring::Failed
            | Ring::Gone
            | Ring::HungUp
            | Ring::Occupied => self.about(&format!("ring-{}", ring.name()), name),
        }
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
