#[cfg(any(feature = "exports", feature = "library"))]
mod event;

#[cfg(any(feature = "exports", feature = "library"))]
pub(crate) use event::event_from;
use visavis_call::devices::DeviceKind;
use visavis_call::protocol::{ClientId, Permission, Permissions};
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
    /// The name that this person chose was changed ([`Command::Rename`](visavis_call::Command::Rename)). The others see it
    /// unless another one comes from the token.
    OwnName(String),
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
    /// The people in the room, before joining. What the server would tell them about this client, because of its token,
    /// comes before, as [`Event::IdentityChanged`].
    Present {
        /// Their display names.
        names: Vec<String>,
        /// How many they are, if the room is locked: it then tells no names.
        locked_with: Option<u32>,
    },
    /// The server refuses this client before it joins: why it could not enter. Emitted once for each reason.
    ///
    /// Also emitted for each attempt to load the code of a call that fails while a join waits for it
    /// ([`Code::ClientNotLoaded`](crate::Code::ClientNotLoaded) and others of that area): another attempt follows after 2 s,
    /// later up to 16 s. Only the files of the package have that code apart.
    Refused(Failure),
    /// There is no server to ask who is in the room, or it does not answer.
    Unanswered,
    /// The token expires: a minute before or, if it is valid for less than two, after half of its time. A new one is
    /// passed with [`Command::RenewToken`](visavis_call::Command::RenewToken).
    TokenExpiring {
        /// When it expires, in milliseconds since 1970.
        at: u64,
    },
    /// The person's token does not permit what was asked of the call, or what has to end because a new token no longer
    /// permits it: a recording. The code is `NotPermitted`.
    NotPermitted(Permission),
    /// What the person may do: as the server says or, until it does, as the token says. Emitted on change; everything at
    /// first.
    Permitted(Permissions),
    /// Another token is used from now on.
    TokenRenewed,
    /// A device of that kind was chosen that cannot be used; the former one still is. Of a camera or microphone in use,
    /// [`Notice::OwnMedia`] has the same problem.
    DeviceRefused(DeviceKind, Failure),
    /// The available cameras, microphones and loudspeakers, and which are in use.
    Devices(Vec<DeviceChoice>),
    /// What happens on the data channel between the programs of this client and another, with the feature `library`.
    Data(ClientId, DataEvent),
}

/// What happens on the data channel to the program of another person. Nothing of a person comes after
/// [`Event::PersonLeft`].
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum DataEvent {
    /// From now on data reaches them: emitted once for each connection. It does not guarantee that anything there
    /// handles the data; the echo of a loopback does not.
    Opened,
    /// Their program sent data, at most 64 KiB. On one connection everything arrives once and in order; what is in
    /// transit when the connection is replaced may be lost. The sender can be trusted, the data cannot: anyone in the
    /// room may send anything.
    Received(Data),
    /// Their program sends data faster than this one handles it (`TooMuchData`), and their channel was closed. The call
    /// goes on. [`DataEvent::Opened`] follows if another connection to them is made.
    Closed(Failure),
}

/// Data between programs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Data {
    /// Text, a `string` for a page.
    Text(String),
    /// Bytes, an `ArrayBuffer` for a page.
    Bytes(Vec<u8>),
}

impl From<&str> for Data {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Data {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<&[u8]> for Data {
    fn from(bytes: &[u8]) -> Self {
        Self::Bytes(bytes.to_vec())
    }
}

impl From<Vec<u8>> for Data {
    fn from(bytes: Vec<u8>) -> Self {
        Self::Bytes(bytes)
    }
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

#[cfg(any(feature = "exports", feature = "library"))]
impl StreamKind {
    /// Returns its name in the JavaScript API.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Screen => "screen",
        }
    }
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
