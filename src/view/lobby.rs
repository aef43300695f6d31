//! Before the call: the room, one's own picture, a name.

mod autostart;
mod room_preview;

pub(super) use autostart::start as autostart;
pub(super) use room_preview::start as preview_room;
