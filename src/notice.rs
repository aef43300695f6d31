use visavis_call::protocol::envelope::ClientId;
use visavis_call::{Event, Failure, Source, Status};
use web_sys::{MediaStream, RtcPeerConnection};

/// What the driver tells whoever shows the call: the view, or a page's own interface.
#[derive(Debug, Clone)]
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
pub enum StreamKind {
    /// The person: camera and microphone.
    Person,
    /// What the person shares: a screen, and what is heard of it.
    Screen,
}

/// A device that the person may choose.
#[derive(Debug, Clone, PartialEq, Eq)]
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

/// `MediaDeviceKind`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DeviceKind {
    /// `audioinput`
    Microphone,
    /// `videoinput`
    Camera,
    /// `audiooutput`
    Loudspeaker,
}

/// What a person wants, as the view understood it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Intention {
    /// To be in the room, under this name.
    Join {
        /// The name that the others see.
        name: String,
    },
    /// To leave it.
    Leave,
    /// To call someone, in a room where one is called.
    Call(ClientId),
    /// To take that person's call.
    Accept(ClientId),
    /// Not to take it.
    Decline(ClientId),
    /// To end the call with that person, or give up calling them.
    HangUp(ClientId),
    /// To be called otherwise.
    Rename(String),
    /// To write something to everyone.
    Say(String),
    /// To raise a hand, or lower it.
    RaiseHand(bool),
    /// To get and send nothing but sound, or pictures again; the camera stays off until it is switched on.
    SoundOnly(bool),
    /// To send an emoji to everyone.
    React(String),
    /// To lock the room, or to open it.
    Lock(bool),
    /// To let someone in who waits for it, or not.
    Admit(ClientId, bool),
    /// To make someone leave.
    Remove(ClientId),
    /// To know who is in the room, before the call.
    Look,
    /// To use another device of that kind; the call needs no negotiation for it.
    UseDevice(DeviceKind, String),
    /// To switch a device on or off. Before the call: to see the picture of it.
    Switch {
        /// Which device.
        source: Source,
        /// On.
        on: bool,
    },
}
