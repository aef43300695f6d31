//! The *More* menu.

use crate::view::dom::{all, find, set_attr, toggle_attr};
use crate::view::focus::focus;
use crate::view::markup::{Part, build, say};
use crate::view::strings::Strings;
use crate::web::{Exception, JsResultExt};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

pub(in crate::view) struct Menu {
    element: Element,
    button: HtmlElement,
    is_open: bool,
}

impl Menu {
    pub(in crate::view) fn new(call: &Element, strings: &Strings) -> Result<Self, Exception> {
        let element = build(Part::Menu, strings)?;
        let bar: Element = find(call, ".bar")?;
        bar.before_with_node_1(&element).or_exception()?;
        Ok(Self {
            element,
            button: find(call, "[data-action=more]")?,
            is_open: false,
        })
    }

    pub(in crate::view) fn contains(&self, element: &Element) -> bool {
        self.element.contains(Some(element))
    }

    pub(in crate::view) fn is_open(&self) -> bool {
        self.is_open
    }

    pub(in crate::view) fn open(&mut self) {
        self.set(true);
        let mut items = all(&self.element, ".item")
            .into_iter()
            .map(JsCast::unchecked_into);
        // The page may have hidden some.
        if let Some(first) = items.find(|item: &HtmlElement| item.offset_width() > 0) {
            focus(&first);
        }
    }

    /// Closes the menu. Returns whether it was open.
    pub(in crate::view) fn close(&mut self) -> bool {
        let was_open = self.is_open;
        self.set(false);
        was_open
    }

    /// Returns the focus to the button that opened the menu.
    pub(in crate::view) fn give_back_focus(&self) {
        focus(&self.button);
    }

    /// Sets the label of an action's item.
    pub(in crate::view) fn name(&self, action: &str, key: &str, strings: &Strings) {
        if let Ok(label) = find::<Element>(&self.element, &format!("[data-action={action}] span")) {
            say(&label, key, &[], strings);
        }
    }

    /// Draws the icon of an action's item.
    pub(in crate::view) fn draw(&self, action: &str, icon: &str) {
        if let Ok(icon_of_item) = find::<Element>(&self.element, &format!("[data-action={action}] use")) {
            set_attr(&icon_of_item, "href", icon);
        }
    }

    /// Shows or hides the item of an action.
    pub(in crate::view) fn offer(&self, action: &str, is_offered: bool) {
        if let Ok(item) = find::<Element>(&self.element, &format!("[data-action={action}]")) {
            toggle_attr(&item, "hidden", !is_offered);
        }
    }

    fn set(&mut self, is_open: bool) {
        self.is_open = is_open;
        toggle_attr(&self.element, "hidden", !is_open);
        let is_expanded = if is_open { "true" } else { "false" };
        set_attr(&self.button, "aria-expanded", is_expanded);
    }
}
