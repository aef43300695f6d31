//! In which language the interface speaks, and what waits until it can.

use super::dom::{flag, mark};
use super::screens::Screen;
use super::{Shown, markup};
use crate::notice::Notice;
use crate::web::{JsResultExt, Task, pause, warn};
use js_sys::{Object, Reflect};
use std::rc::{Rc, Weak};
use std::time::Duration;
use web_sys::ShadowRoot;

/// Whose words have not come by then is spoken to in English.
const WORDS_WITHIN: Duration = Duration::from_secs(4);

/// Speaks the language of the page, once its words are there. Until then nothing is to be read.
pub(super) fn begin(shown: &Rc<Shown>, shadow: &ShadowRoot, words: &Object) -> Task {
    let language = language_of(shadow);
    shown.direct("en", false);
    let address = address_in(words, &language);
    if address.is_some() {
        shown.wordless.replace(Some(Vec::new()));
        flag(&shown.root, "data-wordless", true);
    }
    let shown = Rc::downgrade(shown);
    Task::spawn(async move {
        if let Some(address) = address {
            learn(&shown, &language, &address).await;
        }
    })
}

async fn learn(shown: &Weak<Shown>, language: &str, address: &str) {
    let impatient = shown.clone();
    let _patience = Task::spawn(async move {
        pause(WORDS_WITHIN).await;
        if let Some(shown) = impatient.upgrade() {
            shown.show_what_waits();
        }
    });
    let Some(words) = shown.upgrade().map(|shown| shown.words.clone()) else {
        return;
    };
    let learned = words.learn(address).await;
    let Some(shown) = shown.upgrade() else { return };
    match learned {
        Ok(()) => shown.say_everything_anew(language, primary(language) == "ar"),
        Err(exception) => warn(&format!("no words in {language:.20}"), &exception),
    }
    shown.show_what_waits();
}

impl Shown {
    /// Shows what the driver tells, or keeps it until there are words for it.
    pub(super) fn show_in_words(&self, notice: &Notice) {
        if let Some(waiting) = &mut *self.wordless.borrow_mut() {
            return waiting.push(notice.clone());
        }
        self.show(notice).warn_on_error("showing the call");
    }

    fn show_what_waits(&self) {
        let waiting = self.wordless.take();
        flag(&self.root, "data-wordless", false);
        for notice in waiting.into_iter().flatten() {
            self.show_in_words(&notice);
        }
    }

    /// What is read is in that language, whatever the page around is in.
    fn direct(&self, language: &str, is_leftward: bool) {
        mark(&self.root, "lang", language);
        mark(&self.root, "dir", if is_leftward { "rtl" } else { "ltr" });
    }

    fn say_everything_anew(&self, language: &str, is_leftward: bool) {
        self.direct(language, is_leftward);
        for screen in [Screen::Lobby, Screen::Call, Screen::After] {
            markup::put_words_in(self.screens.element(screen), &self.words);
        }
        markup::put_words_in(&self.root, &self.words);
    }
}

/// The language of the element, or of whatever is around it.
fn language_of(shadow: &ShadowRoot) -> String {
    let around = shadow.host().closest("[lang]").ok().flatten();
    around
        .and_then(|element| element.get_attribute("lang"))
        .unwrap_or_default()
}

/// Where the words of that language are; `None`: it is English, or there are none.
fn address_in(words: &Object, language: &str) -> Option<String> {
    Reflect::get(words, &primary(language).into()).ok()?.as_string()
}

/// The language of a tag such as `de-AT` (RFC 5646).
fn primary(tag: &str) -> String {
    tag.split(['-', '_'])
        .next()
        .unwrap_or_default()
        .to_ascii_lowercase()
}
