//! Before the call, in it, after it: one of them is in the document, the others wait.

mod copy_link;
mod wake_lock;

use copy_link::CopyLink;
pub(super) use wake_lock::{MediaKeys, WakeLock};

use super::dom::{find, set_attr, set_text, toggle_attr};
use super::markup::{Part, build};
use super::stage::SelfView;
use super::strings::Strings;
use crate::web::{Exception, JsResultExt};
use std::cell::Cell;
use visavis_call::Failure;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, ShadowRoot};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Screen {
    Lobby,
    Call,
    After,
}

pub(super) struct Screens {
    shadow: ShadowRoot,
    root: Element,
    lobby: Element,
    call: Element,
    after: Element,
    current: Cell<Screen>,
    strings: Strings,
    _copy_links: [CopyLink; 4],
}

impl Screens {
    /// Builds all of them and shows the lobby.
    pub(super) fn new(
        shadow: &ShadowRoot,
        root: &Element,
        people: &Element,
        link: &str,
        self_view: &SelfView,
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
            shadow: shadow.clone(),
            root: root.clone(),
            lobby,
            call,
            after,
            current: Cell::new(Screen::Lobby),
            strings: strings.clone(),
            _copy_links: copy_links,
        })
    }

    pub(super) fn current(&self) -> Screen {
        self.current.get()
    }

    /// What takes the focus where nothing else has it.
    pub(super) fn focusable(&self) -> Option<HtmlElement> {
        self.element(self.current()).clone().dyn_into().ok()
    }

    pub(super) fn element(&self, screen: Screen) -> &Element {
        match screen {
            Screen::Lobby => &self.lobby,
            Screen::Call => &self.call,
            Screen::After => &self.after,
        }
    }

    pub(super) fn show(&self, screen: Screen, self_view: &SelfView) -> Result<(), Exception> {
        let before = self.current.replace(screen);
        if before == screen {
            return Ok(());
        }
        // The focus would be lost with the button that was pressed.
        let had_focus = self.shadow.active_element().is_some();
        let next = self.element(screen);
        self.element(before)
            .replace_with_with_node_1(next)
            .or_exception()?;
        let name = match screen {
            Screen::Lobby => "lobby",
            Screen::Call => "call",
            Screen::After => "after",
        };
        set_attr(&self.root, "data-screen", name);
        if screen != Screen::After {
            self_view.move_to(next)?;
        }
        if had_focus && let Some(next) = next.dyn_ref::<HtmlElement>() {
            next.focus().warn_on_error("moving the focus");
        }

        Ok(())
    }

    /// Says why the call is over, `None`: because the person left it, and how long it was. Gives the sentence.
    pub(super) fn say_why(
        &self,
        failure: Option<&Failure>,
        length: Option<&str>,
    ) -> Result<String, Exception> {
        let sentence = failure.map_or_else(
            || self.strings.of("you-left"),
            |failure| self.strings.failure(failure),
        );
        set_text(&find(&self.after, ".sentence")?, &sentence);
        let line: Element = find(&self.after, ".length")?;
        toggle_attr(&line, "hidden", length.is_none());
        if let Some(length) = length {
            set_text(&line, &self.strings.with("length", &[("time", length)]));
        }
        set_text(
            &find(&self.after, "code")?,
            failure.map_or("", |failure| failure.code),
        );
        let pays = failure.is_some_and(|failure| pays_to_try_again(failure.code));
        let hide = |selector, is_hidden| {
            find::<Element>(&self.after, selector).map(|element| toggle_attr(&element, "hidden", is_hidden))
        };
        hide("details", failure.is_none())?;
        hide("[data-action=rejoin]", failure.is_some())?;
        hide("[data-action=try-again]", !pays)?;
        Ok(sentence)
    }
}

/// Whether anything can have changed by the time the person presses the button.
fn pays_to_try_again(code: &str) -> bool {
    !matches!(
        code,
        "SignallingVersion"
            | "TokenMissing"
            | "TokenRefused"
            | "TokenOfOtherRoom"
            | "TokenNotValid"
            | "RoomNameRefused"
            | "OriginRefused"
            | "InsecurePage"
    )
}
