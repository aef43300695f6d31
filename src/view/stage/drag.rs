//! Moves the self view between corners, by dragging or with the arrow keys.

use crate::view::dom::{set_attr, target_of};
use crate::view::message::{Mailbox, Message};
use crate::view::preferences;
use crate::web::{EventType, Exception, JsResultExt, Listener};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, KeyboardEvent, PointerEvent};

const DOWN: EventType<PointerEvent> = EventType::with("pointerdown", "pointerType");
const MOVE: EventType<PointerEvent> = EventType::with("pointermove", "pointerType");
const UP: EventType<PointerEvent> = EventType::with("pointerup", "pointerType");
const CANCEL: EventType<PointerEvent> = EventType::with("pointercancel", "pointerType");
const KEY: EventType<KeyboardEvent> = EventType::with("keydown", "key");

/// An action of the person on the self view.
#[derive(Debug, Clone, Copy)]
pub(in crate::view) enum Drag {
    Grip { x: i32, y: i32, pointer: i32 },
    Move { x: i32, y: i32 },
    Drop,
    Cancel,
    Arrow(Arrow),
}

/// An arrow key.
#[derive(Debug, Clone, Copy)]
pub(in crate::view) enum Arrow {
    Up,
    Down,
    Left,
    Right,
}

/// The corner of the self view, used while it does not fill a place of the stage.
pub(super) struct Corner {
    _listeners: [Listener; 5],
    tile: HtmlElement,
    stage: Element,
    place: Place,
    /// Where the drag began.
    grip: Option<(i32, i32)>,
}

/// One of the four corners, independent of the writing direction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Place {
    is_low: bool,
    is_at_end: bool,
}

impl Corner {
    /// Makes `tile` movable on `stage`, starting in the corner of the last call.
    pub(super) fn new(tile: &Element, stage: &Element, mailbox: &Mailbox) -> Result<Self, Exception> {
        let tile: HtmlElement = tile.clone().unchecked_into();
        let kept = preferences::get(preferences::CORNER);
        let place = kept.and_then(|kept| Place::from_name(&kept));
        let corner = Self {
            _listeners: listen(&tile, mailbox),
            tile,
            stage: stage.clone(),
            place: place.unwrap_or(Place::LAST),
            grip: None,
        };
        set_attr(stage, "data-corner", corner.place.name());
        Ok(corner)
    }

    /// Handles a drag, which can begin only while the self view `is_loose`.
    pub(super) fn drag(&mut self, drag: Drag, is_loose: bool) {
        match drag {
            Drag::Grip { x, y, pointer } if is_loose => {
                self.grip = Some((x, y));
                self.tile.set_pointer_capture(pointer).warn_on_error("dragging");
            }
            Drag::Grip { .. } => {}
            Drag::Move { x, y } => {
                if let Some((from_x, from_y)) = self.grip {
                    let by = format!("{}px {}px", x - from_x, y - from_y);
                    // Set through the CSSOM, which no content security policy forbids, unlike a `style` attribute.
                    let style = self.tile.style();
                    style.set_property("translate", &by).warn_on_error("dragging");
                }
            }
            Drag::Drop => {
                if let Some(place) = self.let_go() {
                    self.keep(place);
                }
            }
            Drag::Cancel => drop(self.let_go()),
            Drag::Arrow(arrow) => {
                let is_flipped = is_right_to_left(&self.stage);
                let mut place = self.place;
                match arrow {
                    Arrow::Up => place.is_low = false,
                    Arrow::Down => place.is_low = true,
                    Arrow::Left => place.is_at_end = is_flipped,
                    Arrow::Right => place.is_at_end = !is_flipped,
                }
                self.keep(place);
            }
        }
    }

    /// Ends a drag. Returns the nearest corner.
    fn let_go(&mut self) -> Option<Place> {
        self.grip.take()?;
        let place = Place::nearest(&self.tile, &self.stage);
        let style = self.tile.style();
        style.remove_property("translate").warn_on_error("dropping");
        Some(place)
    }

    fn keep(&mut self, place: Place) {
        self.place = place;
        set_attr(&self.stage, "data-corner", place.name());
        preferences::set(preferences::CORNER, place.name());
    }
}

impl Place {
    const LAST: Self = Self {
        is_low: true,
        is_at_end: true,
    };
    const ALL: [Self; 4] = [
        Self {
            is_low: false,
            is_at_end: false,
        },
        Self {
            is_low: false,
            is_at_end: true,
        },
        Self {
            is_low: true,
            is_at_end: false,
        },
        Self::LAST,
    ];

    /// Returns the name: block, then inline position.
    fn name(self) -> &'static str {
        match (self.is_low, self.is_at_end) {
            (false, false) => "start-start",
            (false, true) => "start-end",
            (true, false) => "end-start",
            (true, true) => "end-end",
        }
    }

    fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|place| place.name() == name)
    }

    fn nearest(tile: &Element, stage: &Element) -> Self {
        let (own, area) = (tile.get_bounding_client_rect(), stage.get_bounding_client_rect());
        let is_right = own.x() + own.width() / 2.0 > area.x() + area.width() / 2.0;
        Self {
            is_low: own.y() + own.height() / 2.0 > area.y() + area.height() / 2.0,
            is_at_end: is_right != is_right_to_left(stage),
        }
    }
}

fn listen(tile: &Element, mailbox: &Mailbox) -> [Listener; 5] {
    let pointer = |event, drag: fn(&PointerEvent) -> Option<Drag>| {
        let mailbox = mailbox.clone();
        Listener::new(tile, event, move |event| {
            if let Some(drag) = drag(event) {
                mailbox.put(Message::Dragged(drag));
            }
        })
    };
    let keys = mailbox.clone();

    [
        pointer(&DOWN, grip),
        pointer(&MOVE, |event| {
            Some(Drag::Move {
                x: event.client_x(),
                y: event.client_y(),
            })
        }),
        pointer(&UP, |_| Some(Drag::Drop)),
        pointer(&CANCEL, |_| Some(Drag::Cancel)),
        Listener::new(tile, &KEY, move |event| {
            // With a modifier they are the browser's or the page's.
            if event.ctrl_key() || event.meta_key() || event.alt_key() || event.default_prevented() {
                return;
            }
            let arrow = match event.key().as_str() {
                "ArrowUp" => Arrow::Up,
                "ArrowDown" => Arrow::Down,
                "ArrowLeft" => Arrow::Left,
                "ArrowRight" => Arrow::Right,
                _ => return,
            };
            event.prevent_default();
            keys.put(Message::Dragged(Drag::Arrow(arrow)));
        }),
    ]
}

/// Starts a drag with the main button, unless it is on a button of the tile.
fn grip(event: &PointerEvent) -> Option<Drag> {
    let target = target_of(event)?;
    let is_on_button = target.closest("button").is_ok_and(|button| button.is_some());
    (event.button() == 0 && !is_on_button).then(|| Drag::Grip {
        x: event.client_x(),
        y: event.client_y(),
        pointer: event.pointer_id(),
    })
}

fn is_right_to_left(element: &Element) -> bool {
    element.matches(":dir(rtl)") == Ok(true)
}
