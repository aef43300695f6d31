//! The panel at the side, a sheet from below on a phone: chat, people, devices, quality, log or keys, one at a time.

mod chat;
mod devices;
pub(super) mod log;
mod quality;

pub(super) use chat::{Chat, unfold};
pub(super) use devices::DevicesPanel;
pub(super) use log::Log;
pub(super) use quality::QualityPanel;

use super::dom::{all, find, set_attr, set_text, toggle_attr};
use super::strings::Strings;
use crate::web::{Exception, JsResultExt};
use std::cell::RefCell;
use web_sys::{Element, HtmlElement, ShadowRoot};

pub(super) struct Panels {
    shadow: ShadowRoot,
    root: Element,
    panel: HtmlElement,
    title: Element,
    /// What had the focus before, and gets it back.
    opener: RefCell<Option<HtmlElement>>,
    strings: Strings,
}

impl Panels {
    /// Puts the sections into the panel that `root` has for them.
    pub(super) fn new(
        shadow: &ShadowRoot,
        root: &Element,
        sections: &[&Element],
        strings: &Strings,
    ) -> Result<Self, Exception> {
        let panel: HtmlElement = find(root, ".panel")?;
        for section in sections {
            panel.append_child(section).or_exception()?;
        }
        Ok(Self {
            title: find(&panel, "h2")?,
            shadow: shadow.clone(),
            root: root.clone(),
            panel,
            opener: RefCell::new(None),
            strings: strings.clone(),
        })
    }

    pub(super) fn is_open(&self, name: &str) -> bool {
        self.root.get_attribute("data-panel").as_deref() == Some(name)
    }

    /// Opens that one, or closes it if it is open.
    pub(super) fn toggle(&self, name: &str) {
        if self.is_open(name) {
            self.close();
            return;
        }
        set_attr(&self.root, "data-panel", name);
        let focused = self.shadow.active_element();
        let opener = focused
            .filter(|element| !self.panel.contains(Some(element)))
            .and_then(|element| wasm_bindgen::JsCast::dyn_into(element).ok());
        if opener.is_some() {
            self.opener.replace(opener);
        }
        self.show();
        let first = find::<HtmlElement>(
            &self.panel,
            "section:not([hidden]) :is(textarea, label:not([hidden]) > select:enabled)",
        )
        .ok();
        focus(first.as_ref().unwrap_or(&self.panel));
    }

    /// What takes the focus where a panel is open.
    pub(super) fn opened(&self) -> Option<HtmlElement> {
        let is_open = self.root.has_attribute("data-panel");
        is_open.then(|| self.panel.clone())
    }

    /// Closes whichever is open. Tells whether one was.
    pub(super) fn close(&self) -> bool {
        if !self.root.has_attribute("data-panel") {
            return false;
        }
        let had_focus = self
            .shadow
            .active_element()
            .is_some_and(|focused| self.panel.contains(Some(&focused)));
        self.root
            .remove_attribute("data-panel")
            .warn_on_error("closing a panel");
        self.show();
        let opener = self.opener.take().filter(|opener| opener.is_connected());
        if had_focus && let Some(opener) = opener {
            focus(&opener);
        }
        true
    }

    /// Shows what is open; also after the screen has changed, whose buttons say so.
    pub(super) fn show(&self) {
        let open = self.root.get_attribute("data-panel").unwrap_or_default();
        toggle_attr(&self.panel, "hidden", open.is_empty());
        for section in all(&self.panel, "[data-panel]") {
            let is_shown = section.get_attribute("data-panel").as_deref() == Some(&open);
            toggle_attr(&section, "hidden", !is_shown);
        }
        let title = if open.is_empty() {
            open.clone()
        } else {
            self.strings.of(&open)
        };
        set_text(&self.title, &title);
        set_attr(&self.panel, "aria-label", &title);
        for button in all(&self.root, "[data-action][aria-expanded]") {
            let action = button.get_attribute("data-action").unwrap_or_default();
            if action != "more" {
                set_attr(
                    &button,
                    "aria-expanded",
                    if action == open { "true" } else { "false" },
                );
            }
        }
    }
}

pub(super) fn focus(element: &HtmlElement) {
    element.focus().warn_on_error("moving the focus");
}
