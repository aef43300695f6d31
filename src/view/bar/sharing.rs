//! Whether this person shares a screen.

use crate::view::dom::{all, find, set_attr, toggle_attr};
use crate::view::strings::Strings;
use crate::web::Exception;
use crate::web::object::member;
use visavis_call::{Source, Status};
use web_sys::Element;

pub(in crate::view) struct Sharing {
    buttons: Vec<Element>,
    line: Element,
    strings: Strings,
}

impl Sharing {
    pub(in crate::view) fn new(root: &Element, call: &Element, strings: &Strings) -> Result<Self, Exception> {
        toggle_attr(root, "data-no-share", !is_possible());
        Ok(Self {
            buttons: all(call, "[data-action=share]"),
            line: find(root, ".sharing")?,
            strings: strings.clone(),
        })
    }

    pub(in crate::view) fn show(&self, status: Status) {
        let is_on = matches!(status, Status::On | Status::Pending);
        for button in &self.buttons {
            let press = self.strings.press(Source::Screen, status);
            match find::<Element>(button, "span") {
                Ok(text) => crate::view::dom::set_text(&text, &press),
                Err(_) => {
                    set_attr(button, "aria-pressed", if is_on { "true" } else { "false" });
                    set_attr(button, "title", &crate::view::markup::with_key(button, press));
                }
            }
        }
        toggle_attr(&self.line, "hidden", status != Status::On);
    }

    pub(in crate::view) fn is_on(&self) -> bool {
        let is_pressed = |button: &Element| button.get_attribute("aria-pressed").as_deref() == Some("true");
        self.buttons.iter().any(is_pressed)
    }
}

/// Phones do not let a page see the screen.
fn is_possible() -> bool {
    let Some(window) = web_sys::window() else {
        return false;
    };
    member(&window.navigator(), "mediaDevices")
        .and_then(|devices| member(&devices, "getDisplayMedia"))
        .is_some()
}
