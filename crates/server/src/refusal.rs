use visavis_protocol::CloseCode;

/// Why the server closes a socket. Programs use its [`Refusal::code`]; its `Display` is the reason in the close frame,
/// for people who read a log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// A reason that its code describes completely.
    #[error("{}", .0.sentence())]
    Code(CloseCode),
    /// The room is full.
    #[error("This call is full ({0} people).")]
    RoomFull(usize),
    /// The token is signed, but one of its claims cannot be used: whoever issues the tokens has to know which.
    #[error("The claim \"{0}\" of this invitation is missing or cannot be used.")]
    Claim(&'static str),
    /// The operator has closed the room.
    #[error("This call was ended by whoever runs the server.")]
    Closed,
    /// The operator has shut the client out.
    #[error("Whoever runs the server has shut you out.")]
    Banned,
    /// A message was larger than the limit.
    #[error("A message may have at most {0} bytes.")]
    TooBig(usize),
    /// The client broke the WebSocket protocol: 1002 (RFC 6455, 7.4.1).
    #[error("The WebSocket protocol was violated.")]
    Framing,
    /// A text message was not UTF-8: 1007 (RFC 6455, 7.4.1).
    #[error("A message was not UTF-8.")]
    NotUtf8,
}

impl Refusal {
    /// Returns the close code that tells the client's program what to do.
    pub fn code(self) -> u16 {
        match self {
            Self::Code(code) => code.number(),
            Self::RoomFull(_) => CloseCode::RoomFull.number(),
            Self::Claim(_) => CloseCode::Token.number(),
            Self::Closed | Self::Banned => CloseCode::Room.number(),
            Self::TooBig(_) => CloseCode::TooBig.number(),
            Self::Framing => 1002,
            Self::NotUtf8 => 1007,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reason_fits_into_a_close_frame() {
        let codes = CloseCode::ALL.iter().copied().map(Refusal::Code);
        let others = [
            Refusal::RoomFull(usize::MAX),
            Refusal::Claim("metadata"),
            Refusal::Closed,
            Refusal::Banned,
            Refusal::TooBig(usize::MAX),
            Refusal::Framing,
            Refusal::NotUtf8,
        ];
        for refusal in codes.chain(others) {
            assert!(refusal.to_string().len() <= 123, "{refusal}");
        }
    }
}
