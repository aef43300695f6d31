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

    /// Returns its name in browsers.
    pub fn name(self) -> &'static str {
        match self {
            Self::Microphone => "audioinput",
            Self::Camera => "videoinput",
            Self::Loudspeaker => "audiooutput",
        }
    }

    /// Returns the kind with this name in browsers.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}
