//! The message loop of the interface: messages, mailbox and dispatch.
//!
//! Every browser callback (listener, timer, settled promise) puts a [`Message`] into the [`Mailbox`] and does nothing
//! else. The [`Loop`] passes the messages to the [`Ui`] one at a time. If nothing is being handled it does so at
//! once, within the browser's own call, since full screen and the clipboard must be requested within the click.
//! Messages that arrive while one is handled, such as the events of a moving focus, wait for their turn.

use super::Ui;
use super::setting::Setting;
use super::stage::Drag;
use super::tools::{FileKind, Offer};
use crate::notice::Notice;
use crate::web::Exception;
use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::{Rc, Weak};
use visavis_call::devices::DeviceKind;
use visavis_call::protocol::ClientId;
use visavis_call::{Code, Source};
use wasm_bindgen::JsValue;
use web_sys::{Element, HtmlImageElement, HtmlVideoElement};

/// Everything that can happen to the interface.
pub(super) enum Message {
    /// The driver emitted a notice.
    Notice(Notice),
    /// The page set something.
    Set(Setting),
    /// The page moved the element into another document.
    Adopted,
    /// An element with an action was clicked.
    Clicked(Element),
    /// The button of an action was pressed that only a call has; for a key it is the root.
    Acted(String, Element),
    /// Something on the stage was clicked twice.
    ClickedTwice(Element),
    /// A link was clicked inside a frame.
    LinkFollowed(Element),
    /// The person touched an element, or pressed it with a mouse; the click follows.
    PointerDown { target: Element, is_touch: bool },
    /// The person moved a pointer, pressed a key, or moved the focus.
    Stirred,
    /// A key was pressed that is the shortcut of this action.
    Pressed(&'static str),
    /// A key was pressed on an item of a menu that moves through it.
    MenuKey { key: String, item: Element },
    /// The Escape key was pressed.
    Escaped,
    /// The space bar was pressed to talk, or released.
    Talk(bool),
    /// The lobby's form was submitted.
    Joined,
    /// The name in the lobby was edited.
    NameTyped,
    /// The text in the chat's field was submitted.
    ChatSent,
    /// The person moved the slider of somebody's volume to this percentage.
    VolumeChosen(ClientId, f64),
    /// The person selected the device with this id.
    DeviceChosen(DeviceKind, String),
    /// The person moves the self view.
    Dragged(Drag),
    /// A video changed its size, or has none now.
    PictureResized(HtmlVideoElement),
    /// The first frame of a stream was loaded.
    PictureLoaded(HtmlVideoElement),
    /// The picture of a person was loaded.
    PortraitLoaded(HtmlImageElement),
    /// The browser does not play a video with sound before a click.
    SoundBlocked(HtmlVideoElement),
    /// The link was copied by this button, or could not be, because the page may not use the clipboard.
    LinkCopied { button: Element, is_copied: bool },
    /// The button has confirmed the copy for long enough.
    LinkCopiedOver(Element),
    /// The page may use this device without a prompt.
    Permitted(Source),
    /// It is time to request a preview of the room.
    LookDue,
    /// The browser is idle, and can build once what a call begins with.
    Rehearse,
    /// The first preview of the room has taken too long.
    LookLate,
    /// The picture of the logo could not be loaded.
    LogoBroken,
    /// The page has put a logo into its slot, or taken it out.
    LogoSlotted,
    /// The strings of the page's language were loaded, or could not be.
    StringsLoaded(Result<String, Exception>),
    /// Loading the strings took too long: English is used.
    StringsLate,
    /// A panel was opened, and shows what it did not show while it was closed.
    PanelOpened,
    /// The part that is apart was loaded, or could not be.
    ApartLoaded(bool),
    /// It is time for another attempt to load it.
    ApartDue,
    /// The log can draw what waits.
    LogDue,
    /// The periodic update is due: see `tick.rs`.
    Ticked,
    /// The browser draws another frame: see `pace.rs`.
    FrameBegan,
    /// The oldest transient line has expired.
    LinePassed,
    /// The oldest flying reaction has ended.
    ReactionFlown,
    /// It is long ago that everyone else has left.
    LeavingForgotten,
    /// The recording has begun; without pictures, if the browser scrambles them.
    RecordingBegun { has_pictures: bool },
    /// A file for the person is ready, or could not be made.
    FileMade(FileKind, Result<Offer, JsValue>),
    /// The page around this frame withholds what the person has just used.
    Withheld(Code),
    /// An asynchronous operation ended; the string of this key describes how.
    Outcome(&'static str),
}

/// A sender of messages. It does not keep the interface alive.
#[derive(Clone)]
pub(super) struct Mailbox(Weak<Loop>);

impl Mailbox {
    /// Queues a message. Once the interface is gone, it is dropped.
    pub(super) fn put(&self, message: Message) {
        if let Some(owner) = self.0.upgrade() {
            owner.put(message);
        }
    }
}

/// Owns the interface, and passes it one message after another.
#[derive(Default)]
pub(super) struct Loop {
    /// Borrowed only to push or pop a message.
    queue: RefCell<VecDeque<Message>>,
    /// Empty before the interface is built, while it handles a message, and after the end.
    ui: Cell<Option<Box<Ui>>>,
    has_ended: Cell<bool>,
}

impl Loop {
    pub(super) fn mailbox(self: &Rc<Self>) -> Mailbox {
        Mailbox(Rc::downgrade(self))
    }

    /// Starts with the messages that were queued while the interface was built.
    pub(super) fn begin(&self, ui: Ui) {
        self.ui.set(Some(Box::new(ui)));
        self.run();
    }

    pub(super) fn put(&self, message: Message) {
        if !self.has_ended.get() {
            self.queue.borrow_mut().push_back(message);
            self.run();
        }
    }

    /// Removes the interface from the page: at once, or after the message that is being handled.
    pub(super) fn end(&self) {
        self.has_ended.set(true);
        drop(self.queue.take());
        drop(self.ui.take());
    }

    /// Handles the queued messages, unless that is already being done.
    fn run(&self) {
        let Some(mut ui) = self.ui.take() else { return };
        while let Some(message) = self.next() {
            ui.handle(message);
        }
        if !self.has_ended.get() {
            self.ui.set(Some(ui));
        }
    }

    fn next(&self) -> Option<Message> {
        self.queue.borrow_mut().pop_front()
    }

    /// Gives tests access to the interface.
    #[cfg(test)]
    pub(super) fn with<T>(&self, look: impl FnOnce(&mut Ui) -> T) -> T {
        let Some(mut ui) = self.ui.take() else {
            unreachable!("nothing is being handled")
        };
        let seen = look(&mut ui);
        self.ui.set(Some(ui));
        self.run();
        seen
    }
}
