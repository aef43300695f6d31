//! Previews a room before joining.

use super::socket::{Heard, Opening, Socket};
use visavis_call::protocol::{Identity, ToClient, ToServer, VERSION};
use visavis_call::{Code, Failure, refusal};

/// The people in a room.
#[derive(Debug)]
pub(crate) struct RoomPreview {
    pub(crate) names: Vec<String>,
    /// How many people are in the room, if it is locked: it then tells no names.
    pub(crate) locked_with: Option<u32>,
    /// What the server would tell the people in the room about this client.
    pub(crate) identity: Option<Identity>,
}

/// Asks the server who is in a room, or why this client could not enter it; `None` if it does not reply or does not
/// support the request.
pub(crate) async fn look(
    url: &str,
    room: String,
    token: Option<String>,
) -> Option<Result<RoomPreview, Failure>> {
    let question = ToServer::Look {
        v: VERSION,
        room,
        token,
    };
    let question = question.to_json();
    match Socket::open(url).await {
        Opening::Open(mut socket) => {
            socket.send(question);
            loop {
                match socket.next().await {
                    Heard::Message(text) => {
                        if let Some(ToClient::Present {
                            names,
                            count,
                            locked,
                            identity,
                        }) = ToClient::from_json(&text)
                        {
                            return Some(Ok(RoomPreview {
                                names,
                                locked_with: locked.then_some(count),
                                identity,
                            }));
                        }
                    }
                    Heard::Closed(closed) => return refusal(&closed, false).map(Err),
                }
            }
        }
        Opening::Closed(closed) => refusal(&closed, false).map(Err),
        Opening::Forbidden => Some(Err(Code::ServerForbidden.into())),
    }
}
