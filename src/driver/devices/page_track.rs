use super::{Devices, Mail};
use crate::web::PageTrack;
use visavis_call::Source;
use visavis_call::devices::Device;
use web_sys::MediaStreamTrack;

impl Devices {
    /// Sends a track of the page in place of the camera or microphone, or goes back to the device.
    pub(in crate::driver) fn use_track(&mut self, source: Source, track: Option<MediaStreamTrack>) {
        let mailbox = self.mailbox.clone();
        let changed = move || mailbox.put(Mail::DeviceChanged(source));
        let Some(local) = self.local(source) else { return };
        local.page_track = track.map(|track| PageTrack::new(track, changed));
        if self.has_page_track(source) {
            self.decide(source, Device::use_page_track);
            // One that is paused or has ended already fires no further event.
            self.page_track_changed(source);
        } else {
            self.decide(source, Device::use_device);
        }
        self.ask();
    }

    pub(super) fn has_page_track(&self, source: Source) -> bool {
        let local = match source {
            Source::Microphone => &self.microphone,
            Source::Camera => &self.camera,
            Source::Screen | Source::ScreenAudio => return false,
        };
        local.page_track.is_some()
    }

    pub(super) fn page_track_changed(&mut self, source: Source) {
        let Some(local) = self.local(source) else { return };
        match &local.page_track {
            Some(track) if track.has_ended() => self.decide(source, Device::page_track_ended),
            Some(track) => {
                let is_muted = track.is_muted();
                local.device.muted_by_system(is_muted);
                self.tell(source, None);
            }
            None => {}
        }
    }

    /// Shows the track of the page while it is sent.
    pub(super) fn show_page_track(&mut self, source: Source) {
        let stream = Clone::clone(&self.streams.person);
        if self
            .local(source)
            .is_some_and(|local| local.show_page_track(&stream))
        {
            self.tell_own_stream(source);
        }
    }
}
