//! The *More* menu: above its button, with submenus that take its place.

mod contents;

use crate::view::dom::{all, find, set_attr, toggle_attr};
use crate::view::focus::focus;
use crate::view::keys::{ITEMS, is_shown};
use crate::view::markup::{Part, build, say};
use crate::view::strings::Strings;
use crate::web::{Exception, JsResultExt};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

/// Between the button and the menu above it, with the edge of the bar in between.
const GAP: f64 = 16.0;

/// The submenus, by the actions of the items that open them.
const SUBMENUS: [&str; 2] = ["menu-view", "menu-help"];

/// The items of a submenu that are of use.
const USEFUL: &str = ".item:not([data-action=menu-back])";

pub(in crate::view) struct Menu {
    element: HtmlElement,
    call: Element,
    button: HtmlElement,
    is_open: bool,
    /// The submenu in its place.
    submenu: Option<&'static str>,
}

impl Menu {
    pub(in crate::view) fn new(call: &Element, strings: &Strings) -> Result<Self, Exception> {
        let element = build(Part::Menu, strings)?;
        let bar: Element = find(call, ".bar")?;
        bar.before_with_node_1(&element).or_exception()?;
        Ok(Self {
            element: element.unchecked_into(),
            call: call.clone(),
            button: find(call, "[data-action=more]")?,
            is_open: false,
            submenu: None,
        })
    }

    pub(in crate::view) fn contains(&self, element: &Element) -> bool {
        self.element.contains(Some(element))
    }

    pub(in crate::view) fn is_open(&self) -> bool {
        self.is_open
    }

    fn open(&mut self) {
        self.set(true);
        self.look();
        self.focus_first(".item");
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

    /// Shows the submenu of an action in place of the menu.
    pub(in crate::view) fn enter(&mut self, action: &str) {
        self.submenu = SUBMENUS.into_iter().find(|name| *name == action);
        self.show_submenu();
        self.focus_first(USEFUL);
    }

    /// Returns from a submenu to the item that opened it. Returns whether one was open.
    pub(in crate::view) fn step_back(&mut self) -> bool {
        let Some(name) = self.submenu.take() else {
            return false;
        };
        self.show_submenu();
        self.focus_first(&format!("[data-action={name}]"));
        true
    }

    /// Follows the size of the call, and leaves out what has nothing in it: a submenu, a group. Must be called several
    /// times per second.
    pub(in crate::view) fn look(&self) {
        if !self.is_open {
            return;
        }
        self.stay_at_button();
        for name in SUBMENUS {
            let items = all(&self.element, &format!("[data-menu={name}] {USEFUL}"));
            self.offer(name, items.iter().any(is_shown));
        }
        for group in all(&self.element, ".group") {
            toggle_attr(&group, "data-empty", !all(&group, ITEMS).iter().any(is_shown));
        }
    }

    fn stay_at_button(&self) {
        let (call, button) = (
            self.call.get_bounding_client_rect(),
            self.button.get_bounding_client_rect(),
        );
        let middle = (button.left() + button.right()) / 2.0;
        let is_leftward = self.element.matches(":dir(rtl)") == Ok(true);
        let at = if is_leftward {
            call.right() - middle
        } else {
            middle - call.left()
        };
        let up = call.bottom() - button.top() + GAP;
        let style = self.element.style();
        for (name, length) in [("--button-at", at), ("--button-up", up)] {
            // Set through the CSSOM, which no content security policy forbids, unlike a `style` attribute.
            // Whole: to format a number with a fraction is 20 kB of code, which nothing else needs.
            style
                .set_property(name, &format!("{}px", length.round() as i32))
                .warn_on_error("placing the menu");
        }
    }

    /// Sets the label of an action's items.
    fn name(&self, action: &str, key: &str, strings: &Strings) {
        for label in all(&self.element, &format!("[data-action={action}] span")) {
            say(&label, key, &[], strings);
        }
    }

    /// Draws the icon of an action's items.
    fn draw(&self, action: &str, icon: &str) {
        for drawn in all(&self.element, &format!("[data-action={action}] use")) {
            set_attr(&drawn, "href", icon);
        }
    }

    /// Shows whether what an item stands for is on. `press` says what the item then does.
    fn check(&self, action: &str, is_on: bool, press: &str, strings: &Strings) {
        for item in all(&self.element, &format!("[data-action={action}]")) {
            set_attr(&item, "aria-checked", if is_on { "true" } else { "false" });
            set_attr(&item, "title", &strings.of(press));
        }
    }

    /// Shows or hides the items of an action.
    fn offer(&self, action: &str, is_offered: bool) {
        for item in all(&self.element, &format!("[data-action={action}]")) {
            toggle_attr(&item, "hidden", !is_offered);
        }
    }

    fn focus_first(&self, selector: &str) {
        let mut items = all(&self.element, &format!("[role=menu]:not([hidden]) {selector}")).into_iter();
        // The page may have hidden some.
        if let Some(first) = items.find(is_shown) {
            focus(first.unchecked_ref());
        }
    }

    fn set(&mut self, is_open: bool) {
        self.is_open = is_open;
        self.submenu = None;
        self.show_submenu();
        toggle_attr(&self.element, "hidden", !is_open);
        expand(&self.button, is_open);
    }

    /// Shows the open submenu or, without one, the menu itself.
    fn show_submenu(&self) {
        let open = self.submenu.unwrap_or("main");
        for sheet in all(&self.element, "[data-menu]") {
            toggle_attr(&sheet, "hidden", true);
        }
        if let Ok(sheet) = find::<Element>(&self.element, &format!("[data-menu={open}]")) {
            toggle_attr(&sheet, "hidden", false);
        }
        for opener in all(&self.element, "[aria-haspopup]") {
            expand(
                &opener,
                opener.get_attribute("data-action").as_deref() == self.submenu,
            );
        }
        self.element.set_scroll_top(0);
    }
}

fn expand(button: &Element, is_expanded: bool) {
    set_attr(
        button,
        "aria-expanded",
        if is_expanded { "true" } else { "false" },
    );
}
