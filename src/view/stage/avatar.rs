//! The avatar of a person without a picture: initials on a tint derived from the name.

use crate::view::dom::{set_attr, set_text};
use web_sys::Element;

/// The number of tints in `tile.css`.
const TINTS: u32 = 8;

/// Draws the avatar of `name` into a tile and its initials element.
pub(super) fn draw(tile: &Element, initials: &Element, name: &str) {
    set_text(initials, &initials_of(name));
    set_attr(tile, "data-tint", &tint_of(name).to_string());
}

/// Returns the first letters of the first and last word; the style sheet capitalizes them.
fn initials_of(name: &str) -> String {
    let mut words = name.split_whitespace();
    let first = words.next();
    let last = words.next_back();

    [first, last]
        .into_iter()
        .flatten()
        .filter_map(|word| word.chars().next())
        .collect()
}

fn tint_of(name: &str) -> u32 {
    // FNV-1a: any even spread would do, but it must be stable so that a name keeps its tint.
    let hash = name.bytes().fold(0x811c_9dc5_u32, |hash, byte| {
        (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)
    });
    hash % TINTS
}
