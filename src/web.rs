//! RAII guards over `web-sys`: everything the browser starts is a struct, and dropping it ends it.

mod capture;
mod connection;
mod exception;
mod idle;
mod life;
mod listener;
mod lock;
pub(crate) mod object;
mod policy;
mod random;
mod speaker;
mod task;
#[cfg(test)]
mod tests;
mod timer;
mod turn;
mod window;

pub(crate) use capture::{
    Capture, DeviceInfo, Enumerated, PageTrack, PerDevice, Request, SharedScreen, UNMUTE, capture,
    check_page_track, enumerate, share_screen, watch_devices, watch_permission,
};
pub(crate) use connection::{
    AudioReceiver, Connection, ConnectionEvent, Ice, MediaSection, OwnStreams, certificate, check,
};
pub(crate) use exception::{Exception, JsResultExt, warn};
pub(crate) use idle::Idle;
#[cfg(feature = "exports")]
pub(crate) use life::end_everything;
pub(crate) use life::has_ended;
pub(crate) use listener::{EventType, Listener};
pub(crate) use lock::{HeldLock, LockWatch};
#[cfg(feature = "view")]
pub(crate) use policy::is_framed;
pub(crate) use policy::{blame_sandbox, policy_for};
pub(crate) use random::{Random, digest};
pub(crate) use speaker::can_play_on;
pub(crate) use task::{Task, run_to_completion};
#[cfg(feature = "view")]
pub(crate) use timer::Frame;
pub(crate) use timer::{Timeout, millis, now, pause};
pub(crate) use turn::Turn;
use window::pressed_window;
pub(crate) use window::window;
#[cfg(feature = "view")]
pub(crate) use window::{note_window, window_of};
