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
pub(super) fn adopt(root: &ShadowRoot) -> Result<(), Exception> {
    let window = window_of(root).ok_or_else(|| missing("a window"))?;
    root.set_adopted_style_sheets(&Array::of1(sheet(&window)?.as_ref()));
    Ok(())
}

fn sheet(window: &Window) -> Result<CssStyleSheet, Exception> {
    let known = SHEETS.with(|sheets| sheets.get(window));
    if !known.is_undefined() {
        return Ok(known.unchecked_into());
    }
    let class = object::member(window, "CSSStyleSheet").ok_or_else(|| missing("CSSStyleSheet"))?;
    let sheet = Reflect::construct(class.unchecked_ref::<Function>(), &Array::new()).or_exception()?;
    let sheet: CssStyleSheet = sheet.unchecked_into();
    sheet.replace_sync(RULES).or_exception()?;
    SHEETS.with(|sheets| sheets.set(window, &sheet));

    Ok(sheet)
}
