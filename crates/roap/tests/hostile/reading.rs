//! Checks that a message read from arbitrary bytes survives a round trip.

use visavis_roap::{ErrorType, Message, Received};

/// Reads a message, writes it and reads it again.
///
/// # Panics
/// Panics if the two messages differ.
pub fn read(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return;
    };
    if let Received::Message(message) = Received::from_text(text) {
        let message = as_written(message);
        assert_eq!(
            Received::from_text(&message.to_text()),
            Received::Message(message)
        );
    }
}

/// Maps an unknown error type, which is read tolerantly, to the one it is written as. Everything else is written as
/// it was read.
fn as_written(mut message: Message) -> Message {
    if let Message::Error(error) = &mut message
        && error.error_type == ErrorType::Other
    {
        error.error_type = ErrorType::Failed;
    }
    message
}
