//! The control bar of the call: its buttons, the *More* menu, and hiding it when idle.

mod idle;
mod menu;
mod sharing;

pub(super) use idle::Idle;
pub(super) use menu::Menu;
pub(super) use sharing::Sharing;

use super::dom::{find, set_attr};
use super::markup::{Part, build, label};
use super::strings::Strings;
use crate::web::{Exception, JsResultExt};
use web_sys::Element;

/// Arranges the bar for a ring room: red ends the call. Leaving the room is a quiet button, at the other end, so that
/// nobody leaves who presses twice.
pub(super) fn ring_bar(call: &Element, strings: &Strings) -> Result<(), Exception> {
    let bar: Element = find(call, ".bar")?;
    let leave: Element = find(&bar, ".leave")?;
    leave.set_class_name("round quit");
    label(&leave, "leave-room", &[], strings);
    set_attr(&find(&leave, "use")?, "href", "#log-out");
    bar.prepend_with_node_1(&leave).or_exception()?;
    let end = build(Part::EndCall, strings)?;
    bar.append_child(&end).or_exception()?;
    Ok(())
}
