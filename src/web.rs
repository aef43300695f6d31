//! Guards over `web-sys`: whatever the browser starts is a struct here, and dropping it ends it.

mod exception;
mod listener;
mod task;
mod timer;

pub(crate) use exception::{Exception, JsResultExt};
pub(crate) use listener::{EventType, Listener};
pub(crate) use task::{Task, see_through};
pub(crate) use timer::{Alarm, now};
