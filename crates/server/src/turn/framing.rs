//! The messages in a stream of TCP or TLS: each says how long it is.

/// The longest message of a client. What it carries is sent on as one datagram of UDP, and none on the internet is longer.
pub const MAX_MESSAGE: usize = 16 * 1024;

const STUN_HEADER: usize = 20;
const CHANNEL_HEADER: usize = 4;

/// Where the first message of a stream ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Frame {
    /// The length of the message.
    pub message: usize,
    /// The length with the padding after it (RFC 8656, 12.5), which is no part of it.
    pub padded: usize,
}

/// The stream is not one of STUN and TURN.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotAMessage {
    /// It begins with neither STUN nor `ChannelData`.
    #[error("neither STUN nor ChannelData")]
    Unknown,
    /// It is longer than [`MAX_MESSAGE`].
    #[error("a message of {0} bytes")]
    TooLong(usize),
}

/// Finds the first message in what has arrived; `None` if its head has not arrived completely.
pub fn first(stream: &[u8]) -> Result<Option<Frame>, NotAMessage> {
    let &[kind, _, high, low, ..] = stream else {
        return match stream.first().copied().map(kind_of) {
            Some(Kind::Other) => Err(NotAMessage::Unknown),
            Some(Kind::Stun | Kind::Channel) | None => Ok(None),
        };
    };
    let length = usize::from(u16::from_be_bytes([high, low]));
    let frame = match kind_of(kind) {
        Kind::Stun => Frame {
            message: STUN_HEADER + length,
            padded: STUN_HEADER + length,
        },
        Kind::Channel => Frame {
            message: CHANNEL_HEADER + length,
            padded: CHANNEL_HEADER + length.next_multiple_of(4),
        },
        Kind::Other => return Err(NotAMessage::Unknown),
    };
    match frame.padded {
        ..=MAX_MESSAGE => Ok(Some(frame)),
        length => Err(NotAMessage::TooLong(length)),
    }
}

/// Pads a message that begins at `start`, the last one in `stream`, as TCP needs it.
pub fn pad(stream: &mut Vec<u8>, start: usize) {
    let length = stream.len() - start;
    stream.resize(start + length.next_multiple_of(4), 0);
}

/// What begins with a byte (RFC 7983).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Stun,
    Channel,
    Other,
}

/// Tells by the first byte what a message is.
pub fn kind_of(first: u8) -> Kind {
    match first {
        0..=3 => Kind::Stun,
        0x40..=0x7f => Kind::Channel,
        _ => Kind::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn channel_data_is_padded_and_stun_is_not() {
        for (length, padded) in [(0, 4), (1, 8), (4, 8), (77, 84)] {
            let header = [0x40, 0, 0, length];
            let message = 4 + usize::from(length);
            assert_eq!(first(&header), Ok(Some(Frame { message, padded })));
        }
        let (message, padded) = (28, 28);
        assert_eq!(first(&[0, 1, 0, 8]), Ok(Some(Frame { message, padded })));
    }

    #[test]
    fn a_head_that_has_not_arrived_is_waited_for() {
        for stream in [&[][..], &[0x40], &[0, 1, 0], &[0x7f, 0xff, 0]] {
            assert_eq!(first(stream), Ok(None), "{stream:?}");
        }
    }

    #[test]
    fn what_is_no_message_is_refused_at_its_first_byte() {
        for byte in [4, 0x3f, 0x80, 0xff] {
            assert_eq!(first(&[byte]), Err(NotAMessage::Unknown));
            assert_eq!(first(&[byte, 0, 0, 0, 0]), Err(NotAMessage::Unknown));
        }
        assert_eq!(first(&[0x40, 0, 0xff, 0xff]), Err(NotAMessage::TooLong(65_540)));
    }

    #[test]
    fn a_message_is_padded_wherever_it_begins() {
        let mut stream = vec![1, 2, 3];
        pad(&mut stream, 3);
        assert_eq!(stream.len(), 3);
        stream.push(9);
        pad(&mut stream, 3);
        assert_eq!(stream, [1, 2, 3, 9, 0, 0, 0]);
    }
}
