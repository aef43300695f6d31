//! The buttons and the status line for sharing a screen.

use crate::view::dom::{all, find, set_attr, set_text, toggle_attr};
use crate::view::markup::with_key;
use crate::view::strings::Strings;
use crate::web::Exception;
use crate::web::object::member;
use crate::web::window;
use visavis_call::{Source, Status};
use web_sys::Element;

pub(in crate::view) struct Sharing {
    buttons: Vec<Element>,
    line: Element,
    status: Status,
}

impl Sharing {
    pub(in crate::view) fn new(root: &Element, call: &Element) -> Result<Self, Exception> {
        toggle_attr(root, "data-no-share", !is_possible());
        Ok(Self {
            buttons: all(call, "[data-action=share]"),
            line: find(root, ".sharing")?,
            status: Status::Off,
        })
    }

    pub(in crate::view) fn show(&mut self, status: Status, strings: &Strings) {
        self.status = status;
        let press = strings.press(Source::Screen, status);
        for button in &self.buttons {
            match find::<Element>(button, "span") {
                Ok(text) => set_text(&text, &press),
                Err(_) => {
                    set_attr(
                        button,
                        "aria-pressed",
                        if self.is_on() { "true" } else { "false" },
                    );
                    set_attr(button, "title", &with_key(button, press.clone()));
                }
            }
        }
        toggle_attr(&self.line, "hidden", status != Status::On);
    }

    pub(in crate::view) fn put_words(&mut self, strings: &Strings) {
        self.show(self.status, strings);
    }

    /// Returns whether the screen is shared, or the person is choosing what to share.
    pub(in crate::view) fn is_on(&self) -> bool {
        matches!(self.status, Status::On | Status::Pending)
    }
}

/// Browsers on phones do not support screen capture.
fn is_possible() -> bool {
    member(&window().navigator(), "mediaDevices")
        .and_then(|devices| member(&devices, "getDisplayMedia"))
        .is_some()
}
