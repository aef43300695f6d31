//! Draws what the driver tells in slices: whatever else waits in the event loop, such as a candidate, has its turn between
//! two. The page has been told before.

use super::message::{Loop, Message};
use crate::web::{Turn, now};
use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::{Rc, Weak};
use std::time::Duration;

/// For how long is drawn in one turn of the event loop.
const AT_ONCE: Duration = Duration::from_millis(8);

/// Passes messages on to the interface, in order.
pub(super) struct Turns {
    owner: Rc<Loop>,
    waiting: RefCell<VecDeque<Message>>,
    /// For how long was drawn since the last turn.
    drawn_for: Cell<Duration>,
    turn: Turn,
}

impl Turns {
    pub(super) fn new(owner: Rc<Loop>) -> Rc<Self> {
        Rc::new_cyclic(|this: &Weak<Self>| {
            let this = this.clone();
            Self {
                owner,
                waiting: RefCell::default(),
                drawn_for: Cell::default(),
                turn: Turn::new(move || {
                    if let Some(this) = this.upgrade() {
                        this.drawn_for.take();
                        this.draw();
                    }
                }),
            }
        })
    }

    /// Draws a notice now, or in another turn if this one has taken long enough.
    pub(super) fn put(&self, message: Message) {
        let is_first = self.waiting.borrow().is_empty();
        self.waiting.borrow_mut().push_back(message);
        if is_first {
            self.draw();
        }
    }

    /// Passes a message on that is not about the call, behind those that wait.
    pub(super) fn put_behind(&self, message: Message) {
        let is_first = self.waiting.borrow().is_empty();
        if is_first {
            self.owner.put(message);
        } else {
            self.waiting.borrow_mut().push_back(message);
        }
    }

    fn draw(&self) {
        while !self.waiting.borrow().is_empty() {
            if self.drawn_for.get() > AT_ONCE {
                return self.turn.await_end();
            }
            let next = self.waiting.borrow_mut().pop_front();
            let began = now();
            next.into_iter().for_each(|message| self.owner.put(message));
            self.drawn_for.set(self.drawn_for.get() + now().since(began));
        }
    }
}
