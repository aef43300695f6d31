//! Remembers chosen devices across calls, and the last word on each device in a room while the tab exists, where storage
//! is available (sandboxed frames have none).

use crate::web::{JsResultExt, window};
use visavis_call::devices::DeviceKind;
use web_sys::Storage;

pub(super) fn remembered(kind: DeviceKind) -> Option<String> {
    item(local(), key(kind))
}

pub(super) fn forget(kind: DeviceKind) {
    if let Some(storage) = local() {
        storage
            .remove_item(key(kind))
            .warn_on_error("forgetting the choice of a device");
    }
}

pub(super) fn remember(kind: DeviceKind, id: &str) {
    set_item(local(), key(kind), id);
}

/// Returns whether the device was switched on or off last, in this tab and scope (server and room).
pub(super) fn said(kind: DeviceKind, scope: &str) -> Option<bool> {
    match item(session(), &said_key(kind, scope))?.as_str() {
        "on" => Some(true),
        "off" => Some(false),
        _ => None,
    }
}

pub(super) fn keep_said(kind: DeviceKind, scope: &str, on: bool) {
    set_item(session(), &said_key(kind, scope), if on { "on" } else { "off" });
}

fn key(kind: DeviceKind) -> &'static str {
    match kind {
        DeviceKind::Microphone => "visavis:microphone",
        DeviceKind::Camera => "visavis:camera",
        DeviceKind::Loudspeaker => "visavis:loudspeaker",
    }
}

fn said_key(kind: DeviceKind, scope: &str) -> String {
    [key(kind), ":", scope].concat()
}

fn item(storage: Option<Storage>, key: &str) -> Option<String> {
    storage?.get_item(key).ok()?
}

fn set_item(storage: Option<Storage>, key: &str, value: &str) {
    if let Some(storage) = storage {
        storage
            .set_item(key, value)
            .warn_on_error("keeping the choice of a device");
    }
}

fn local() -> Option<Storage> {
    window().local_storage().ok()?
}

fn session() -> Option<Storage> {
    window().session_storage().ok()?
}
