//! Hides the control bar while the person is idle.

use crate::view::dom::{millis, root_of, target_of, toggle_attr};
use crate::view::message::{Mailbox, Message};
use crate::web::{EventType, Listener};
use web_sys::{Element, Event, PointerEvent};

const MOVE: EventType<Event> = EventType::new("pointermove");
const DOWN: EventType<PointerEvent> = EventType::with("pointerdown", "pointerType");
const KEY: EventType<Event> = EventType::new("keydown");
const FOCUS: EventType<Event> = EventType::new("focusin");
/// Long enough to read a name, short enough to leave the picture alone.
const IDLE_AFTER: f64 = 4_000.0;

/// Watches for activity over the interface.
pub(in crate::view) struct Idle {
    _listeners: [Listener; 4],
    root: Element,
    moved: f64,
    is_idle: bool,
    /// The tap that brings the bar back must not press a button.
    swallows_click: bool,
}

impl Idle {
    pub(in crate::view) fn new(root: &Element, mailbox: &Mailbox) -> Self {
        let stirs = |event| {
            let mailbox = mailbox.clone();
            Listener::new(root, event, move |_| mailbox.put(Message::Stirred))
        };
        let pressed = mailbox.clone();
        Self {
            _listeners: [
                stirs(&MOVE),
                stirs(&KEY),
                stirs(&FOCUS),
                Listener::new(root, &DOWN, move |event| {
                    let target = target_of(event);
                    let is_touch = event.pointer_type() == "touch";
                    pressed.put(target.map_or(Message::Stirred, |target| Message::PointerDown {
                        target,
                        is_touch,
                    }));
                }),
            ],
            root: root.clone(),
            moved: millis(),
            is_idle: false,
            swallows_click: false,
        }
    }

    /// Records activity.
    pub(in crate::view) fn stir(&mut self) {
        self.moved = millis();
        self.set(false);
    }

    /// Notes a press, before it is recorded as activity. `hides_bar`: the bar is hidden while idle.
    pub(in crate::view) fn pointer_down(&mut self, target: &Element, is_touch: bool, hides_bar: bool) {
        let is_on_bar = target.closest(".bar").is_ok_and(|bar| bar.is_some());
        self.swallows_click = is_touch && self.is_idle && hides_bar && is_on_bar;
    }

    pub(in crate::view) fn is_idle(&self) -> bool {
        self.is_idle
    }

    /// Returns whether the click being handled only brought the bar back.
    pub(in crate::view) fn swallows_click(&mut self) -> bool {
        std::mem::take(&mut self.swallows_click)
    }

    /// Checks whether the person has been idle for long enough.
    pub(in crate::view) fn look(&mut self, is_menu_open: bool) {
        // Whatever ends that is an activity.
        if self.is_idle {
            return;
        }
        let is_late = millis() - self.moved > IDLE_AFTER;
        self.set(is_late && !is_menu_open && !self.is_bar_focused());
    }

    fn is_bar_focused(&self) -> bool {
        let focused = self.root.query_selector(".bar :focus-visible");
        focused.is_ok_and(|found| found.is_some()) || self.is_slotted_focused()
    }

    /// What the page slots into the bar is beside the root, below the host element.
    fn is_slotted_focused(&self) -> bool {
        let slotted = ":scope > [slot=bar]:focus-visible, :scope > [slot=bar] :focus-visible";
        let focused = root_of(&self.root).host().query_selector(slotted);
        focused.is_ok_and(|found| found.is_some())
    }

    pub(in crate::view) fn set(&mut self, is_idle: bool) {
        if is_idle != self.is_idle {
            self.is_idle = is_idle;
            toggle_attr(&self.root, "data-idle", is_idle);
        }
    }
}
