use visavis_protocol::reason::{
    CROWD, FULL, NO_TOKEN, NOT_LET_IN, REMOVED, ROOM_NAME, TOKEN, TOKEN_OF_OTHER_ROOM, TOKEN_OF_OTHER_TIME,
};
use visavis_protocol::{CloseCode, VERSION};

/// Why a socket is closed against its will. What it displays is the reason that goes with the close code, for
/// people to read: a close frame has room for 123 bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The client did not say hello in time.
    #[error("No hello came in time.")]
    Silent,
    /// The first frame was something else.
    #[error("The first frame must be a hello.")]
    NotAHello,
    /// The client speaks a version that this server does not.
    #[error("This server speaks version {VERSION} of the protocol.")]
    Version,
    /// The secret is too short to be one, or too long.
    #[error("A secret has 16 to 256 characters.")]
    Secret,
    /// Too many frames after the hello made no sense.
    #[error("Too many frames were not understood.")]
    Garbage,
    /// The page's origin is not on the list.
    #[error("Pages of this origin may not use this server.")]
    Origin,
    /// Rooms of this server are entered with a token, and there is none.
    #[error("{NO_TOKEN}")]
    NoToken,
    /// It is no token, or nobody who knows the secret has signed it.
    #[error("{TOKEN}")]
    Token,
    /// The token is for another room.
    #[error("{TOKEN_OF_OTHER_ROOM}")]
    TokenOfOtherRoom,
    /// The token is no longer good, or not yet.
    #[error("{TOKEN_OF_OTHER_TIME}")]
    TokenOfOtherTime,
    /// No room can have this name.
    #[error("{ROOM_NAME}")]
    RoomName,
    /// Everyone whom the room can hold is in it.
    #[error("{FULL} ({0} people).")]
    Full(usize),
    /// More people wait to be let in than anybody would look through.
    #[error("{CROWD}")]
    Crowd,
    /// The host did not let the person in.
    #[error("{NOT_LET_IN}")]
    NotAdmitted,
    /// The host made the person leave.
    #[error("{REMOVED}")]
    Removed,
    /// A newer socket presented the same secret.
    #[error("You came in again from elsewhere.")]
    Replaced,
    /// A message was larger than the limit.
    #[error("A message may have at most {0} bytes.")]
    TooBig(usize),
    /// Messages came faster than the limit.
    #[error("Too many messages in a short time.")]
    TooFast,
    /// What was sent to the client piled up.
    #[error("Messages were not read fast enough.")]
    TooSlow,
    /// The server holds as many rooms as it may.
    #[error("This server has no room for another call.")]
    NoMoreRooms,
    /// The server holds as many sockets as it may.
    #[error("This server has no room for another connection.")]
    NoMoreSockets,
    /// The server is about to stop.
    #[error("The server is stopping: come back in a moment.")]
    Draining,
}

impl Refusal {
    /// The close code that tells the client's program what to do.
    pub fn code(self) -> CloseCode {
        match self {
            Self::NotAHello | Self::Version | Self::Secret | Self::Garbage => CloseCode::Version,
            Self::Origin => CloseCode::Origin,
            Self::NoToken | Self::Token | Self::TokenOfOtherRoom | Self::TokenOfOtherTime => CloseCode::Token,
            Self::RoomName | Self::Full(_) | Self::Crowd | Self::NotAdmitted | Self::Removed => {
                CloseCode::Room
            }
            Self::Replaced => CloseCode::Replaced,
            Self::TooBig(_) => CloseCode::TooBig,
            // A page that slept between opening the socket and its hello is to try again.
            Self::Silent | Self::TooFast | Self::TooSlow | Self::NoMoreRooms | Self::NoMoreSockets => {
                CloseCode::Rate
            }
            Self::Draining => CloseCode::Draining,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reason_fits_into_a_close_frame() {
        for refusal in [
            Refusal::Silent,
            Refusal::NotAHello,
            Refusal::Version,
            Refusal::Secret,
            Refusal::Garbage,
            Refusal::Origin,
            Refusal::NoToken,
            Refusal::Token,
            Refusal::TokenOfOtherRoom,
            Refusal::TokenOfOtherTime,
            Refusal::RoomName,
            Refusal::Full(usize::MAX),
            Refusal::Crowd,
            Refusal::NotAdmitted,
            Refusal::Removed,
            Refusal::Replaced,
            Refusal::TooBig(usize::MAX),
            Refusal::TooFast,
            Refusal::TooSlow,
            Refusal::NoMoreRooms,
            Refusal::NoMoreSockets,
            Refusal::Draining,
        ] {
            assert!(refusal.to_string().len() <= 123, "{refusal}");
        }
    }
}
