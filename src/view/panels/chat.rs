//! The chat panel.

use crate::view::Ui;
use crate::view::dom::{all, create, find, missing, set_attr, set_text, toggle_attr};
use crate::view::keys::composes;
use crate::view::markup::{Part, build, say, say_name};
use crate::view::message::{Mailbox, Message};
use crate::view::stage::avatar;
use crate::view::strings::Strings;
use crate::web::{EventType, Exception, JsResultExt, Listener};
use std::collections::VecDeque;
use visavis_call::protocol::ClientId;
use visavis_call::{Command, Piece, linkify, written_host};
use wasm_bindgen::JsValue;
use web_sys::{Element, Event, HtmlTextAreaElement, KeyboardEvent, Node, Url};

const SUBMIT: EventType<Event> = EventType::new("submit");
const KEY: EventType<KeyboardEvent> = EventType::with("keydown", "key");

/// Older ones are removed: nobody scrolls back further, and a flood must not slow the call down.
const MESSAGES: usize = 300;
/// Longer ones are collapsed.
const FOLDED_FROM: usize = 700;
/// As many as `chat.css` shows of a collapsed message.
const LINES: usize = 12;
/// Messages by the same person within this time are grouped under one name.
const FOLLOWS_WITHIN: u64 = 120_000;
/// Higher counts are shown as this and a plus sign.
const COUNTED: u32 = 99;

/// A message of a person with that name or, without, of this person.
pub(in crate::view) struct Said {
    pub(in crate::view) from: Option<(ClientId, String)>,
    /// The server vouches for the name.
    pub(in crate::view) is_vouched: bool,
    /// In milliseconds since 1970.
    pub(in crate::view) at: u64,
    pub(in crate::view) text: String,
}

pub(in crate::view) struct Chat {
    _listeners: [Listener; 2],
    element: Element,
    form: Element,
    field: HtmlTextAreaElement,
    /// What is said in place of the form to who may not write.
    closed: Element,
    /// What is said as long as there is no message.
    empty: Element,
    /// What assistive tools read out as it grows.
    rows: Element,
    list: Element,
    /// The buttons that open the chat.
    buttons: Vec<Element>,
    /// The button of the menu that has it on a phone.
    more: Element,
    badges: Vec<Element>,
    unread: u32,
    /// Messages that wait for the chat to be opened or, in a flood, for a frame.
    waiting: VecDeque<Said>,
    /// The sender and the time of the last message in the list.
    last: Option<(Option<ClientId>, u64)>,
}

impl Chat {
    /// `call` is the screen with the buttons that open the chat.
    pub(in crate::view) fn new(
        call: &Element,
        mailbox: &Mailbox,
        strings: &Strings,
    ) -> Result<Self, Exception> {
        let element = build(Part::Chat, strings)?;
        let field: HtmlTextAreaElement = find(&element, "textarea")?;
        let form: Element = find(&element, "form")?;
        let (submitted, entered) = (mailbox.clone(), mailbox.clone());
        let listeners = [
            // Not by its button or Enter, since a frame may forbid forms, but by assistive tools.
            Listener::new(&form, &SUBMIT, move |event| {
                event.prevent_default();
                submitted.put(Message::ChatSent);
            }),
            Listener::new(&field, &KEY, move |event| {
                // Enter also ends the composition of a character.
                if event.key() == "Enter" && !event.shift_key() && !composes(event) {
                    event.prevent_default();
                    entered.put(Message::ChatSent);
                }
            }),
        ];
        Ok(Self {
            _listeners: listeners,
            rows: find(&element, ".rows")?,
            list: find(&element, "ol")?,
            buttons: all(call, "[data-action=chat]"),
            more: find(call, "[data-action=more]")?,
            closed: find(&element, ".closed")?,
            empty: find(&element, "[data-say=chat-empty]")?,
            form,
            badges: all(call, ".badge"),
            element,
            field,
            unread: 0,
            waiting: VecDeque::new(),
            last: None,
        })
    }

    pub(in crate::view) fn element(&self) -> &Element {
        &self.element
    }

    /// Lets the person write, or says that they may only read. What is written stays in the field.
    pub(in crate::view) fn permit(&self, may_write: bool, strings: &Strings) {
        toggle_attr(&self.form, "hidden", !may_write);
        toggle_attr(&self.closed, "hidden", may_write);
        let key = if may_write {
            "chat-empty"
        } else {
            "chat-empty-closed"
        };
        say(&self.empty, key, &[], strings);
    }

    /// Takes the text out of the field; `None` if it is empty.
    pub(in crate::view) fn take_written(&self) -> Option<String> {
        let written = self.field.value();
        self.field.set_value("");
        (!written.trim().is_empty()).then_some(written)
    }

    /// Takes a message, which is drawn once the chat is open.
    pub(in crate::view) fn take(&mut self, said: Said, is_read: bool, strings: &Strings) {
        if said.from.is_some() && !is_read {
            self.count(self.unread + 1, strings);
        }
        if self.waiting.len() == MESSAGES {
            self.waiting.pop_front();
        }
        self.waiting.push_back(said);
    }

    pub(in crate::view) fn has_waiting(&self) -> bool {
        !self.waiting.is_empty()
    }

    /// Draws the message that has waited longest.
    pub(in crate::view) fn draw_next(&mut self, strings: &Strings) -> Result<(), Exception> {
        let Some(Said {
            from,
            is_vouched,
            at,
            text,
        }) = self.waiting.pop_front()
        else {
            return Ok(());
        };
        let said = build(Part::ChatMessage, strings)?;
        toggle_attr(&said, "data-vouched", is_vouched);
        let (who, name) = from.unzip();
        let is_own = who.is_none();
        let follows = self
            .last
            .as_ref()
            .is_some_and(|(last, before)| *last == who && at.abs_diff(*before) < FOLLOWS_WITHIN);
        toggle_attr(&said, "data-follows", follows);
        toggle_attr(&said, "data-own", is_own);
        let by = find(&said, ".name")?;
        match &name {
            Some(name) => {
                say_name(&by, name, strings);
                avatar::draw(&said, name, &strings.of("guest"))?;
            }
            None => drop(say(&by, "you", &[], strings)),
        }
        show_time(&find(&said, "time")?, at);
        write(&find(&said, ".text")?, &text)?;
        if text.chars().nth(FOLDED_FROM).is_some() || text.lines().nth(LINES).is_some() {
            toggle_attr(&said, "data-folded", true);
            toggle_attr(&find(&said, "[data-action=show-all]")?, "hidden", false);
        }
        self.list.append_child(&said).or_exception()?;
        while self.list.child_element_count() as usize > MESSAGES
            && let Some(oldest) = self.list.first_element_child()
        {
            oldest.remove();
        }
        self.last = Some((who, at));
        Ok(())
    }

    /// Marks all messages as read: the chat is visible. Those that have waited for it were announced when they came.
    pub(in crate::view) fn read(&mut self, strings: &Strings) {
        self.count(0, strings);
        if self.has_waiting() {
            set_attr(&self.rows, "aria-live", "off");
        }
    }

    /// Lets messages be announced as they are drawn.
    pub(in crate::view) fn announce(&self) {
        set_attr(&self.rows, "aria-live", "polite");
    }

    /// Clears the messages of the call that is over.
    pub(in crate::view) fn clear(&mut self, strings: &Strings) {
        self.list.replace_children_with_node_0();
        self.waiting.clear();
        self.last = None;
        self.count(0, strings);
    }

    fn count(&mut self, unread: u32, strings: &Strings) {
        if self.unread != unread {
            self.unread = unread;
            self.put_words(strings);
        }
    }

    /// Shows on the buttons, and says in their names, how many messages are unread.
    pub(in crate::view) fn put_words(&self, strings: &Strings) {
        let unread = self.unread;
        let number = if unread > COUNTED {
            format!("{COUNTED}+")
        } else {
            unread.to_string()
        };
        for badge in &self.badges {
            set_text(badge, &number);
            toggle_attr(badge, "hidden", unread == 0);
        }
        let label = |key: &str| match unread {
            0 => strings.of(key),
            _ => strings.with("unread", &[("button", key), ("count", &number)]),
        };
        for button in &self.buttons {
            set_attr(button, "aria-label", &label("chat"));
        }
        set_attr(&self.more, "aria-label", &label("more"));
    }
}

impl Ui {
    /// Sends what is written, if anything.
    pub(in crate::view) fn send_written(&self) {
        if let Some(text) = self.chat.take_written() {
            self.send_command(Command::SendMessage(text));
        }
    }
}

/// Expands a collapsed message.
pub(in crate::view) fn unfold(button: &Element) {
    if let Ok(Some(said)) = button.closest(".said") {
        toggle_attr(&said, "data-folded", false);
        toggle_attr(button, "hidden", true);
    }
}

/// Writes text with its web addresses as links. It is never parsed as markup.
fn write(into: &Element, text: &str) -> Result<(), Exception> {
    let document = into.owner_document().ok_or_else(|| missing("a document"))?;
    for piece in linkify(text) {
        match piece {
            Piece::Text(text) => append(into, &document.create_text_node(text))?,
            Piece::Link(address) => {
                let link = link(address)?;
                append(into, &link)?;
                if let Some(host) = other_host(address) {
                    let shown = create("bdi")?;
                    set_text(&shown, &host);
                    append(into, &document.create_text_node(" ("))?;
                    append(into, &shown)?;
                    append(into, &document.create_text_node(")"))?;
                }
            }
        }
    }
    Ok(())
}

fn append(into: &Element, node: &Node) -> Result<(), Exception> {
    into.append_child(node).or_exception()?;
    Ok(())
}

/// Returns the host that a browser goes to, if a person could read another one in the link.
fn other_host(address: &str) -> Option<String> {
    let host = Url::new(address).ok()?.host();
    (host != written_host(address)).then_some(host)
}

fn link(address: &str) -> Result<Element, Exception> {
    let link = create("a")?;
    set_attr(&link, "href", address);
    set_attr(&link, "target", "_blank");
    set_attr(&link, "rel", "noopener noreferrer");
    set_text(&link, address);
    Ok(link)
}

fn show_time(element: &Element, at: u64) {
    let time = js_sys::Date::new(&JsValue::from_f64(at as f64));
    set_text(
        element,
        &format!("{}:{:02}", time.get_hours(), time.get_minutes()),
    );
    set_attr(element, "datetime", &String::from(time.to_iso_string()));
}
