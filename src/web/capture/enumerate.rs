//! Enumerates devices and permissions, and watches both for changes.

use super::media_devices;
use crate::web::{EventType, Exception, JsResultExt, Listener, object, window};
use js_sys::Array;
use visavis_call::devices::Permission;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Event, MediaDeviceInfo, MediaDeviceKind, PermissionState, PermissionStatus};

const DEVICE_CHANGE: EventType<Event> = EventType::new("devicechange");
const CHANGE: EventType<Event> = EventType::new("change");

/// The devices and permissions at one moment.
#[derive(Debug, Clone)]
pub(crate) struct Enumerated {
    pub(crate) devices: Vec<DeviceInfo>,
    pub(crate) microphone: Permission,
    pub(crate) camera: Permission,
}

/// A device with an id: browsers hide devices until one of their kind has been allowed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct DeviceInfo {
    pub(crate) kind: MediaDeviceKind,
    pub(crate) id: String,
    pub(crate) label: String,
}

/// Enumerates the devices and permissions; empty where the browser reveals nothing.
pub(crate) async fn enumerate() -> Enumerated {
    Enumerated {
        devices: devices().await.unwrap_or_default(),
        microphone: permission("microphone").await,
        camera: permission("camera").await,
    }
}

/// Calls `changed` whenever a device is added or removed.
pub(crate) fn watch_devices(changed: impl Fn() + 'static) -> Option<Listener> {
    let devices = media_devices()?;
    Some(Listener::new(&devices, &DEVICE_CHANGE, move |_| changed()))
}

/// Calls `changed` whenever the permission for a device changes, where the browser reports it.
pub(crate) async fn watch_permission(name: &str, changed: impl Fn() + 'static) -> Option<Listener> {
    let status = permission_status(name).await.ok()?;
    Some(Listener::new(&status, &CHANGE, move |_| changed()))
}

async fn devices() -> Option<Vec<DeviceInfo>> {
    let asked = media_devices()?.enumerate_devices().ok()?;
    let listed: Array = JsFuture::from(asked).await.ok()?.unchecked_into();
    let devices = listed
        .iter()
        .map(JsCast::unchecked_into::<MediaDeviceInfo>)
        .map(|device| DeviceInfo {
            kind: device.kind(),
            id: device.device_id(),
            label: device.label(),
        });
    Some(devices.filter(|device| !device.id.is_empty()).collect())
}

pub(super) async fn permission(name: &str) -> Permission {
    match permission_status(name).await.map(|status| status.state()) {
        Ok(PermissionState::Granted) => Permission::Granted,
        Ok(PermissionState::Denied) => Permission::Denied,
        _ => Permission::Unknown,
    }
}

async fn permission_status(name: &str) -> Result<PermissionStatus, Exception> {
    let permissions = window().navigator().permissions().or_exception()?;
    let descriptor = object::dictionary(&[("name", name.into())]);
    let asked = permissions.query(descriptor.unchecked_ref()).or_exception()?;
    Ok(JsFuture::from(asked).await.or_exception()?.unchecked_into())
}
