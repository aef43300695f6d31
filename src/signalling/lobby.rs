//! Previews a room before joining, on a socket that becomes the call's.

use super::server::ServerSocket;
use std::cell::Cell;
use std::rc::Rc;
use visavis_call::protocol::{Identity, ToClient, ToServer, VERSION};
use visavis_call::{Code, Failure, Input, refusal};

/// The people in a room.
#[derive(Debug)]
pub(crate) struct RoomPreview {
    pub(crate) names: Vec<String>,
    /// How many people are in the room, if it is locked: it then tells no names.
    pub(crate) locked_with: Option<u32>,
    /// What the server would tell the people in the room about this client.
    pub(crate) identity: Option<Identity>,
}

/// Who is in the room, or why this client could not enter it; `None` if the server does not reply.
pub(crate) type Answer = Option<Result<RoomPreview, Failure>>;

/// A socket to look into a room. Dropping it closes it.
#[derive(Debug)]
#[must_use = "the socket is closed when it is dropped"]
pub(crate) struct LobbySocket {
    socket: ServerSocket,
    state: Rc<State>,
}

#[derive(Debug, Default)]
struct State {
    is_closed: Cell<bool>,
    is_asked: Cell<bool>,
}

impl LobbySocket {
    /// Opens the socket. `answer` is called with the reply to each look, the last of which may be that there is none.
    pub(crate) fn open(url: &str, answer: impl Fn(Answer) + 'static) -> Self {
        let state = Rc::<State>::default();
        let heard = Rc::clone(&state);
        let socket = ServerSocket::open(url, 0, move |input| {
            let is_over = matches!(input, Input::ServerClosed(..) | Input::ServerForbidden(_));
            heard.is_closed.set(is_over);
            let Some(said) = answer_in(input) else { return };
            // A socket that nobody asked anything closes because its time is over.
            if heard.is_asked.replace(false) {
                answer(said);
            }
        });
        Self { socket, state }
    }

    /// Asks who is in the room.
    pub(crate) fn look(&self, room: String, token: Option<String>) {
        self.state.is_asked.set(true);
        let v = VERSION;
        self.socket.send(&ToServer::Look { v, room, token });
    }

    /// Returns whether it can be asked again: it is open, and has answered.
    pub(crate) fn has_answered(&self) -> bool {
        !self.state.is_closed.get() && !self.state.is_asked.get()
    }

    /// Returns the socket for a call, unless it is closed.
    pub(crate) fn into_socket(self) -> Option<ServerSocket> {
        (!self.state.is_closed.get()).then_some(self.socket)
    }
}

fn answer_in(input: Input) -> Option<Answer> {
    if let Input::ServerMessage(_, said) = input {
        let ToClient::Present {
            names,
            count,
            locked,
            identity,
        } = said
        else {
            return None;
        };
        Some(Some(Ok(RoomPreview {
            names,
            locked_with: locked.then_some(count),
            identity,
        })))
    } else if let Input::ServerClosed(_, closed) = input {
        Some(refusal(&closed, false).map(Err))
    } else {
        let is_forbidden = matches!(input, Input::ServerForbidden(_));
        is_forbidden.then(|| Some(Err(Code::ServerForbidden.into())))
    }
}
