//! Text that goes into a field of the interface by other ways than keys, which is none of the page's business either.

use super::{origin, writes};
use crate::web::{EventType, Listener};
use web_sys::{Element, Event};

/// The events of writing that leave a shadow tree.
const OF_WRITING: [&str; 8] = [
    "beforeinput",
    "input",
    "compositionstart",
    "compositionupdate",
    "compositionend",
    "paste",
    "cut",
    "copy",
];

pub(super) type Texts = [Listener; OF_WRITING.len()];

/// Keeps what is written into the fields below `root` from the page, to which it would be written into the host element:
/// a page that uploads whatever is pasted would take it.
pub(super) fn keep_texts(root: &Element) -> Texts {
    OF_WRITING.map(|name| {
        let root_of = root.clone();
        Listener::new(root, &EventType::new(name), move |event: &Event| {
            let is_ours = origin(event).is_some_and(|origin| root_of.contains(Some(&origin)));
            if is_ours && writes(event) {
                event.stop_propagation();
            }
        })
    })
}
