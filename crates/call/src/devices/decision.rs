/// Why a device does not start, by what can be done about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// The person, the page's policy or the system does not allow it.
    Denied,
    /// There is no such device.
    Missing,
    /// Another program uses it, or it is broken.
    Busy,
    /// Browsers give no device to pages that were not loaded securely.
    Insecure,
    /// Anything else.
    Failed,
}

/// Which device to ask the browser for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Wish {
    /// Whichever the browser or the person takes.
    #[default]
    Any,
    /// This one if it is there.
    Preferably(String),
    /// This one or none.
    Exactly(String),
}

/// What to do now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// Ask for a device. What is in use stays so until it is there.
    Ask(Wish),
    /// Stop what is in use.
    Stop,
    /// Stop what is in use, then ask: some systems open one at a time.
    StopAndAsk(Wish),
    /// Stop what is in use, and find out what there is: [`super::Device::enumerated`].
    StopAndSurvey,
}

/// What the person is to be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Remark {
    /// It does not start.
    Refused(Refusal),
    /// The one in use went away; another is used.
    Switched,
    /// The one in use went away, and there is no other.
    Unplugged,
    /// The one in use stopped, though it is still there, and there is no other.
    Stopped,
    /// The system mutes the one in use: a closed lid, a telephone call.
    Muted,
    /// It is not allowed any more.
    Withdrawn,
    /// The one that was chosen does not start; the former is used.
    NotSwitched,
}

/// What came of something that happened.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[must_use = "somebody has to do it"]
pub struct Decision {
    /// What to do.
    pub step: Option<Step>,
    /// What to say.
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
