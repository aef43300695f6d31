/// What a person keeps of the others. Ordered by how much that is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum RecordingState {
    /// Nothing.
    #[default]
    Off,
    /// A program takes in their sound or picture, for whatever purpose.
    Tapping,
    /// Their sound or picture is recorded.
    Recording,
}

impl RecordingState {
    /// All states.
    pub const ALL: [Self; 3] = [Self::Off, Self::Tapping, Self::Recording];

    /// Returns its name on the wire.
    pub fn name(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::Tapping => "tapping",
            Self::Recording => "recording",
        }
    }

    /// Returns the state with this name on the wire.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.name() == name)
    }
}
