/// `MediaDeviceKind`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DeviceKind {
    /// `audioinput`
    Microphone,
    /// `videoinput`
    Camera,
    /// `audiooutput`
    Loudspeaker,
}

impl DeviceKind {
    const ALL: [Self; 3] = [Self::Microphone, Self::Camera, Self::Loudspeaker];

    /// What browsers call it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Microphone => "audioinput",
            Self::Camera => "videoinput",
            Self::Loudspeaker => "audiooutput",
        }
    }

    /// The kind that browsers call so.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}
