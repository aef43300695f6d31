//! The control bar of the call: its buttons, the *More* menu, and hiding it when idle.

mod idle;
mod menu;
mod sharing;

pub(super) use idle::Idle;
pub(super) use menu::Menu;
pub(super) use sharing::Sharing;
