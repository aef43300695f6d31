//! The bar steps back while nobody moves.

use crate::view::dom::{millis, toggle_attr};
use crate::web::{EventType, Listener};
use std::cell::Cell;
use std::rc::Rc;
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, PointerEvent, ShadowRoot};

const MOVE: EventType<Event> = EventType::new("pointermove");
const DOWN: EventType<PointerEvent> = EventType::new("pointerdown");
const KEY: EventType<Event> = EventType::new("keydown");
const FOCUS: EventType<Event> = EventType::new("focusin");
/// Long enough to read a name, short enough to leave the picture alone.
const IDLE_AFTER: f64 = 4_000.0;

/// The bar where it is out of sight; see `call.css`.
const HIDDEN_BAR: &str =
    "[data-idle] .call:not(:has(.stage[data-layout=alone], .stage[data-layout=list])) .bar";

/// Watches whether anything moves over the interface.
pub(in crate::view) struct Idle {
    _listeners: [Listener; 4],
    root: Element,
    moved: Rc<Cell<f64>>,
    /// The press that brings the bar back is for nothing else.
    swallows: Rc<Cell<bool>>,
}

impl Idle {
    pub(in crate::view) fn new(root: &Element) -> Self {
        let (moved, swallows) = (Rc::new(Cell::new(millis())), Rc::new(Cell::new(false)));
        let stir = {
            let (root, moved) = (root.clone(), Rc::clone(&moved));
            move |_: &Event| {
                moved.set(millis());
                if root.has_attribute("data-idle") {
                    toggle_attr(&root, "data-idle", false);
                }
            }
        };
        let press = {
            let (swallows, stir) = (Rc::clone(&swallows), stir.clone());
            move |event: &PointerEvent| {
                let target = event
                    .target()
                    .and_then(|target| target.dyn_into::<Element>().ok());
                let is_hidden =
                    target.is_some_and(|target| target.closest(HIDDEN_BAR).is_ok_and(|bar| bar.is_some()));
                swallows.set(is_hidden && event.pointer_type() == "touch");
                stir(event.unchecked_ref());
            }
        };
        Self {
            _listeners: [
                Listener::new(root, &MOVE, stir.clone()),
                Listener::new(root, &DOWN, press),
                Listener::new(root, &KEY, stir.clone()),
                Listener::new(root, &FOCUS, stir),
            ],
            root: root.clone(),
            moved,
            swallows,
        }
    }

    /// Whether the press that is just being handled only brought the bar back.
    pub(in crate::view) fn swallows(&self) -> bool {
        self.swallows.take()
    }

    /// What the page has put into the bar is beside the root, below the element itself.
    fn is_slotted_focused(&self) -> bool {
        let shadow = self.root.get_root_node().dyn_into::<ShadowRoot>();
        let slotted = ":scope > [slot=bar]:focus-visible, :scope > [slot=bar] :focus-visible";
        shadow.is_ok_and(|shadow| {
            shadow
                .host()
                .query_selector(slotted)
                .is_ok_and(|found| found.is_some())
        })
    }

    /// Looks whether it is time.
    pub(in crate::view) fn look(&self) {
        let is_there = |selector| {
            self.root
                .query_selector(selector)
                .is_ok_and(|found| found.is_some())
        };
        let is_focused = is_there(".bar :focus-visible") || self.is_slotted_focused();
        let is_idle =
            millis() - self.moved.get() > IDLE_AFTER && !self.root.has_attribute("data-menu") && !is_focused;
        if is_idle != self.root.has_attribute("data-idle") {
            toggle_attr(&self.root, "data-idle", is_idle);
        }
    }
}
