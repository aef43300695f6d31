use visavis_call::devices::DeviceKind;
use visavis_call::protocol::{ClientId, Identity};
use visavis_call::{Event, Failure, Source, Status};
use web_sys::{MediaStream, RtcPeerConnection};

/// What the driver reports to the view, or to a page's own interface.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum Notice {
    /// An event of the core.
    Call(Event),
    /// This client's id, as known to the others: at the beginning of each call, and again if the server assigns
    /// another.
    OwnId(ClientId),
    /// The status of a local device, and the problem if it cannot be used.
    OwnMedia {
        /// The source.
        source: Source,
        /// Its status as reported to peers.
        status: Status,
        /// What happened and what to do about it, if the person should know.
        problem: Option<Failure>,
    },
    /// The local stream to show as the self view, or the shared screen; its tracks change. `None` if nothing is
    /// captured.
    OwnStream(StreamKind, Option<MediaStream>),
    /// A stream of a remote client; its tracks change. Emitted again for each new connection.
    RemoteStream(ClientId, StreamKind, MediaStream),
    /// The browser's connection to a remote client, which may be replaced later.
    Connection(ClientId, RtcPeerConnection),
    /// The people in the room, before joining.
    Present {
        /// Their display names.
        names: Vec<String>,
        /// How many they are, if the room is locked: it then tells no names.
        locked_with: Option<u32>,
        /// What the server would tell them about this client, because of its token.
        identity: Option<Identity>,
    },
    /// The server refuses this client before it joins: why it could not enter. Emitted once for each reason.
    Refused(Failure),
    /// There is no server to ask who is in the room, or it does not answer.
    Unanswered,
    /// The token expires: a minute before or, if it is valid for less than two, after half of its time. A new one is
    /// passed with [`Command::RenewToken`](visavis_call::Command::RenewToken).
    TokenExpiring {
        /// When it expires, in milliseconds since 1970.
        at: u64,
    },
    /// Another token is used from now on.
    TokenRenewed,
    /// A device of that kind was chosen that cannot be used; the former one still is. Of a camera or microphone in use,
    /// [`Notice::OwnMedia`] has the same problem.
    DeviceRefused(DeviceKind, Failure),
    /// The available cameras, microphones and loudspeakers, and which are in use.
    Devices(Vec<DeviceChoice>),
}

/// The kind of a stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum StreamKind {
    /// Camera and microphone of a person.
    Person,
    /// A shared screen and its audio.
    Screen,
}

/// A selectable device.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct DeviceChoice {
    /// Its kind.
    pub kind: DeviceKind,
    /// Its `deviceId`.
    pub id: String,
    /// Its label; empty until a device of its kind has been allowed.
    pub label: String,
    /// In use, or would be used if its kind were switched on.
    pub is_used: bool,
}
