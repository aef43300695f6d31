//! Functions that the page hides, or that the person may not use: their buttons, menu items and keys.

use super::{Ui, style};
use crate::web::{Exception, JsResultExt};
use visavis_call::protocol::{Permission, Permissions};
use web_sys::{Element, console};

/// The functions by the names of the attribute `hide`, with the actions of their buttons.
const FUNCTIONS: [(&str, &[&str]); 22] = [
    ("microphone", &["microphone"]),
    ("camera", &["camera"]),
    ("screen", &["share"]),
    ("chat", &["chat"]),
    ("people", &["people"]),
    ("more", &["more"]),
    ("leave", &["leave", "leave-room"]),
    ("reactions", &["react"]),
    ("hand", &["hand"]),
    ("layout", &["layout"]),
    ("pin", &["pin"]),
    ("self-view", &["tuck"]),
    ("sound-only", &["sound-only"]),
    ("full-screen", &["full-screen"]),
    ("picture-in-picture", &["pip"]),
    ("snapshot", &["snapshot"]),
    ("record", &["record"]),
    ("devices", &["devices"]),
    ("quality", &["quality"]),
    ("log", &["log"]),
    ("help", &["help"]),
    ("copy-link", &["copy-link"]),
];

/// The actions for which a permission is needed. Who is not host is offered nothing of a host's anyway.
const PERMITTED: [(Permission, &[&str]); 4] = [
    (Permission::Publish, &["microphone", "camera", "accept-voice"]),
    (Permission::Screen, &["share"]),
    (Permission::Chat, &["react", "send"]),
    (Permission::Record, &["record"]),
];

/// The functions that are hidden.
#[derive(Debug, Default)]
pub(super) struct Hidden {
    /// By the page.
    actions: Vec<&'static str>,
    /// Because the person may not use them.
    forbidden: Vec<&'static str>,
}

impl Hidden {
    /// Reads names that are separated by white space. Unknown ones are ignored, with one warning.
    pub(super) fn read(names: &str) -> Self {
        let of = |name: &&str| FUNCTIONS.iter().find(|(known, _)| known == name);
        let unknown: Vec<_> = names
            .split_whitespace()
            .filter(|name| of(name).is_none())
            .collect();
        if !unknown.is_empty() {
            let known = FUNCTIONS.map(|(name, _)| name).join(", ");
            let unknown = unknown.join(", ");
            console::warn_1(&format!("visavis: there is no {unknown} to hide; there are {known}").into());
        }
        let known = names.split_whitespace().filter_map(|name| of(&name));
        Self {
            actions: known.flat_map(|(_, actions)| *actions).copied().collect(),
            forbidden: Vec::new(),
        }
    }

    fn permit(&mut self, permissions: Permissions) {
        let forbidden = PERMITTED
            .iter()
            .filter(|(permission, _)| !permissions.allow(*permission));
        self.forbidden = forbidden.flat_map(|(_, actions)| *actions).copied().collect();
    }

    pub(super) fn has(&self, action: &str) -> bool {
        self.actions.contains(&action) || self.forbidden.contains(&action)
    }

    pub(super) fn actions(&self) -> Vec<&'static str> {
        [&*self.actions, &*self.forbidden].concat()
    }

    /// Returns the rule for the style sheet. What says how things stand is shown all the same: that a screen is shared,
    /// with the button that ends it; that a connection is poor.
    fn rule(&self) -> String {
        let parts = self
            .actions()
            .into_iter()
            .map(|action| format!("[data-action={action}], [data-for={action}]"));
        let parts: Vec<_> = parts.collect();
        if parts.is_empty() {
            return String::new();
        }
        format!(
            ":is({}):not(.status *, .mark) {{ display: none !important; }}",
            parts.join(", ")
        )
    }
}

impl Ui {
    pub(super) fn hide(&mut self, hidden: Hidden) {
        let forbidden = std::mem::take(&mut self.hidden.forbidden);
        self.hidden = Hidden { forbidden, ..hidden };
        self.hide_what_is_hidden();
        self.name_alone();
    }

    /// Offers what the person may do, and says what they may not.
    pub(super) fn permit(&mut self, permissions: Permissions) -> Result<(), Exception> {
        self.hidden.permit(permissions);
        self.hide_what_is_hidden();
        self.chat
            .permit(permissions.allow(Permission::Chat), &self.strings);
        if !permissions.allow(Permission::Record) {
            self.end_recording();
        }
        let may_publish = permissions.allow(Permission::Publish);
        let is_news = self.self_view.permit(may_publish, &self.strings);
        if is_news && self.is_in_call() {
            let key = if may_publish { "publish-on" } else { "publish-off" };
            return self.tell(&self.strings.of(key));
        }
        Ok(())
    }

    fn hide_what_is_hidden(&self) {
        self.keys.hide(self.hidden.actions());
        self.restyle();
    }

    /// Adopts the style sheets, after they have changed or the page has moved the element into another document.
    pub(super) fn restyle(&self) {
        style::adopt(&self.shadow, &self.hidden.rule(), self.apart.is_there()).warn_on_error("styling");
    }

    /// Returns whether the page has taken away what the button is for.
    pub(super) fn is_hidden(&self, action: &str, button: &Element) -> bool {
        let is_in_status = || button.closest(".status").is_ok_and(|status| status.is_some());
        self.hidden.has(action) && !is_in_status()
    }
}
