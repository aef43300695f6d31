//! Before the call: who is in it already.

use super::Shown;
use super::dom::{find, mark, say};
use super::words::Words;
use crate::notice::Intention;
use crate::web::{Exception, Task, pause};
use std::rc::Weak;
use std::time::Duration;
use web_sys::{Element, VisibilityState};

/// Often enough to see somebody come while one does one's hair.
const BETWEEN_LOOKS: Duration = Duration::from_secs(10);
/// Where no server replies, none may be there at all.
const AFTER_SILENCE: Duration = Duration::from_secs(60);

/// Looks into the room again and again, as long as the lobby is in sight.
pub(super) fn start(shown: &Weak<Shown>) -> Task {
    let shown = shown.clone();
    Task::spawn(async move {
        loop {
            match shown.upgrade() {
                Some(shown) if shown.is_in_lobby() && is_visible() => shown.intend(Intention::Look),
                Some(_) => {}
                None => return,
            }
            pause(BETWEEN_LOOKS).await;
            if shown.upgrade().is_some_and(|shown| !shown.has_seen.take()) {
                pause(AFTER_SILENCE).await;
            }
        }
    })
}

impl Shown {
    pub(super) fn show_present(&self, names: &[String], locked_by: Option<&str>) -> Result<(), Exception> {
        self.has_seen.set(true);
        let place: Element = find(self.screens.element(super::Screen::Lobby), ".present")?;
        let sentence = match locked_by {
            Some(name) => self.words.about("locked-by", &self.words.short_name(name)),
            None => self.words.present(names),
        };
        say(&place, &sentence);
        let join: Element = find(self.screens.element(super::Screen::Lobby), "[data-action=join]")?;
        let press = if locked_by.is_some() { "ask" } else { "join" };
        mark(&join, "data-say", press);
        say(&join, &self.words.of(press));
        Ok(())
    }
}

impl Words {
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
