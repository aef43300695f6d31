//! Reads bytes as the text of a message, and writes what was understood again.

use visavis_roap::{ErrorType, Message, Received, Wire};

/// Reads, and reads again what is written of it.
///
/// # Panics
/// If the two are not the same message.
pub fn read(bytes: &[u8]) {
    let Ok(wire) = serde_json::from_slice::<Wire>(bytes) else {
        return;
    };
    if let Received::Message(message) = Received::from(wire) {
        let message = as_written(message);
        let text = serde_json::to_vec(&Wire::from(&message)).expect("a message has a JSON form");
        let again = serde_json::from_slice::<Wire>(&text).expect("what is written can be read");
        assert_eq!(Received::from(again), Received::Message(message));
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
