//! Checks that a message read from arbitrary bytes survives a round trip.

use visavis_roap::{ErrorType, Message, Received, Wire};

/// Reads a message, writes it and reads it again.
///
/// # Panics
/// Panics if the two messages differ.
pub fn read(bytes: &[u8]) {
    let Ok(wire) = serde_json::from_slice::<Wire>(bytes) else {
        return;
    };
    if let Received::Message(message) = Received::from(wire) {
        let message = as_written(message);
        let text = serde_json::to_vec(&Wire::from(&message)).expect("a message is serializable");
        let again = serde_json::from_slice::<Wire>(&text).expect("a written message is readable");
        assert_eq!(Received::from(again), Received::Message(message));
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
