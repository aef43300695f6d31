//! Reads bytes as the text of a message, and writes what was understood again.

use visavis_roap::{ErrorType, Message, Received};

/// Reads, and reads again what is written of it.
///
/// # Panics
/// If the two are not the same message.
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

/// What is read tolerantly is written strictly: the one thing that does not come out as it went in.
fn as_written(mut message: Message) -> Message {
    if let Message::Error(error) = &mut message
        && error.error_type == ErrorType::Other
    {
        error.error_type = ErrorType::Failed;
    }
    message
}
