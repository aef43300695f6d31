//! What is behind *More*.

use crate::view::dom::{find, set_attr, set_text, toggle_attr};
use crate::view::markup::{Part, build};
use crate::view::strings::Strings;
use crate::web::{Exception, JsResultExt};
use web_sys::{Element, HtmlElement};

pub(in crate::view) struct Menu {
    root: Element,
    element: Element,
    button: HtmlElement,
    strings: Strings,
}

impl Menu {
    pub(in crate::view) fn new(root: &Element, call: &Element, strings: &Strings) -> Result<Self, Exception> {
        let element = build(Part::Menu, strings)?;
        let bar: Element = find(call, ".bar")?;
        bar.before_with_node_1(&element).or_exception()?;
        Ok(Self {
            root: root.clone(),
            element,
            button: find(call, "[data-action=more]")?,
            strings: strings.clone(),
        })
    }

    pub(in crate::view) fn contains(&self, element: &Element) -> bool {
        self.element.contains(Some(element))
    }

    pub(in crate::view) fn open(&self) {
        self.set(true);
        if let Ok(first) = find::<HtmlElement>(&self.element, "[data-action=hand]") {
            crate::view::panels::focus(&first);
        }
    }

    /// Closes it; tells whether it was open.
    pub(in crate::view) fn close(&self) -> bool {
        let was_open = self.root.has_attribute("data-menu");
        self.set(false);
        was_open
    }

    /// The focus goes back to where the menu was opened.
    pub(in crate::view) fn give_back_focus(&self) {
        crate::view::panels::focus(&self.button);
    }

    /// What the item of an action says now.
    pub(in crate::view) fn name(&self, action: &str, key: &str) {
        if let Ok(text) = find::<Element>(&self.element, &format!("[data-action={action}] span")) {
            set_text(&text, &self.strings.of(key));
        }
    }

    /// Whether the item of an action is there.
    pub(in crate::view) fn offer(&self, action: &str, is_offered: bool) {
        if let Ok(item) = find::<Element>(&self.element, &format!("[data-action={action}]")) {
            toggle_attr(&item, "hidden", !is_offered);
        }
    }

    fn set(&self, is_open: bool) {
        toggle_attr(&self.root, "data-menu", is_open);
        toggle_attr(&self.element, "hidden", !is_open);
        set_attr(
            &self.button,
            "aria-expanded",
            if is_open { "true" } else { "false" },
        );
    }
}
