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
    /// A message was larger than the limit.
    #[error("A message may have at most {0} bytes.")]
    TooBig(usize),
}

impl Refusal {
    /// Returns the close code that tells the client's program what to do.
    pub fn code(self) -> CloseCode {
        match self {
            Self::Code(code) => code,
            Self::RoomFull(_) => CloseCode::RoomFull,
            Self::Claim(_) => CloseCode::Token,
            Self::TooBig(_) => CloseCode::TooBig,
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
            Refusal::TooBig(usize::MAX),
        ];
        for refusal in codes.chain(others) {
            assert!(refusal.to_string().len() <= 123, "{refusal}");
        }
    }
}
