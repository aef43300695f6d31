use crate::signalling::SignallingMode;
use visavis_call::protocol::IceServer;

/// Which room, and how to get there: made by [`RoomOptions::new`], then set field by field.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct RoomOptions {
    /// How the others are found.
    pub signalling: SignallingMode,
    /// Everyone who opens the same one meets: 1 to 128 characters.
    pub room: String,
    /// What the others see until the person joins under another name; at most 64 characters.
    pub name: String,
    /// Permission to enter, where the server asks for one.
    pub token: Option<String>,
    /// People call one of those who are there, and are not in a call with everyone at once.
    pub ring: bool,
    /// The camera is not asked for when the call begins.
    pub audio_only: bool,
    /// Used besides those that the server names.
    pub ice_servers: Vec<IceServer>,
    /// Media goes only through a TURN server: the others do not learn this computer's addresses.
    pub relay_only: bool,
}

impl RoomOptions {
    /// A room in which everyone is in a call with everyone, with microphone and camera.
    pub fn new(room: impl Into<String>, signalling: SignallingMode) -> Self {
        Self {
            signalling,
            room: room.into(),
            name: String::new(),
            token: None,
            ring: false,
            audio_only: false,
            ice_servers: Vec::new(),
            relay_only: false,
        }
    }

    /// What an identity and the tabs' channel belong to.
    pub(super) fn scope(&self) -> String {
        format!("{}:{}", self.signalling.scope(), self.room)
    }
}
