//! The avatar of a person without a video: their picture or, without one, initials on a tint derived from the name.

use super::portrait::Portrait;
use crate::view::dom::{set_attr, set_text, toggle_attr};
use crate::view::message::Mailbox;
use crate::web::Exception;
use visavis_call::protocol::Identity;
use web_sys::Element;

/// The number of tints in `tile.css`.
const TINTS: u32 = 8;

/// Draws the initials of `name` into a tile.
pub(super) fn draw(tile: &Element, initials: &Element, name: &str) {
    set_text(initials, &initials_of(name));
    set_attr(tile, "data-tint", &tint_of(name).to_string());
}

/// Shows in a tile and in a row, each with its initials, what the server vouches for of a person: that the name is theirs,
/// and their picture. `portraits` are those of the tile and the row.
pub(super) fn identify(
    identity: Option<&Identity>,
    places: [(&Element, &Element); 2],
    portraits: &mut Vec<Portrait>,
    mailbox: &Mailbox,
) -> Result<(), Exception> {
    let has_name = identity.is_some_and(|identity| identity.name.is_some());
    for (place, _) in places {
        toggle_attr(place, "data-vouched", has_name);
    }
    let url = identity.and_then(|identity| identity.picture.as_deref());
    if portraits.first().is_some_and(|portrait| portrait.is_of(url)) {
        return Ok(());
    }
    portraits.clear();
    if let Some(url) = url {
        for (_, initials) in places {
            portraits.push(Portrait::load(url, initials, mailbox)?);
        }
    }
    Ok(())
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
