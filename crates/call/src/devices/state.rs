//! What the browser provides of a device, and what is being requested.

use super::Refusal;

/// A device in use, by its `deviceId`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Used {
    pub(super) id: Option<String>,
    /// The device that went away.
    pub(super) instead_of: Option<String>,
}

#[derive(Debug, PartialEq, Eq)]
pub(super) enum State {
    Without(Lack),
    Asked(Purpose),
    Used(Used),
    /// The device stopped by itself, and the remaining devices are not known yet.
    Lost(Used),
    /// The page provides a track in place of the device, which is stopped.
    PageTrack {
        has_ended: bool,
    },
}

#[derive(Debug, PartialEq, Eq)]
pub(super) enum Lack {
    Unwanted,
    Refused(Refusal),
    /// The device was in use. A device plugged in later replaces it.
    Gone,
}

#[derive(Debug, PartialEq, Eq)]
pub(super) enum Purpose {
    Start,
    /// The person chose a device while none was in use; the former choice counts if there is no such device.
    Choose(Option<String>),
    /// The person chose another device; the current one stays in use until it starts.
    Change(Used),
    /// Like `Change`, after the current device was stopped to free it.
    ChangeAfterStop(Used),
    /// The chosen device did not start; the previous one is to return.
    Restore,
    /// Tries the remaining devices one after the other.
    Replace {
        lost: Used,
        left: Vec<String>,
    },
    /// A device was plugged in.
    Return,
    /// The lost device is back; its substitute stays in use until it starts.
    GoBack(Used),
}
