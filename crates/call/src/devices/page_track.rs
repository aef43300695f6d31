//! A track that the page provides in place of a device, such as a picture with effects. It belongs to the page: it is
//! sent while the device is wanted, and never stopped.

use super::decision::{act, say};
use super::{Decision, Device, Lack, Purpose, Remark, State, Step};

impl Device {
    /// Sends a track of the page from now on. The device itself is stopped, and not requested before
    /// [`Device::use_device`].
    pub fn use_page_track(&mut self) -> Decision {
        self.is_muted_by_system = false;
        self.state = State::PageTrack { has_ended: false };
        act(Step::Stop)
    }

    /// Goes back to the device, which is requested if it is wanted.
    pub fn use_device(&mut self) -> Decision {
        let State::PageTrack { .. } = self.state else {
            return Decision::default();
        };
        self.is_muted_by_system = false;
        self.state = State::Without(Lack::Unwanted);
        if self.is_wanted {
            self.ask(Purpose::Start, self.preferred())
        } else {
            Decision::default()
        }
    }

    /// Handles the end of the page's track. The device is not switched on instead: what the page withholds, such as a
    /// background, would be seen.
    pub fn page_track_ended(&mut self) -> Decision {
        let State::PageTrack { has_ended: false } = self.state else {
            return Decision::default();
        };
        self.state = State::PageTrack { has_ended: true };
        say(Remark::PageTrackEnded)
    }

    /// Returns whether a track of the page is to be sent now.
    pub fn sends_page_track(&self) -> bool {
        self.is_wanted && matches!(self.state, State::PageTrack { has_ended: false })
    }
}
