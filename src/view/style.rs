//! The style sheet: concatenated at build time, constructed once per document, adopted by each shadow root there.

use super::apart;
use super::dom::missing;
use crate::web::{Exception, JsResultExt, object, window_of};
use js_sys::{Array, Function, Reflect, WeakMap};
use wasm_bindgen::JsCast;
use web_sys::{CssStyleSheet, ShadowRoot, Window};

/// The `*.css` files of this folder that are not apart: see `build.rs`.
const RULES: &str = include_str!(concat!(env!("OUT_DIR"), "/style.css"));

thread_local! {
    /// The sheet of each window. A root adopts only sheets that were constructed for its document.
    static SHEETS: WeakMap = WeakMap::new();
    /// Likewise that of the part that is apart.
    static APART: WeakMap = WeakMap::new();
}

/// Styles a shadow root, also after the page has moved it into another document, which takes its sheets away.
/// `rules` are those of this root alone; `is_in_call` once the part of the call is there.
pub(super) fn adopt(root: &ShadowRoot, rules: &str, is_in_call: bool) -> Result<(), Exception> {
    let window = window_of(root).ok_or_else(|| missing("a window"))?;
    let sheets = Array::of1(SHEETS.with(|known| sheet(known, &window, || RULES))?.as_ref());
    if is_in_call {
        sheets.push(APART.with(|known| sheet(known, &window, apart::rules))?.as_ref());
    }
    if !rules.is_empty() {
        sheets.push(construct(&window, rules)?.as_ref());
    }
    root.set_adopted_style_sheets(&sheets);
    Ok(())
}

fn sheet(
    known: &WeakMap,
    window: &Window,
    rules: impl FnOnce() -> &'static str,
) -> Result<CssStyleSheet, Exception> {
    let before = known.get(window);
    if !before.is_undefined() {
        return Ok(before.unchecked_into());
    }
    let sheet = construct(window, rules())?;
    known.set(window, &sheet);

    Ok(sheet)
}

fn construct(window: &Window, rules: &str) -> Result<CssStyleSheet, Exception> {
    let class = object::member(window, "CSSStyleSheet").ok_or_else(|| missing("CSSStyleSheet"))?;
    let sheet = Reflect::construct(class.unchecked_ref::<Function>(), &Array::new()).or_exception()?;
    let sheet: CssStyleSheet = sheet.unchecked_into();
    sheet.replace_sync(rules).or_exception()?;
    Ok(sheet)
}
