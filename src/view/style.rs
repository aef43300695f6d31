//! The style sheet: concatenated at build time, constructed once per page, adopted by each shadow root.

use crate::web::{Exception, JsResultExt};
use std::cell::RefCell;
use web_sys::{CssStyleSheet, ShadowRoot};

/// All `*.css` files of this folder: see `build.rs`.
const RULES: &str = include_str!(concat!(env!("OUT_DIR"), "/style.css"));

thread_local! {
    static SHEET: RefCell<Option<CssStyleSheet>> = const { RefCell::new(None) };
}

pub(super) fn adopt(root: &ShadowRoot) -> Result<(), Exception> {
    root.set_adopted_style_sheets(&js_sys::Array::of1(sheet()?.as_ref()));
    Ok(())
}

fn sheet() -> Result<CssStyleSheet, Exception> {
    if let Some(sheet) = SHEET.with_borrow(Clone::clone) {
        return Ok(sheet);
    }
    let sheet = CssStyleSheet::new().or_exception()?;
    sheet.replace_sync(RULES).or_exception()?;
    SHEET.set(Some(sheet.clone()));

    Ok(sheet)
}
