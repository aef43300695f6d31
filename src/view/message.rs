//! The loop of the interface: what can happen to it, and who takes it in.
//!
//! Whatever the browser calls (a listener, a timer, a promise that settled) puts a [`Message`] into the [`Mailbox`] and
//! does nothing else. The [`Loop`] hands the messages to the [`Ui`] one by one. It does so at once, within the browser's
//! own call, where nothing is being handled: full screen and the clipboard want to be asked for within the click. What
//! arrives while something is handled, as the events of a focus that moves, waits for its turn.

use super::Ui;
use super::stage::Drag;
use super::tools::RecordingState;
use crate::notice::Notice;
use crate::web::Exception;
use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::{Rc, Weak};
use visavis_call::Source;
use visavis_call::devices::DeviceKind;
use web_sys::{Element, HtmlVideoElement};

/// Everything that can happen to the interface.
pub(super) enum Message {
    /// The driver tells what happened to the call.
    Notice(Notice),
    /// The person clicked that.
    Clicked(Element),
    /// The person touched that, or pressed it with a mouse; the click follows.
    PointerDown { target: Element, is_touch: bool },
    /// The person moved a pointer, pressed a key, or moved the focus.
    Stirred,
    /// A key was pressed that does the same as the button of this action.
    Pressed(&'static str),
    /// The Escape key was pressed.
    Escaped,
    /// The space bar went down to talk, or up again.
    Talk(bool),
    /// The form of the lobby was sent.
    Joined,
    /// The name in the lobby was edited.
    NameTyped,
    /// What is written in the chat's field is to be sent.
    ChatSent,
    /// The person chose the device with that id.
    DeviceChosen(DeviceKind, String),
    /// The person moves their own picture.
    Dragged(Drag),
    /// A video has another size, or none.
    PictureResized(HtmlVideoElement),
    /// The first picture of a stream is there.
    PictureLoaded(HtmlVideoElement),
    /// The browser does not play a video with its sound before a click.
    SoundBlocked(HtmlVideoElement),
    /// The link was copied by that button; `false`: the page may not use the clipboard.
    LinkCopied { button: Element, is_copied: bool },
    /// That button has said so for long enough.
    LinkCopiedOver(Element),
    /// The page may use this device without asking.
    Permitted(Source),
    /// It is time to see who is in the room.
    LookDue,
    /// The words of the page's language, or why there are none.
    StringsLoaded(Result<String, Exception>),
    /// They have not come for so long that English has to do.
    StringsLate,
    /// A fraction of a second is over: see `tick.rs`.
    Ticked,
    /// The oldest of the lines that pass was there for long enough.
    LinePassed,
    /// The oldest of the reactions has flown by.
    ReactionFlown,
    /// The button that asks "Are you sure?" has waited for long enough.
    RemovalExpired,
    /// The recording goes so.
    Recording(RecordingState),
    /// Something that took its time has ended: the line under that key says how.
    Outcome(&'static str),
}

/// Where messages are put, from anywhere. It does not keep the interface alive.
#[derive(Clone)]
pub(super) struct Mailbox(Weak<Loop>);

impl Mailbox {
    /// Once the interface is gone nobody wants to know.
    pub(super) fn put(&self, message: Message) {
        if let Some(owner) = self.0.upgrade() {
            owner.put(message);
        }
    }
}

/// Owns the interface, and hands it one message after another.
#[derive(Default)]
pub(super) struct Loop {
    /// Borrowed for no longer than it takes to put a message in or to take one out.
    queue: RefCell<VecDeque<Message>>,
    /// Not there before it is built, while it handles a message, and after the end.
    ui: Cell<Option<Box<Ui>>>,
    has_ended: Cell<bool>,
}

impl Loop {
    pub(super) fn mailbox(self: &Rc<Self>) -> Mailbox {
        Mailbox(Rc::downgrade(self))
    }

    /// Begins with what has been put in while the interface was built.
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

    /// Takes the interface off the page: at once, or after the message that is being handled.
    pub(super) fn end(&self) {
        self.has_ended.set(true);
        drop(self.queue.take());
        drop(self.ui.take());
    }

    /// Handles what waits, unless that is being done already.
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

    /// Looks at the interface from a test, which nothing else does.
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
