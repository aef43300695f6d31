//! One's own picture is dragged from corner to corner.

use crate::view::dom::set_attr;
use crate::view::preferences;
use crate::web::{EventType, JsResultExt, Listener};
use std::cell::Cell;
use std::rc::Rc;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, KeyboardEvent, PointerEvent};

const DOWN: EventType<PointerEvent> = EventType::new("pointerdown");
const MOVE: EventType<PointerEvent> = EventType::new("pointermove");
const UP: EventType<PointerEvent> = EventType::new("pointerup");
const CANCEL: EventType<PointerEvent> = EventType::new("pointercancel");
const KEY: EventType<KeyboardEvent> = EventType::new("keydown");

/// Block and inline.
pub(in crate::view) const CORNERS: [&str; 4] = ["start-start", "start-end", "end-start", "end-end"];

/// Where a drag began.
type Grip = Rc<Cell<Option<(i32, i32)>>>;

/// Lets `tile` be dragged on the stage; `stage` is told the corner.
pub(in crate::view) fn listen(tile: &Element, stage: &Element) -> Option<[Listener; 5]> {
    let tile: HtmlElement = tile.clone().dyn_into().ok()?;
    let grip: Grip = Rc::default();
    let end = |drops: bool| {
        let (tile, stage, grip) = (tile.clone(), stage.clone(), Rc::clone(&grip));
        move |_: &PointerEvent| {
            if grip.take().is_some() {
                let corner = corner_of(&tile, &stage);
                // Dragged by the CSSOM, which no policy forbids; no attribute is written.
                tile.style()
                    .remove_property("translate")
                    .warn_on_error("dropping");
                if drops {
                    keep(&stage, corner);
                }
            }
        }
    };
    Some([
        Listener::new(&tile, &DOWN, {
            let (tile, stage, grip) = (tile.clone(), stage.clone(), Rc::clone(&grip));
            move |event| {
                let is_on_button = event
                    .target()
                    .and_then(|target| target.dyn_into::<Element>().ok())
                    .is_some_and(|target| target.closest("button").is_ok_and(|button| button.is_some()));
                let is_in_corner = matches!(stage.get_attribute("data-layout").as_deref(), Some("pair"));
                if event.button() == 0 && !is_on_button && is_in_corner {
                    grip.set(Some((event.client_x(), event.client_y())));
                    tile.set_pointer_capture(event.pointer_id())
                        .warn_on_error("dragging");
                }
            }
        }),
        Listener::new(&tile, &MOVE, {
            let (tile, grip) = (tile.clone(), Rc::clone(&grip));
            move |event| {
                if let Some((x, y)) = grip.get() {
                    let by = format!("{}px {}px", event.client_x() - x, event.client_y() - y);
                    tile.style()
                        .set_property("translate", &by)
                        .warn_on_error("dragging");
                }
            }
        }),
        Listener::new(&tile, &UP, end(true)),
        Listener::new(&tile, &CANCEL, end(false)),
        Listener::new(&tile, &KEY, {
            let stage = stage.clone();
            move |event| {
                let now = stage.get_attribute("data-corner").unwrap_or_default();
                let (block, inline) = now.split_once('-').unwrap_or(("end", "end"));
                let is_flipped = is_right_to_left(&stage);
                let next = match event.key().as_str() {
                    "ArrowUp" => ("start", inline),
                    "ArrowDown" => ("end", inline),
                    "ArrowLeft" => (block, if is_flipped { "end" } else { "start" }),
                    "ArrowRight" => (block, if is_flipped { "start" } else { "end" }),
                    _ => return,
                };
                event.prevent_default();
                keep(&stage, &format!("{}-{}", next.0, next.1));
            }
        }),
    ])
}

fn keep(stage: &Element, corner: &str) {
    set_attr(stage, "data-corner", corner);
    preferences::set(preferences::CORNER, corner);
}

fn corner_of(tile: &Element, stage: &Element) -> &'static str {
    let (tile, area) = (tile.get_bounding_client_rect(), stage.get_bounding_client_rect());
    let is_low = tile.y() + tile.height() / 2.0 > area.y() + area.height() / 2.0;
    let is_right = tile.x() + tile.width() / 2.0 > area.x() + area.width() / 2.0;
    let is_at_end = is_right != is_right_to_left(stage);
    CORNERS[2 * usize::from(is_low) + usize::from(is_at_end)]
}

fn is_right_to_left(element: &Element) -> bool {
    element.matches(":dir(rtl)") == Ok(true)
}
