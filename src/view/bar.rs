//! The bar of the call: its buttons, the menu behind *More*, and when it steps back.

mod idle;
mod menu;
mod sharing;

pub(super) use idle::Idle;
pub(super) use menu::Menu;
pub(super) use sharing::Sharing;
