/// Why a device does not start, grouped by remedy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// Denied by the person, the page's policy or the system.
    Denied,
    /// There is no such device.
    Missing,
    /// There is no such device that meets the constraints of the page.
    Overconstrained,
    /// The device is in use by another program, or broken.
    Busy,
    /// The page is not a secure context.
    Insecure,
    /// Anything else.
    Failed,
}

/// Which device to request.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Wish {
    /// Any device.
    #[default]
    Any,
    /// This device if available.
    Preferably(String),
    /// This device only.
    Exactly(String),
}

/// The next action for a device.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// Request a device. The current one stays in use until it starts.
    Ask(Wish),
    /// Stop the current device.
    Stop,
    /// Stop the current device, then request another: some systems open only one at a time.
    StopAndAsk(Wish),
    /// Stop the current device and enumerate the devices: see [`super::Device::enumerated`].
    StopAndEnumerate,
}

/// A remark to show to the person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Remark {
    /// The device does not start.
    Refused(Refusal),
    /// The device went away and another one replaced it.
    Switched,
    /// The device was unplugged and there is no other.
    Unplugged,
    /// The device stopped although it is still listed, and there is no other.
    Stopped,
    /// The system mutes the device in use: a closed lid, a telephone call.
    Muted,
    /// The permission was withdrawn.
    Withdrawn,
    /// The chosen device does not start; the previous one is used.
    NotSwitched,
    /// The track that the page provided in place of the device has ended.
    PageTrackEnded,
    /// The device does not meet the constraints of the page, and is used without them.
    Overconstrained,
}

/// The outcome of a device event.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[must_use = "somebody has to do it"]
pub struct Decision {
    /// The next action.
    pub step: Option<Step>,
    /// The remark to show to the person.
    pub remark: Option<Remark>,
}

pub(super) fn act(step: Step) -> Decision {
    let step = Some(step);
    Decision { step, remark: None }
}

pub(super) fn say(remark: Remark) -> Decision {
    let remark = Some(remark);
    Decision { step: None, remark }
}
