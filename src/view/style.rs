//! The style sheet: concatenated at build time, constructed once per document, adopted by each shadow root there.

use super::dom::missing;
use crate::web::{Exception, JsResultExt, object, window_of};
use js_sys::{Array, Function, Reflect, WeakMap};
use wasm_bindgen::JsCast;
use web_sys::{CssStyleSheet, ShadowRoot, Window};

/// All `*.css` files of this folder: see `build.rs`.
const RULES: &str = include_str!(concat!(env!("OUT_DIR"), "/style.css"));

thread_local! {
    /// The sheet of each window. A root adopts only sheets that were constructed for its document.
    static SHEETS: WeakMap = WeakMap::new();
}

/// Styles a shadow root, also after the page has moved it into another document, which takes its sheets away.
/// `rules` are those of this root alone.
pub(super) fn adopt(root: &ShadowRoot, rules: &str) -> Result<(), Exception> {
    let window = window_of(root).ok_or_else(|| missing("a window"))?;
    let sheets = Array::of1(sheet(&window)?.as_ref());
    if !rules.is_empty() {
        sheets.push(construct(&window, rules)?.as_ref());
    }
    root.set_adopted_style_sheets(&sheets);
    Ok(())
}

fn sheet(window: &Window) -> Result<CssStyleSheet, Exception> {
    let known = SHEETS.with(|sheets| sheets.get(window));
    if !known.is_undefined() {
        return Ok(known.unchecked_into());
    }
    let sheet = construct(window, RULES)?;
    SHEETS.with(|sheets| sheets.set(window, &sheet));

    Ok(sheet)
}

fn construct(window: &Window, rules: &str) -> Result<CssStyleSheet, Exception> {
    let class = object::member(window, "CSSStyleSheet").ok_or_else(|| missing("CSSStyleSheet"))?;
    let sheet = Reflect::construct(class.unchecked_ref::<Function>(), &Array::new()).or_exception()?;
    let sheet: CssStyleSheet = sheet.unchecked_into();
    sheet.replace_sync(rules).or_exception()?;
    Ok(sheet)
}
