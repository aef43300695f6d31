//! Close codes: why a server closes a WebSocket.
//!
//! The number says it all. The sentence that goes with it as the reason of the close frame is for people who read a
//! log; no program looks at it, and it may be worded anew at any time.

/// What a client does after a socket was closed with a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Retry {
    /// It tries again, for ever: what was in the way passes.
    Always,
    /// In a call it keeps the call and tries again, since a call outlives its server. Otherwise it gives up.
    InCall,
    /// It gives up, and a call that it is in ends.
    Never,
}

impl Retry {
    /// What a client does about a code that it may not know: 4400 to 4499 refuse it, everything else passes.
    pub fn after(number: u16) -> Self {
        match CloseCode::from_number(number) {
            Some(code) => code.retry(),
            None if (4400..4500).contains(&number) => Self::InCall,
            None => Self::Always,
        }
    }
}

macro_rules! close_codes {
    ($($(#[doc = $doc:literal])* $name:ident = $number:literal, $retry:ident, $sentence:literal;)*) => {
        /// Why the server closes a socket.
        ///
        /// 44xx refuse the client, its page or its room; 45xx are about the server, and pass. [`Retry::after`] has the
        /// rule for a number that is not here.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        #[repr(u16)]
        pub enum CloseCode {
            $($(#[doc = $doc])* $name = $number,)*
        }

        impl CloseCode {
            /// Every code there is, in the order of the numbers.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// What a client does about it.
            pub fn retry(self) -> Retry {
                match self {
                    $(Self::$name => Retry::$retry,)*
                }
            }

            /// Says it to people.
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
    /// The token is none, or was not signed with this server's secret.
    Token = 4401, InCall, "This invitation is not one of this server's. Ask for another.";
    /// Pages of this origin may not use the server.
    Origin = 4403, InCall, "Pages of this origin may not use this server.";
    /// The room cannot be entered, for a reason that has no code of its own.
    Room = 4404, Never, "This room cannot be entered.";
    /// A newer socket has the client's place: it goes without a word to anyone, since it goes on there.
    Replaced = 4409, Never, "You came in again from elsewhere.";
    /// A message was longer than the server takes.
    TooBig = 4413, Always, "A message was too long.";
    /// The first frame was no hello.
    NotAHello = 4420, InCall, "The first frame must be a hello.";
    /// The secret is too short to be one, or too long.
    BadSecret = 4421, InCall, "A secret has 16 to 256 characters.";
    /// Too many frames after the hello made no sense.
    Unreadable = 4422, InCall, "Too many frames were not understood.";
    /// Messages came too fast.
    Rate = 4429, Always, "Too many messages in a short time.";
    /// The room holds no more people.
    RoomFull = 4440, InCall, "This call is full.";
    /// More people wait to be let in than the host would look through.
    TooManyWaiting = 4441, InCall, "Too many people are waiting to be let in. Try again later.";
    /// The host did not let the person in.
    NotAdmitted = 4442, Never, "You were not let in.";
    /// The host made the person leave.
    Removed = 4443, Never, "You were removed from this call.";
    /// No room can have this name.
    RoomName = 4444, Never, "A room's name has 1 to 128 characters and no control characters.";
    /// The room is entered with a token, and there is none.
    TokenMissing = 4450, InCall, "This room needs an invitation. Ask whoever sent you the link.";
    /// The token is for another room.
    TokenOfOtherRoom = 4451, InCall, "This invitation is for another room.";
    /// The token has expired, or is not good yet.
    TokenNotValid = 4452, InCall, "This invitation is not valid now. Ask for another.";
    /// The server is about to stop. Nobody is told that anybody left.
    Draining = 4503, Always, "The server is stopping: come back in a moment.";
    /// The server holds as many rooms as it may.
    NoMoreRooms = 4504, Always, "This server has no room for another call.";
    /// The server holds as many sockets as it may.
    NoMoreSockets = 4505, Always, "This server has no room for another connection.";
    /// The client did not say hello in time: its page may have slept.
    HelloTimeout = 4506, Always, "No hello came in time.";
    /// The client did not read what was sent to it, and it piled up.
    SlowReader = 4507, Always, "Messages were not read fast enough.";
}

impl CloseCode {
    /// The number in the close frame.
    pub fn number(self) -> u16 {
        self as u16
    }

    /// The code with that number; a later version may have others.
    pub fn from_number(number: u16) -> Option<Self> {
        Self::ALL.iter().copied().find(|code| code.number() == number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::VERSION;

    #[test]
    fn every_code_has_a_number_of_its_own_that_is_free_to_use() {
        assert!(CloseCode::ALL.is_sorted_by_key(|code| code.number()));
        for &code in CloseCode::ALL {
            assert!((4000..5000).contains(&code.number()), "{code:?}");
            assert_eq!(CloseCode::from_number(code.number()), Some(code));
        }
    }

    #[test]
    fn every_sentence_is_one_of_its_own_and_fits_into_a_close_frame() {
        let mut sentences: Vec<_> = CloseCode::ALL.iter().map(|code| code.sentence()).collect();
        assert!(sentences.iter().all(|sentence| sentence.len() <= 123));

        sentences.sort();
        sentences.dedup();

        assert_eq!(sentences.len(), CloseCode::ALL.len());
    }

    #[test]
    fn the_sentence_about_the_version_names_it() {
        assert!(
            CloseCode::Version
                .sentence()
                .contains(&format!("version {VERSION} "))
        );
    }

    #[test]
    fn a_number_that_is_not_known_is_a_refusal_or_passes() {
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
