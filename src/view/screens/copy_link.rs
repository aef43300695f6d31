//! The button that copies the room's link and confirms it in its label.

use crate::view::dom::{find, toggle_attr};
use crate::view::markup::{Part, build, say};
use crate::view::message::{Mailbox, Message};
use crate::view::strings::Strings;
use crate::web::{Exception, JsResultExt, Task, Timeout, window_of};
use js_sys::Promise;
use std::time::Duration;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Element, HtmlInputElement};

/// Long enough to notice.
const COPIED_FOR: Duration = Duration::from_secs(2);

pub(super) struct CopyLink {
    button: Element,
    label: Element,
    address: HtmlInputElement,
    _copying: Option<Task>,
    _over: Option<Timeout>,
}

impl CopyLink {
    /// Puts the button into its place on `screen`.
    pub(super) fn put_on(screen: &Element, link: &str, strings: &Strings) -> Result<Self, Exception> {
        let element = build(Part::CopyLink, strings)?;
        let address: HtmlInputElement = find(&element, "input")?;
        address.set_value(link);
        find::<Element>(screen, "[data-place=copy-link]")?
            .append_child(&element)
            .or_exception()?;

        Ok(Self {
            button: find(&element, "button")?,
            label: find(&element, "span")?,
            address,
            _copying: None,
            _over: None,
        })
    }

    pub(super) fn button(&self) -> &Element {
        &self.button
    }

    /// Copies the link. Browsers require the request within the click.
    pub(super) fn copy(&mut self, mailbox: &Mailbox) {
        let written = write_to_clipboard(&self.address).map(JsFuture::from);
        let (button, mailbox) = (self.button.clone(), mailbox.clone());
        self._copying = Some(Task::spawn(async move {
            let is_copied = match written {
                Some(written) => written.await.is_ok(),
                None => false,
            };
            mailbox.put(Message::LinkCopied { button, is_copied });
        }));
    }

    pub(super) fn show(&mut self, is_copied: bool, mailbox: &Mailbox, strings: &Strings) {
        if !is_copied {
            // Without clipboard access the person can copy it by hand.
            toggle_attr(&self.address, "hidden", false);
            self.address.select();
            return;
        }
        toggle_attr(&self.button, "data-copied", true);
        say(&self.label, "copied", &[], strings);
        let (button, mailbox) = (self.button.clone(), mailbox.clone());
        self._over = Some(Timeout::after(COPIED_FOR, move || {
            mailbox.put(Message::LinkCopiedOver(button));
        }));
    }

    pub(super) fn over(&self, strings: &Strings) {
        toggle_attr(&self.button, "data-copied", false);
        say(&self.label, "copy-link", &[], strings);
    }
}

/// `None`: insecure contexts have no clipboard, although the `web-sys` type claims one.
fn write_to_clipboard(field: &HtmlInputElement) -> Option<Promise> {
    // That of the focused window: others may not write.
    let clipboard = window_of(field)?.navigator().clipboard();
    let is_there = !clipboard.unchecked_ref::<JsValue>().is_undefined();
    is_there.then(|| clipboard.write_text(&field.value()))
}
