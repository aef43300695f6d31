//! What opens in place in the list of people, one at a time: what the host can do with a person, the question before it is
//! done, and the field for one's own name.

use super::Panel;
use crate::view::Ui;
use crate::view::dom::{all, find, set_attr, target_of};
use crate::view::focus::focus;
use crate::view::keys::composes;
use crate::view::markup::{Part, build, put_words_in, say};
use crate::view::message::{Mailbox, Message};
use crate::view::strings::Strings;
use crate::web::{EventType, Exception, JsResultExt, Listener};
use visavis_call::protocol::ClientId;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, HtmlInputElement, KeyboardEvent};

const KEY: EventType<KeyboardEvent> = EventType::with("keydown", "key");

pub(in crate::view) struct Inset {
    part: Part,
    element: Element,
    /// The button that opened it.
    opener: HtmlElement,
    /// The person it is about, other than this one.
    about: Option<ClientId>,
    _entered: Option<Listener>,
}

impl Inset {
    /// Opens a part at the end of the row of its button, and moves the focus into it.
    pub(in crate::view) fn open(
        part: Part,
        opener: &Element,
        about: Option<(ClientId, String)>,
        strings: &Strings,
    ) -> Result<Self, Exception> {
        let element = build(part, strings)?;
        let row = opener.closest(".row").ok().flatten();
        row.map(|row| row.append_child(&element))
            .transpose()
            .or_exception()?;
        set_attr(opener, "aria-expanded", "true");
        let inset = Self {
            part,
            element,
            opener: opener.clone().unchecked_into(),
            about: about.as_ref().map(|(id, _)| id.clone()),
            _entered: None,
        };
        if let Some((_, name)) = about {
            inset.name(&name, strings);
        }
        Ok(inset)
    }

    /// Says the name of the person in everything that has one, also after it has changed.
    pub(in crate::view) fn name(&self, name: &str, strings: &Strings) {
        for said in all(&self.element, "[data-say]") {
            set_attr(&said, "data-value-name", name);
        }
        put_words_in(&self.element, strings);
    }

    /// Sends the action of its button when Enter is pressed in its field. A frame may forbid forms.
    ///
    /// Listens where `keys` does, and after it: a field that has gone is nobody's, and its key would be the page's.
    pub(in crate::view) fn act_on_enter(
        &mut self,
        action: &'static str,
        root: &Element,
        mailbox: &Mailbox,
    ) -> Result<(), Exception> {
        let field: Element = find(&self.element, "input")?;
        let mailbox = mailbox.clone();
        self._entered = Some(Listener::new(root, &KEY, move |event| {
            let is_here = target_of(event).as_ref() == Some(&field);
            // Enter also ends the composition of a character.
            if is_here && event.key() == "Enter" && !composes(event) {
                event.prevent_default();
                mailbox.put(Message::Acted(action.to_owned(), field.clone()));
            }
        }));
        Ok(())
    }

    pub(in crate::view) fn take_focus(&self) {
        if let Ok(first) = find::<HtmlElement>(&self.element, "[data-first], button") {
            focus(&first);
        }
    }

    pub(in crate::view) fn is(&self, part: Part) -> bool {
        self.part == part
    }

    pub(in crate::view) fn is_about(&self, id: &ClientId) -> bool {
        self.about.as_ref() == Some(id)
    }

    pub(in crate::view) fn about(&self) -> Option<&ClientId> {
        self.about.as_ref()
    }

    pub(in crate::view) fn opener(&self) -> &HtmlElement {
        &self.opener
    }

    pub(in crate::view) fn field(&self) -> Result<HtmlInputElement, Exception> {
        find(&self.element, "input")
    }

    /// Says one of its texts.
    pub(in crate::view) fn say(&self, selector: &str, key: &str, strings: &Strings) {
        if let Ok(text) = find::<Element>(&self.element, selector) {
            say(&text, key, &[], strings);
        }
    }

    /// Returns whether a click on this element is one beside it: that closes a menu, and no question.
    pub(in crate::view) fn yields_to(&self, target: &Element) -> bool {
        let is_ours = |element: &Element| element.contains(Some(target));
        self.is(Part::PersonMenu) && !is_ours(&self.element) && !is_ours(&self.opener)
    }
}

impl Drop for Inset {
    fn drop(&mut self) {
        self.element.remove();
        set_attr(&self.opener, "aria-expanded", "false");
    }
}

impl Ui {
    /// Closes what is open in the list, and returns the focus to its button. Returns whether something was open.
    pub(in crate::view) fn close_inset(&mut self) -> bool {
        let opener = self.inset.take().map(|inset| inset.opener.clone());
        if let Some(opener) = &opener {
            focus(opener);
        }
        opener.is_some()
    }

    /// Closes it if its panel is no longer open, or if it is about what has gone.
    pub(in crate::view) fn look_at_inset(&mut self) {
        if self.inset.is_some() && !self.panels.is_open(Panel::People) {
            self.inset = None;
        }
    }
}
