//! Keys inside menus, as the ARIA Authoring Practices describe them: arrows, Home, End, and the first letters of items.

use crate::view::Ui;
use crate::view::dom::all;
use crate::view::focus::focus;
use crate::web::window;
use js_sys::JsString;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, KeyboardEvent};

/// What can be chosen in a menu.
pub(in crate::view) const ITEMS: &str = "[role^=menuitem]";

/// A row of items, which counts as one line of its menu.
const ROW: &str = ".reactions";

/// Returns the key, if one that moves through a menu.
pub(super) fn key_of_menu(event: &KeyboardEvent) -> Option<String> {
    let key = event.key();
    let mut letters = key.chars();
    let is_letter = letters.next().is_some_and(char::is_alphanumeric) && letters.next().is_none();
    let moves = matches!(
        &*key,
        "ArrowUp" | "ArrowDown" | "ArrowLeft" | "ArrowRight" | "Home" | "End"
    );
    (moves || is_letter).then_some(key)
}

/// Returns whether an item is shown in its menu, which need not be open itself.
pub(in crate::view) fn is_shown(item: &Element) -> bool {
    let style = window().get_computed_style(item).ok().flatten();
    style.is_some_and(|style| {
        style
            .get_property_value("display")
            .is_ok_and(|display| display != "none")
    })
}

impl Ui {
    /// Handles a key that was pressed on an item of a menu. With Tab the focus goes on from the button of the menu.
    pub(in crate::view) fn menu_key(&mut self, key: &str, item: &Element) {
        let Ok(Some(menu)) = item.closest("[role=menu]") else {
            return;
        };
        let [onward, backward] = if item.matches(":dir(rtl)") == Ok(true) {
            ["ArrowLeft", "ArrowRight"]
        } else {
            ["ArrowRight", "ArrowLeft"]
        };
        let row = item.closest(ROW).ok().flatten();
        if key == "Tab" {
            self.close_menus();
        } else if let Some(row) = row.filter(|_| key == onward || key == backward) {
            let items = shown(&row);
            let back = items.len().saturating_sub(1);
            step(&items, item, if key == onward { 1 } else { back });
        } else if key == onward {
            if item.has_attribute("aria-haspopup") {
                item.unchecked_ref::<HtmlElement>().click();
            }
        } else if key == backward {
            self.menu.step_back();
        } else {
            walk(&menu, item, key);
        }
    }

    fn close_menus(&mut self) {
        if self.menu.close() {
            self.menu.give_back_focus();
        } else {
            self.close_inset();
        }
    }
}

/// Moves the focus through the lines of a menu.
fn walk(menu: &Element, from: &Element, key: &str) {
    let mut lines = shown(menu);
    let mut before = None;
    lines.retain(|item| {
        let row = item.closest(ROW).ok().flatten();
        let is_first = row.is_none() || row != before;
        before = row;
        is_first
    });
    // Of the row, any item may have the focus.
    let row = from.closest(ROW).ok().flatten();
    let line = lines
        .iter()
        .find(|item| row.as_ref().is_some_and(|row| row.contains(Some(item))))
        .unwrap_or(from)
        .clone();
    match key {
        "ArrowDown" => step(&lines, &line, 1),
        "ArrowUp" => step(&lines, &line, lines.len().saturating_sub(1)),
        "Home" => focus_item(lines.first()),
        "End" => focus_item(lines.last()),
        letter => {
            let at = lines.iter().position(|item| *item == line).unwrap_or_default();
            let letter = lower(letter);
            let mut following = lines.iter().cycle().skip(at + 1).take(lines.len());
            let begins = |item: &&Element| {
                let text = item.text_content().unwrap_or_default();
                lower(text.trim()).starts_with(&letter)
            };
            focus_item(following.find(begins));
        }
    }
}

/// Lowers the case of letters. The browser has the tables for it anyway.
fn lower(text: &str) -> String {
    JsString::from(text).to_lower_case().into()
}

/// Focuses the item that is this many places further, and goes around at the end.
fn step(items: &[Element], from: &Element, places: usize) {
    let at = items.iter().position(|item| item == from).unwrap_or_default();
    focus_item(items.iter().cycle().nth(at + places));
}

fn shown(within: &Element) -> Vec<Element> {
    let mut items = all(within, ITEMS);
    items.retain(is_shown);
    items
}

fn focus_item(item: Option<&Element>) {
    if let Some(item) = item {
        focus(item.unchecked_ref());
    }
}
