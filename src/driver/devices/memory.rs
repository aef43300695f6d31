//! Remembers chosen devices across calls, where storage is available (sandboxed frames have none).

use crate::web::JsResultExt;
use visavis_call::devices::DeviceKind;
use web_sys::Storage;

pub(super) fn remembered(kind: DeviceKind) -> Option<String> {
    storage()?.get_item(key(kind)).ok()?
}

pub(super) fn remember(kind: DeviceKind, id: &str) {
    if let Some(storage) = storage() {
        storage
            .set_item(key(kind), id)
            .warn_on_error("keeping the choice of a device");
    }
}

fn key(kind: DeviceKind) -> &'static str {
    match kind {
        DeviceKind::Microphone => "visavis:microphone",
        DeviceKind::Camera => "visavis:camera",
        DeviceKind::Loudspeaker => "visavis:loudspeaker",
    }
}

fn storage() -> Option<Storage> {
    web_sys::window()?.local_storage().ok()?
}
