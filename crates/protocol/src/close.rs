//! Close codes: why a server closes a WebSocket.
//!
//! The number alone identifies the reason. The sentence sent with it in the close frame is for people who read a log:
//! no program depends on it, and it may be reworded at any time.

use crate::Code;

/// How a client reacts to a close code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Retry {
    /// It retries without limit: the obstacle is temporary.
    Always,
    /// In a call it keeps the call and retries, since a call outlives its server. Otherwise it gives up.
    InCall,
    /// It gives up, and leaves the call that it is in.
    Never,
}

impl Retry {
    /// Returns the reaction to a code, known or not: 4400 to 4499 are refusals, all others are temporary.
    pub fn after(number: u16) -> Self {
        match CloseCode::from_number(number) {
            Some(code) => code.retry(),
            None if (4400..4500).contains(&number) => Self::InCall,
            None => Self::Always,
        }
    }
}

macro_rules! close_codes {
    ($($(#[doc = $doc:literal])* $name:ident = $number:literal, $retry:ident, $sentence:expr;)*) => {
        /// Why the server closes a socket.
        ///
        /// 44xx refuse the client, its page or its room; 45xx are temporary conditions of the server. [`Retry::after`]
        /// has the rule for unknown numbers.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        #[repr(u16)]
        pub enum CloseCode {
            $($(#[doc = $doc])* $name = $number,)*
        }

        impl CloseCode {
            /// All codes, in numerical order.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// Returns how a client reacts to it.
            pub fn retry(self) -> Retry {
                match self {
                    $(Self::$name => Retry::$retry,)*
                }
            }

            /// Returns the sentence for people.
            pub fn sentence(self) -> &'static str {
                match self {
                    $(Self::$name => $sentence,)*
                }
            }
        }
    };
}

close_codes! {
    /// The client speaks a version of the protocol that the server does not.
    Version = 4400, InCall, "This server speaks version 1 of the protocol.";
    /// The token is malformed or was not signed with this server's secret.
    Token = 4401, InCall, Code::TokenRefused.sentence();
    /// Pages of this origin may not use the server.
    Origin = 4403, InCall, "Pages of this origin may not use this server.";
    /// The room cannot be entered, for a reason that has no code of its own.
    Room = 4404, Never, Code::RoomRefused.sentence();
    /// A newer socket has taken the client's place. The others are not notified, since the client continues there.
    Replaced = 4409, Never, "You came in again from elsewhere.";
    /// A message was longer than the server accepts.
    TooBig = 4413, Always, "A message was too long.";
    /// The first frame was no hello.
    NotAHello = 4420, InCall, "The first frame must be a hello.";
    /// The secret is too short or too long.
    BadSecret = 4421, InCall, "A secret has 16 to 256 characters.";
    /// Too many frames after the hello were not understood.
    Unreadable = 4422, InCall, "Too many frames were not understood.";
    /// Messages arrived too fast.
    Rate = 4429, Always, "Too many messages in a short time.";
    /// The room is full.
    RoomFull = 4440, InCall, "This call is full.";
    /// Too many people are waiting to be let in: a moment later there may be space.
    TooManyWaiting = 4441, Always, "Too many people are waiting to be let in.";
    /// The host did not let the person in.
    NotAdmitted = 4442, Never, Code::NotLetIn.sentence();
    /// The host removed the person.
    Removed = 4443, Never, Code::RemovedFromRoom.sentence();
    /// No room can have this name.
    RoomName = 4444, Never, Code::RoomNameRefused.sentence();
    /// The room requires a token, and none was sent.
    TokenMissing = 4450, InCall, Code::TokenMissing.sentence();
    /// The token is for another room.
    TokenOfOtherRoom = 4451, InCall, Code::TokenOfOtherRoom.sentence();
    /// The token has expired or is not valid yet.
    TokenNotValid = 4452, InCall, Code::TokenNotValid.sentence();
    /// The token has no expiration time, or one too far away.
    TokenUnbounded = 4453, InCall, Code::TokenUnbounded.sentence();
    /// Somebody else has come in with this token, and it is for one person.
    TokenUsed = 4454, InCall, Code::TokenUsed.sentence();
    /// The server is about to stop. Nobody is reported as having left.
    Draining = 4503, Always, "The server is stopping: come back in a moment.";
    /// The server holds as many rooms as it may.
    NoMoreRooms = 4504, Always, "This server has no room for another call.";
    /// The server holds as many sockets as it may.
    NoMoreSockets = 4505, Always, "This server has no room for another connection.";
    /// The client did not say hello in time: its page may have slept.
    HelloTimeout = 4506, Always, "No hello came in time.";
    /// The client did not read its messages, and too many were queued.
    SlowReader = 4507, Always, "Messages were not read fast enough.";
    /// The end of a message did not arrive in time.
    MessageTimeout = 4508, Always, "A message was not completed in time.";
    /// The messages of all clients take as much memory as they may.
    NoMoreMemory = 4509, Always, "This server has no room for another message.";
    /// The client's address holds as many sockets as one address may.
    AddressSockets = 4510, Always, "Too many connections come from this address.";
    /// Too many clients of this address joined a room, or asked who is in one.
    AddressRate = 4511, Always, "Too many requests come from this address.";
    /// The client's address holds as many rooms or seats as one address may.
    AddressPlaces = 4512, Always, "Too many calls come from this address.";
}

impl CloseCode {
    /// Returns the number in the close frame.
    pub fn number(self) -> u16 {
        self as u16
    }

    /// Returns the code with that number; a later version may have others.
    pub fn from_number(number: u16) -> Option<Self> {
        Self::ALL.iter().copied().find(|code| code.number() == number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::VERSION;

    #[test]
    fn numbers_are_unique_and_in_the_private_range() {
        assert!(CloseCode::ALL.is_sorted_by_key(|code| code.number()));
        for &code in CloseCode::ALL {
            assert!((4000..5000).contains(&code.number()), "{code:?}");
            assert_eq!(CloseCode::from_number(code.number()), Some(code));
        }
    }

    #[test]
    fn sentences_are_unique_and_fit_into_a_close_frame() {
        let mut sentences: Vec<_> = CloseCode::ALL.iter().map(|code| code.sentence()).collect();
        assert!(sentences.iter().all(|sentence| sentence.len() <= 123));

        sentences.sort();
        sentences.dedup();

        assert_eq!(sentences.len(), CloseCode::ALL.len());
    }

    #[test]
    fn the_sentence_of_version_names_the_version() {
        assert!(
            CloseCode::Version
                .sentence()
                .contains(&format!("version {VERSION} "))
        );
    }

    #[test]
    fn unknown_numbers_are_refusals_or_temporary() {
        for (number, retry) in [
            (1000, Retry::Always),
            (1006, Retry::Always),
            (4000, Retry::Always),
            (4399, Retry::Always),
            (4402, Retry::InCall),
            (4499, Retry::InCall),
            (4500, Retry::Always),
            (4999, Retry::Always),
        ] {
            assert_eq!(CloseCode::from_number(number), None);
            assert_eq!(Retry::after(number), retry, "{number}");
        }
        assert_eq!(Retry::after(CloseCode::Removed.number()), Retry::Never);
    }
}
