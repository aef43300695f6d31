//! The style sheet: joined when built, constructed once for the page, adopted by each shadow root.

use crate::web::{Exception, JsResultExt};
use std::cell::RefCell;
use web_sys::{CssStyleSheet, ShadowRoot};

/// Tokens first: the other sheets are made of them.
const RULES: &str = concat!(
    include_str!("tokens.css"),
    include_str!("base.css"),
    include_str!("controls.css"),
    include_str!("status.css"),
    include_str!("lobby.css"),
    include_str!("call.css"),
    include_str!("stage.css"),
    include_str!("tile.css"),
    include_str!("bell.css"),
    include_str!("after.css"),
    include_str!("panel.css"),
    include_str!("chat.css"),
    include_str!("people.css"),
    include_str!("quality.css"),
    include_str!("menu.css"),
    include_str!("log.css"),
);

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
