//! The language of the interface, and the notices that wait for its strings.

use super::dom::{host_around, set_attr, toggle_attr};
use super::message::{Mailbox, Message};
use super::screens::Screen;
use super::strings::{self, Strings};
use super::{Ui, markup};
use crate::notice::Notice;
use crate::web::{Exception, JsResultExt, Task, Timeout, warn};
use js_sys::{Object, Reflect};
use std::time::Duration;
use web_sys::{Element, ShadowRoot};

/// If the strings have not arrived by then, the interface uses English.
const WORDS_WITHIN: Duration = Duration::from_secs(4);

pub(super) struct Language {
    shadow: ShadowRoot,
    /// The language tag of the surrounding page.
    tag: String,
    /// The addresses of the strings, by language.
    strings: Object,
    /// The notices that arrived before the strings.
    waiting: Option<Vec<Notice>>,
    _loading: Option<(Task, Timeout)>,
}

impl Language {
    #[cfg(test)]
    pub(super) fn strings(&self) -> &Object {
        &self.strings
    }

    /// Takes the language of the page and starts loading its strings. Until they arrive no text is shown.
    pub(super) fn of(shadow: &ShadowRoot, root: &Element, strings: &Object, mailbox: &Mailbox) -> Self {
        let tag = tag_of(shadow);
        direct(root, "en", false);
        let address = address_in(strings, &tag);
        toggle_attr(root, "data-wordless", address.is_some());
        Self {
            shadow: shadow.clone(),
            tag,
            strings: strings.clone(),
            waiting: address.is_some().then(Vec::new),
            _loading: address.map(|address| load(address, mailbox)),
        }
    }
}

fn load(address: String, mailbox: &Mailbox) -> (Task, Timeout) {
    let (loaded, late) = (mailbox.clone(), mailbox.clone());
    let loading = Task::spawn(async move {
        loaded.put(Message::StringsLoaded(strings::load(&address).await));
    });
    let patience = Timeout::after(WORDS_WITHIN, move || late.put(Message::StringsLate));
    (loading, patience)
}

impl Ui {
    /// Shows a notice, or keeps it until the strings are loaded.
    pub(super) fn take_in(&mut self, notice: Notice) {
        match &mut self.language.waiting {
            Some(waiting) => waiting.push(notice),
            None => {
                self.show(notice).warn_on_error("showing the call");
            }
        }
    }

    /// Uses the loaded strings, or continues in English.
    pub(super) fn speak(&mut self, loaded: Result<String, Exception>) {
        let tag = &self.language.tag;
        match loaded {
            Ok(text) => {
                self.strings.learn(text);
                direct(&self.root, tag, primary(tag) == "ar");
                self.put_words();
            }
            Err(exception) => warn(&format!("no strings in {tag:.20}"), &exception),
        }
        self.show_what_waits();
    }

    /// Follows the page, which has changed the attribute `lang` or moved the element into a document of another language.
    /// One that names no language changes nothing.
    pub(super) fn follow_language(&mut self) {
        let tag = tag_of(&self.language.shadow);
        if tag.is_empty() || primary(&tag) == primary(&self.language.tag) {
            return;
        }
        let address = address_in(&self.language.strings, &tag);
        self.language.tag = tag;
        let is_english = address.is_none();
        self.language._loading = address.map(|address| load(address, &self.mailbox));
        if is_english {
            self.strings = Strings::default();
            direct(&self.root, "en", false);
            self.put_words();
            self.show_what_waits();
        }
    }

    /// Puts the strings into what is on the screen. Only lines that pass by themselves stay as they are.
    fn put_words(&mut self) {
        for screen in [Screen::Lobby, Screen::Call, Screen::After] {
            markup::put_words_in(self.screens.element(screen), &self.strings);
        }
        markup::put_words_in(&self.root, &self.strings);
        let strings = &self.strings;
        self.panels.show(strings);
        self.self_view.put_words(strings);
        self.sharing.put_words(strings);
        if self.apart.is_there() {
            self.put_words_inside();
        }
    }

    pub(super) fn show_what_waits(&mut self) {
        let waiting = self.language.waiting.take();
        toggle_attr(&self.root, "data-wordless", false);
        for notice in waiting.into_iter().flatten() {
            self.take_in(notice);
        }
    }
}

/// Sets language and direction, whatever those of the page are.
fn direct(root: &Element, language: &str, is_leftward: bool) {
    set_attr(root, "lang", language);
    set_attr(root, "dir", if is_leftward { "rtl" } else { "ltr" });
}

/// Returns the `lang` of the element, or of its closest ancestor that has one, also around the shadow trees of the
/// page's components. Empty if there is none.
fn tag_of(shadow: &ShadowRoot) -> String {
    let mut host = Some(shadow.host());
    while let Some(inner) = host {
        if let Ok(Some(around)) = inner.closest("[lang]") {
            return around.get_attribute("lang").unwrap_or_default();
        }
        host = host_around(&inner);
    }
    String::new()
}

/// Returns the address of a language's strings; `None` for English and for languages without any.
fn address_in(strings: &Object, language: &str) -> Option<String> {
    Reflect::get(strings, &primary(language).into()).ok()?.as_string()
}

/// Returns the primary language of a tag such as `de-AT` (RFC 5646).
fn primary(tag: &str) -> String {
    tag.split(['-', '_'])
        .next()
        .unwrap_or_default()
        .to_ascii_lowercase()
}
