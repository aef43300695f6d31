use super::memory::remembered;
use crate::notice::{DeviceChoice, Notice};
use crate::web::DeviceInfo;
use visavis_call::devices::DeviceKind;
use web_sys::MediaDeviceKind;

/// Chromium's alias for the system's current device.
const ALIAS: &str = "default";

/// The devices to choose from.
#[derive(Debug, Default)]
pub(super) struct Choices {
    listed: Vec<DeviceInfo>,
    last_reported: Option<Vec<DeviceChoice>>,
}

impl Choices {
    pub(super) fn learn(&mut self, listed: Vec<DeviceInfo>) {
        self.listed = listed;
    }

    pub(super) fn ids(&self, kind: DeviceKind) -> Vec<String> {
        let of_kind = self
            .listed
            .iter()
            .filter(|device| kind_of(device.kind) == Some(kind));
        of_kind.map(|device| device.id.clone()).collect()
    }

    /// Returns the device list if it changed, given the microphone and camera in use. For kinds not in use, the
    /// remembered device is marked as used.
    pub(super) fn news(&mut self, microphone: Option<String>, camera: Option<String>) -> Option<Notice> {
        let chosen = |kind| remembered(kind).filter(|id| self.ids(kind).contains(id));
        let microphone = microphone.or_else(|| chosen(DeviceKind::Microphone));
        let camera = camera.or_else(|| chosen(DeviceKind::Camera));
        let loudspeaker = chosen(DeviceKind::Loudspeaker).or_else(|| Some(ALIAS.to_owned()));
        let choices = self.listed.iter().filter_map(|device| {
            let kind = kind_of(device.kind)?;
            let used = match kind {
                DeviceKind::Microphone => &microphone,
                DeviceKind::Camera => &camera,
                DeviceKind::Loudspeaker => &loudspeaker,
            };
            Some(DeviceChoice {
                kind,
                id: device.id.clone(),
                label: device.label.clone(),
                is_used: used.as_ref() == Some(&device.id),
            })
        });
        let choices: Vec<_> = choices.collect();
        if self.last_reported.as_ref() == Some(&choices) {
            return None;
        }
        self.last_reported = Some(choices.clone());
        Some(Notice::Devices(choices))
    }
}

fn kind_of(kind: MediaDeviceKind) -> Option<DeviceKind> {
    match kind {
        MediaDeviceKind::Audioinput => Some(DeviceKind::Microphone),
        MediaDeviceKind::Videoinput => Some(DeviceKind::Camera),
        MediaDeviceKind::Audiooutput => Some(DeviceKind::Loudspeaker),
        _ => None,
    }
}
