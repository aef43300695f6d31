//! Close codes: why a server closes a WebSocket.

/// Why the server closes a socket: the WebSocket close codes of the protocol.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u16)]
pub enum CloseCode {
    /// The first frame was no hello, or of another version.
    Version = 4400,
    /// The room needs a token, and this one does not open it.
    Token = 4401,
    /// Pages of this origin may not use this server.
    Origin = 4403,
    /// The room is full, or its name is not usable, or the person was not let in, or removed.
    Room = 4404,
    /// A newer socket presented the same secret. Final.
    Replaced = 4409,
    /// A message was larger than the server takes.
    TooBig = 4413,
    /// Too many messages, or more rooms or sockets than the server allows.
    Rate = 4429,
    /// The server is about to stop: come back in a moment.
    Draining = 4503,
}

impl CloseCode {
    /// The code with that number.
    pub fn from_number(number: u16) -> Option<Self> {
        [
            Self::Version,
            Self::Token,
            Self::Origin,
            Self::Room,
            Self::Replaced,
            Self::TooBig,
            Self::Rate,
            Self::Draining,
        ]
        .into_iter()
        .find(|code| *code as u16 == number)
    }
}
