//! In which language the interface speaks, and what waits until it can.

use super::dom::{set_attr, toggle_attr};
use super::screens::Screen;
use super::{Ui, markup};
use crate::notice::Notice;
use crate::web::{JsResultExt, Task, pause, warn};
use js_sys::{Object, Reflect};
use std::rc::{Rc, Weak};
use std::time::Duration;
use web_sys::ShadowRoot;

/// Whose words have not come by then is spoken to in English.
const WORDS_WITHIN: Duration = Duration::from_secs(4);

/// Speaks the language of the page, once its words are there. Until then nothing is to be read.
pub(super) fn begin(ui: &Rc<Ui>, shadow: &ShadowRoot, strings: &Object) -> Task {
    let language = language_of(shadow);
    ui.direct("en", false);
    let address = address_in(strings, &language);
    if address.is_some() {
        ui.wordless.replace(Some(Vec::new()));
        toggle_attr(&ui.root, "data-wordless", true);
    }
    let ui = Rc::downgrade(ui);
    Task::spawn(async move {
        if let Some(address) = address {
            learn(&ui, &language, &address).await;
        }
    })
}

async fn learn(ui: &Weak<Ui>, language: &str, address: &str) {
    let impatient = ui.clone();
    let _patience = Task::spawn(async move {
        pause(WORDS_WITHIN).await;
        if let Some(ui) = impatient.upgrade() {
            ui.show_what_waits();
        }
    });
    let Some(strings) = ui.upgrade().map(|ui| ui.strings.clone()) else {
        return;
    };
    let learned = strings.learn(address).await;
    let Some(ui) = ui.upgrade() else { return };
    match learned {
        Ok(()) => ui.say_everything_anew(language, primary(language) == "ar"),
        Err(exception) => warn(&format!("no strings in {language:.20}"), &exception),
    }
    ui.show_what_waits();
}

impl Ui {
    /// Shows what the driver tells, or keeps it until there are words for it.
    pub(super) fn show_in_words(&self, notice: &Notice) {
        if let Some(waiting) = &mut *self.wordless.borrow_mut() {
            return waiting.push(notice.clone());
        }
        self.show(notice).warn_on_error("showing the call");
    }

    fn show_what_waits(&self) {
        let waiting = self.wordless.take();
        toggle_attr(&self.root, "data-wordless", false);
        for notice in waiting.into_iter().flatten() {
            self.show_in_words(&notice);
        }
    }

    /// What is read is in that language, whatever the page around is in.
    fn direct(&self, language: &str, is_leftward: bool) {
        set_attr(&self.root, "lang", language);
        set_attr(&self.root, "dir", if is_leftward { "rtl" } else { "ltr" });
    }

    fn say_everything_anew(&self, language: &str, is_leftward: bool) {
        self.direct(language, is_leftward);
        for screen in [Screen::Lobby, Screen::Call, Screen::After] {
            markup::put_words_in(self.screens.element(screen), &self.strings);
        }
        markup::put_words_in(&self.root, &self.strings);
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
fn address_in(strings: &Object, language: &str) -> Option<String> {
    Reflect::get(strings, &primary(language).into()).ok()?.as_string()
}

/// The language of a tag such as `de-AT` (RFC 5646).
fn primary(tag: &str) -> String {
    tag.split(['-', '_'])
        .next()
        .unwrap_or_default()
        .to_ascii_lowercase()
}
