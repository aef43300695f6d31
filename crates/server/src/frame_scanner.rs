//! Follows the WebSocket frames in what a client sends (RFC 6455, 5.2), to know how much of an unfinished message has
//! to be kept.
//!
//! Sans-IO. It validates nothing: the WebSocket implementation refuses what is malformed.

/// The most bytes of a frame's header: opcode, lengths and mask.
const MAX_HEADER: usize = 14;

/// Follows the frames of one socket.
#[derive(Debug, Default)]
pub struct FrameScanner {
    header: [u8; MAX_HEADER],
    header_length: usize,
    /// The rest of the payload of the current frame.
    payload_left: u64,
    /// The bytes that the frames of the unfinished message announced.
    announced: u64,
    /// The current frame is a control frame, which may come between the frames of a message.
    is_control: bool,
    /// The message has further frames after the current one.
    is_continued: bool,
    /// Messages and control frames that are complete.
    completed: u64,
    /// Frames of which the header is complete.
    frames: u64,
}

/// A message of which only a part has arrived.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unfinished {
    /// The number of messages and control frames before it on this socket.
    pub number: u64,
    /// The bytes that it takes when it is complete, or as many as its frames have announced so far.
    pub bytes: usize,
}

impl FrameScanner {
    /// Takes bytes that arrived.
    pub fn feed(&mut self, mut bytes: &[u8]) {
        while !bytes.is_empty() {
            if self.payload_left > 0 {
                let length = bytes
                    .len()
                    .min(usize::try_from(self.payload_left).unwrap_or(usize::MAX));
                self.payload_left -= length as u64;
                bytes = &bytes[length..];
                if self.payload_left == 0 {
                    self.end_frame();
                }
                continue;
            }
            self.header[self.header_length] = bytes[0];
            self.header_length += 1;
            bytes = &bytes[1..];
            self.read_header();
        }
    }

    /// Returns how many frames have begun. A message may have any number of them, also without content.
    pub fn frames(&self) -> u64 {
        self.frames
    }

    /// Returns the message that has begun; `None` between two messages.
    pub fn unfinished(&self) -> Option<Unfinished> {
        let is_begun = self.is_continued || self.header_length > 0 || self.payload_left > 0;
        is_begun.then(|| Unfinished {
            number: self.completed,
            bytes: usize::try_from(self.announced).unwrap_or(usize::MAX),
        })
    }

    fn read_header(&mut self) {
        let header = &self.header[..self.header_length];
        let [first, second, extended @ ..] = header else {
            return;
        };
        let mask = if second & 0x80 == 0 { 0 } else { 4 };
        let (length, length_bytes) = match second & 0x7f {
            126 => (big_endian(extended, 2), 2),
            127 => (big_endian(extended, 8), 8),
            length => (Some(length.into()), 0),
        };
        let Some(length) = length.filter(|_| extended.len() == length_bytes + mask) else {
            return;
        };
        self.frames += 1;
        self.is_control = first & 0x08 != 0;
        if !self.is_control {
            self.is_continued = first & 0x80 == 0;
            self.announced = self.announced.saturating_add(length);
        }
        self.payload_left = length;
        self.header_length = 0;
        if length == 0 {
            self.end_frame();
        }
    }

    fn end_frame(&mut self) {
        if !self.is_continued {
            self.announced = 0;
            self.completed += 1;
        }
    }
}

fn big_endian(bytes: &[u8], length: usize) -> Option<u64> {
    let bytes = bytes.get(..length)?;
    Some(
        bytes
            .iter()
            .fold(0, |number, byte| number << 8 | u64::from(*byte)),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: u8 = 0x1;
    const CONTINUATION: u8 = 0x0;
    const PING: u8 = 0x9;
    const FINAL: u8 = 0x80;

    #[test]
    fn whole_messages_leave_nothing_unfinished() {
        for length in [0, 1, 125, 126, 65_535, 65_536] {
            for chunk in [1, 7, 100_000] {
                let mut scanner = FrameScanner::default();

                for bytes in frame(FINAL | TEXT, length).chunks(chunk) {
                    scanner.feed(bytes);
                }

                assert_eq!(scanner.unfinished(), None, "{length} in chunks of {chunk}");
            }
        }
    }

    #[test]
    fn a_message_is_unfinished_from_its_first_byte() {
        let message = frame(FINAL | TEXT, 1_000);
        let mut scanner = FrameScanner::default();

        scanner.feed(&message[..1]);
        assert_eq!(scanner.unfinished(), unfinished(0, 0));
        scanner.feed(&message[1..8]);
        assert_eq!(scanner.unfinished(), unfinished(0, 1_000));
        scanner.feed(&message[8..]);
        assert_eq!(scanner.unfinished(), None);
    }

    #[test]
    fn fragments_add_up_and_pings_between_them_do_not_end_the_message() {
        let mut scanner = FrameScanner::default();

        scanner.feed(&frame(TEXT, 600));
        scanner.feed(&frame(FINAL | PING, 0));
        scanner.feed(&frame(FINAL | PING, 5));
        assert_eq!(scanner.unfinished(), unfinished(0, 600));
        scanner.feed(&frame(CONTINUATION, 400));
        assert_eq!(scanner.unfinished(), unfinished(0, 1_000));
        scanner.feed(&frame(FINAL | CONTINUATION, 0));
        assert_eq!(scanner.unfinished(), None);
        assert_eq!(scanner.frames(), 5);
    }

    #[test]
    fn empty_fragments_are_an_unfinished_message() {
        let mut scanner = FrameScanner::default();

        scanner.feed(&frame(TEXT, 0));

        assert_eq!(scanner.unfinished(), unfinished(0, 0));
    }

    #[test]
    fn messages_are_told_apart_although_the_next_has_begun() {
        let two = [
            frame(FINAL | TEXT, 10),
            frame(FINAL | PING, 3),
            frame(FINAL | TEXT, 20),
        ]
        .concat();
        let mut scanner = FrameScanner::default();

        scanner.feed(&two[..12]);
        assert_eq!(scanner.unfinished(), unfinished(0, 10));
        scanner.feed(&two[12..18]);
        assert_eq!(scanner.unfinished(), unfinished(1, 0));
        scanner.feed(&two[18..two.len() - 1]);
        assert_eq!(scanner.unfinished(), unfinished(2, 20));
    }

    #[test]
    fn lengths_without_bounds_do_not_overflow() {
        let mut scanner = FrameScanner::default();
        let header = [&[TEXT, 0xff][..], &[0xff; 8], &[0; 4]].concat();

        scanner.feed(&header);
        scanner.feed(&[0; 1_000]);

        assert_eq!(scanner.unfinished(), unfinished(0, usize::MAX));
    }

    #[test]
    fn arbitrary_bytes_do_no_harm() {
        let mut scanner = FrameScanner::default();
        let mut state = 1_u32;

        for _ in 0..100_000 {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            scanner.feed(&state.to_be_bytes());
            scanner.unfinished();
        }
    }

    fn unfinished(number: u64, bytes: usize) -> Option<Unfinished> {
        Some(Unfinished { number, bytes })
    }

    /// A masked frame.
    fn frame(first: u8, length: usize) -> Vec<u8> {
        let mut frame = vec![first];
        match length {
            ..126 => frame.push(0x80 | u8::try_from(length).unwrap()),
            126..65_536 => {
                frame.push(0x80 | 126);
                frame.extend(u16::try_from(length).unwrap().to_be_bytes());
            }
            65_536.. => {
                frame.push(0x80 | 127);
                frame.extend((length as u64).to_be_bytes());
            }
        }
        frame.extend([0; 4]);
        frame.resize(frame.len() + length, b' ');
        frame
    }
}
