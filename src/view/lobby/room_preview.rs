//! Before the call: who is in it already.

use crate::notice::Intention;
use crate::view::Ui;
use crate::view::dom::{find, set_attr, set_text};
use crate::view::strings::Strings;
use crate::web::{Exception, Task, pause};
use std::rc::Weak;
use std::time::Duration;
use web_sys::{Element, VisibilityState};

/// Often enough to see somebody come while one does one's hair.
const BETWEEN_LOOKS: Duration = Duration::from_secs(10);
/// Where no server replies, none may be there at all.
const AFTER_SILENCE: Duration = Duration::from_secs(60);

/// Looks into the room again and again, as long as the lobby is in sight.
pub(in crate::view) fn start(ui: &Weak<Ui>) -> Task {
    let ui = ui.clone();
    Task::spawn(async move {
        loop {
            match ui.upgrade() {
                Some(ui) if ui.is_in_lobby() && is_visible() => ui.intend(Intention::Look),
                Some(_) => {}
                None => return,
            }
            pause(BETWEEN_LOOKS).await;
            if ui.upgrade().is_some_and(|ui| !ui.has_seen.take()) {
                pause(AFTER_SILENCE).await;
            }
        }
    })
}

impl Ui {
    pub(in crate::view) fn show_present(
        &self,
        names: &[String],
        locked_by: Option<&str>,
    ) -> Result<(), Exception> {
        self.has_seen.set(true);
        let place: Element = find(self.screens.element(crate::view::Screen::Lobby), ".present")?;
        let sentence = match locked_by {
            Some(name) => self.strings.about("locked-by", &self.strings.short_name(name)),
            None => self.strings.present(names),
        };
        set_text(&place, &sentence);
        let join: Element = find(
            self.screens.element(crate::view::Screen::Lobby),
            "[data-action=join]",
        )?;
        let press = if locked_by.is_some() { "ask" } else { "join" };
        set_attr(&join, "data-say", press);
        set_text(&join, &self.strings.of(press));
        Ok(())
    }
}

impl Strings {
    fn present(&self, names: &[String]) -> String {
        let names: Vec<_> = names.iter().map(|name| self.short_name(name)).collect();
        match names.as_slice() {
            [] => self.of("present-none"),
            [one] => self.about("present-one", one),
            [one, other] => self.with("present-two", &[("name", one), ("other", other)]),
            [one, other, third] => self.with(
                "present-three",
                &[("name", one), ("other", other), ("third", third)],
            ),
            [one, other, rest @ ..] => self.with(
                "present-more",
                &[
                    ("name", one),
                    ("other", other),
                    ("count", &rest.len().to_string()),
                ],
            ),
        }
    }
}

fn is_visible() -> bool {
    web_sys::window()
        .and_then(|window| window.document())
        .is_some_and(|document| document.visibility_state() == VisibilityState::Visible)
}
