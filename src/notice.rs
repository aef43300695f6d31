use visavis_call::devices::DeviceKind;
use visavis_call::protocol::ClientId;
use visavis_call::{Event, Failure, Source, Status};
use web_sys::{MediaStream, RtcPeerConnection};

/// What the driver tells whoever shows the call: the view, or a page's own interface.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum Notice {
    /// What the core decided.
    Call(Event),
    /// The id by which the others know this client: at the beginning of each call, and again if the server gives another.
    OwnId(ClientId),
    /// The state of one of this side's devices, and what to say where it cannot be used.
    OwnMedia {
        /// Which device.
        source: Source,
        /// What the others see or hear of it.
        status: Status,
        /// What happened and what to do, where the person has to know.
        problem: Option<Failure>,
    },
    /// The stream to show as the self view, or of what this side shares; its tracks come and go. `None`: nothing is
    /// captured.
    OwnStream(StreamKind, Option<MediaStream>),
    /// A stream of a remote client; its tracks come and go. Told again for each connection to it.
    RemoteStream(ClientId, StreamKind, MediaStream),
    /// The browser's own connection to a remote client, which may be replaced by another one.
    Connection(ClientId, RtcPeerConnection),
    /// Who is in the room, for someone who is not in it yet.
    Present {
        /// What they are called.
        names: Vec<String>,
        /// What the one is called who lets people in, where that is needed.
        locked_by: Option<String>,
    },
    /// The cameras, microphones and loudspeakers that there are, and which of them are in use.
    Devices(Vec<DeviceChoice>),
}

/// What a stream shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum StreamKind {
    /// The person: camera and microphone.
    Person,
    /// What the person shares: a screen, and what is heard of it.
    Screen,
}

/// A device that the person may choose.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct DeviceChoice {
    /// What kind of device.
    pub kind: DeviceKind,
    /// What the browser calls it in constraints.
    pub id: String,
    /// What the person calls it; empty until a device of its kind was allowed.
    pub label: String,
    /// It is the one in use, or would be if its kind were.
    pub is_used: bool,
}
