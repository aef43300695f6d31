//! The avatar of a person without a video: their picture or, without one, initials on a tint derived from the name.

use super::portrait::Portrait;
use crate::view::dom::{find, set_attr, set_text, toggle_attr};
use crate::view::message::Mailbox;
use crate::web::Exception;
use visavis_call::initials;
use visavis_call::protocol::Identity;
use web_sys::Element;

/// The number of tints in `tile.css`.
const TINTS: u32 = 8;

/// Draws the initials of a person into a tile, a row or a line, on the tint of their name. Somebody without one has the
/// initials of `stand_in`, and the same tint in every language.
pub(in crate::view) fn draw(place: &Element, name: &str, stand_in: &str) -> Result<(), Exception> {
    let shown = if name.is_empty() { stand_in } else { name };
    set_text(&find(place, ".initials")?, &initials(shown));
    set_attr(place, "data-tint", &tint_of(name).to_string());
    Ok(())
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

fn tint_of(name: &str) -> u32 {
    // FNV-1a: any even spread would do, but it must be stable so that a name keeps its tint.
    let hash = name.bytes().fold(0x811c_9dc5_u32, |hash, byte| {
        (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)
    });
    hash % TINTS
}
