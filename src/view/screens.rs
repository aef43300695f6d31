//! The screens before, during and after the call: one of them is in the document, the others are kept aside.

mod alone;
mod copy_link;
mod passage;
mod wake_lock;

pub(super) use wake_lock::WakeLock;

use super::Ui;
use super::dom::{find, set_attr, set_text, toggle_attr};
use super::markup::{Part, build, say, say_failure};
use super::message::Mailbox;
use super::stage::SelfView;
use super::strings::Strings;
use crate::web::{Exception, JsResultExt};
use copy_link::CopyLink;
use visavis_call::{Code, Failure};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(super) enum Screen {
    #[default]
    Lobby,
    /// The lobby while the person waits to be let in.
    Waiting,
    Call,
    After,
}

pub(super) struct Screens {
    root: Element,
    lobby: Element,
    call: Element,
    after: Element,
    current: Screen,
    copy_links: [CopyLink; 4],
}

impl Screens {
    /// Builds all screens and shows the lobby.
    pub(super) fn new(
        root: &Element,
        people: &Element,
        link: &str,
        self_view: &mut SelfView,
        strings: &Strings,
    ) -> Result<Self, Exception> {
        let [lobby, call, after] = [Part::Lobby, Part::Call, Part::After].map(|part| build(part, strings));
        let (lobby, call, after) = (lobby?, call?, after?);
        let copy_links = [
            CopyLink::put_on(&lobby, link, strings)?,
            CopyLink::put_on(&call, link, strings)?,
            CopyLink::put_on(&after, link, strings)?,
            CopyLink::put_on(people, link, strings)?,
        ];
        find::<Element>(root, ".scene")?
            .append_child(&lobby)
            .or_exception()?;
        self_view.move_to(&lobby)?;

        Ok(Self {
            root: root.clone(),
            lobby,
            call,
            after,
            current: Screen::Lobby,
            copy_links,
        })
    }

    pub(super) fn current(&self) -> Screen {
        self.current
    }

    /// Returns the element that takes the focus when nothing else has it.
    pub(super) fn focusable(&self) -> Option<HtmlElement> {
        Some(self.element(self.current()).clone().unchecked_into())
    }

    pub(super) fn element(&self, screen: Screen) -> &Element {
        match screen {
            Screen::Lobby | Screen::Waiting => &self.lobby,
            Screen::Call => &self.call,
            Screen::After => &self.after,
        }
    }

    pub(super) fn show(&mut self, screen: Screen, self_view: &mut SelfView) -> Result<(), Exception> {
        let before = std::mem::replace(&mut self.current, screen);
        if before == screen {
            return Ok(());
        }
        let name = match screen {
            Screen::Lobby => "lobby",
            Screen::Waiting => "waiting",
            Screen::Call => "call",
            Screen::After => "after",
        };
        set_attr(&self.root, "data-screen", name);
        let next = self.element(screen);
        if self.element(before) == next {
            return Ok(());
        }
        self.element(before)
            .replace_with_with_node_1(next)
            .or_exception()?;
        if screen != Screen::After {
            self_view.move_to(next)?;
        }
        Ok(())
    }

    /// Shows why the call is over (`None`: the person left) and how long it took. Returns the sentence.
    pub(super) fn say_why(
        &self,
        failure: Option<&Failure>,
        length: Option<&str>,
        strings: &Strings,
    ) -> Result<String, Exception> {
        let line = find(&self.after, ".sentence")?;
        let sentence = match failure {
            Some(failure) => say_failure(&line, failure, strings),
            None => say(&line, "you-left", &[], strings),
        };
        let line: Element = find(&self.after, ".length")?;
        toggle_attr(&line, "hidden", length.is_none());
        if let Some(length) = length {
            say(&line, "length", &[("time", length)], strings);
        }
        set_text(
            &find(&self.after, "code")?,
            failure.map_or("", |failure| failure.code.id()),
        );
        let pays = failure.is_some_and(|failure| failure.code.can_retry());
        let hide = |selector, is_hidden| {
            find::<Element>(&self.after, selector).map(|element| toggle_attr(&element, "hidden", is_hidden))
        };
        hide("details", failure.is_none())?;
        hide("[data-action=rejoin]", failure.is_some())?;
        hide("[data-action=try-again]", !pays)?;
        let is_declined = failure.is_some_and(|failure| failure.code == Code::NotLetIn);
        let again = if is_declined { "ask-again" } else { "try-again" };
        say(
            &find(&self.after, "[data-action=try-again]")?,
            again,
            &[],
            strings,
        );
        Ok(sentence)
    }

    /// Offers another try after a failure that nothing but a new token can mend.
    pub(super) fn offer_another_try(&self) -> Result<(), Exception> {
        let has_failed = !find::<Element>(&self.after, "details")?.has_attribute("hidden");
        if has_failed {
            toggle_attr(&find(&self.after, "[data-action=try-again]")?, "hidden", false);
        }
        Ok(())
    }

    /// Shows on the button whether the link was copied.
    pub(super) fn link_copied(
        &mut self,
        button: &Element,
        is_copied: bool,
        mailbox: &Mailbox,
        strings: &Strings,
    ) {
        if let Some(link) = self.copy_link(button) {
            link.show(is_copied, mailbox, strings);
        }
    }

    pub(super) fn link_copied_over(&mut self, button: &Element, strings: &Strings) {
        if let Some(link) = self.copy_link(button) {
            link.over(strings);
        }
    }

    fn copy_link(&mut self, button: &Element) -> Option<&mut CopyLink> {
        self.copy_links.iter_mut().find(|link| link.button() == button)
    }
}

impl Ui {
    pub(super) fn copy_link(&mut self, button: &Element) {
        if let Some(link) = self.screens.copy_link(button) {
            link.copy(&self.mailbox);
        }
    }
}
