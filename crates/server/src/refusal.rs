use visavis_protocol::CloseCode;

/// Why a socket is closed against its will. Programs go by its [`Refusal::code`]; what it displays is the reason in the
/// close frame, for people who read a log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// There is nothing to add to the code.
    #[error("{}", .0.sentence())]
    Code(CloseCode),
    /// Everyone whom the room can hold is in it.
    #[error("This call is full ({0} people).")]
    RoomFull(usize),
    /// A message was larger than the limit.
    #[error("A message may have at most {0} bytes.")]
    TooBig(usize),
}

impl Refusal {
    /// The close code that tells the client's program what to do.
    pub fn code(self) -> CloseCode {
        match self {
            Self::Code(code) => code,
            Self::RoomFull(_) => CloseCode::RoomFull,
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
        for refusal in codes.chain([Refusal::RoomFull(usize::MAX), Refusal::TooBig(usize::MAX)]) {
            assert!(refusal.to_string().len() <= 123, "{refusal}");
        }
    }
}
