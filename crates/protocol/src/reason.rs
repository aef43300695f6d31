//! The reasons that go with [`CloseCode::Room`](crate::CloseCode::Room) and [`CloseCode::Token`](crate::CloseCode::Token):
//! sentences for people, by whose beginning a client also tells them apart. Others may come, and are shown as they are.

/// The room is full; how many it holds follows.
pub const FULL: &str = "This call is full";
/// More people wait to be let in than anybody would look through.
pub const CROWD: &str = "Too many people are waiting to be let in. Try again later.";
/// The host did not let the person in.
pub const NOT_LET_IN: &str = "You were not let in.";
/// The host made the person leave.
pub const REMOVED: &str = "You were removed from this call.";
/// No room can have this name.
pub const ROOM_NAME: &str = "A room's name has 1 to 128 characters and no control characters.";
/// The room is entered with a token, and there is none.
pub const NO_TOKEN: &str = "This room needs an invitation. Ask whoever sent you the link.";
/// It is no token, or nobody who knows the secret has signed it.
pub const TOKEN: &str = "This invitation is not one of this server's. Ask for another.";
/// The token is for another room.
pub const TOKEN_OF_OTHER_ROOM: &str = "This invitation is for another room.";
/// The token is no longer good, or not yet.
pub const TOKEN_OF_OTHER_TIME: &str = "This invitation is not valid now. Ask for another.";
