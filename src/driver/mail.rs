use crate::signalling::Answer;
use crate::web::{Capture, Enumerated, MediaSection, PerDevice, SharedScreen};
use local_channel::mpsc::{Receiver, Sender, channel};
use visavis_call::devices::{Refusal, ScreenRefusal};
use visavis_call::protocol::ClientId;
use visavis_call::roap::ConnectionId;
use visavis_call::{Command, Failure, Input, Source, TabFrame};
use web_sys::{MediaStreamTrack, RtcPeerConnection};

/// The sending side of a driver's mailbox.
#[derive(Debug, Clone)]
pub(super) struct Mailbox(Sender<Mail>);

impl Mailbox {
    /// Creates a mailbox and its receiver.
    pub(super) fn new() -> (Self, Receiver<Mail>) {
        let (sender, receiver) = channel();
        (Self(sender), receiver)
    }

    /// The receiver may be gone.
    pub(super) fn put(&self, mail: Mail) {
        self.0.send(mail).ok();
    }
}

/// The mailbox of one call: its number distinguishes mail of earlier calls.
#[derive(Debug, Clone)]
pub(super) struct CallMailbox {
    pub(super) call: u32,
    pub(super) mailbox: Mailbox,
}

impl CallMailbox {
    pub(super) fn send(&self, mail: Mail) {
        self.mailbox.put(mail);
    }

    pub(super) fn input(&self, input: Input) {
        self.send(Mail::Input(self.call, input));
    }
}

/// Everything that can happen to a driver. Mail of one call carries its number.
#[derive(Debug)]
pub(super) enum Mail {
    /// A command.
    Command(Command),
    /// An input for the core.
    Input(u32, Input),
    /// A frame received on the embedding page's channel.
    Received(TabFrame),
    /// The current media sections of the connection to a client.
    MediaSections(u32, ClientId, Vec<MediaSection>),
    /// A remote track in a media section of a connection.
    Track(u32, ClientId, ConnectionId, String, MediaStreamTrack),
    /// A connection to a client was opened.
    Opened(u32, ClientId, RtcPeerConnection),
    /// The core's timeout is due.
    Timeout(u32),
    /// Statistics are due.
    CollectStats(u32),
    /// Audio levels are due.
    ReadLevels(u32),
    /// It is time to start the devices of a call.
    Begin,
    /// An event of the page or the network, for any call.
    PageEvent(Input),
    /// The outcome of a device request, with its attempt number.
    Captured(u32, PerDevice<Result<Capture, Refusal>>),
    /// The outcome of a screen request, with its attempt number.
    ScreenChosen(u32, Result<SharedScreen, ScreenRefusal>),
    /// The page provides a track in place of a device, or goes back to the device.
    UseTrack(Source, Option<MediaStreamTrack>),
    /// A device stopped by itself, or the system mutes or unmutes it.
    DeviceChanged(Source),
    /// Whether the chosen loudspeaker can be used.
    SpeakerTried(String, bool),
    /// A device was added or removed, or a permission changed.
    DevicesChanged,
    /// The preview of a room that has not been joined, or why the server refuses this client; `None` if there is no
    /// answer.
    RoomPreview(Answer),
    /// What has happened can be told.
    Tell,
    /// The code of a call has been loaded, or has not.
    PartLoaded(Result<(), Failure>),
    /// The code of a call is to be loaded again.
    PartDue,
    /// The browser is idle, so that the next call can be made ready.
    Prepare,
    /// It is time to tell that the token expires.
    TokenExpiring,
    /// The result of an enumeration.
    Enumerated(Enumerated),
    /// The page is going away; it may return.
    Vanish,
    /// The page was restored from the back-forward cache.
    Return,
    /// The driver was dropped.
    Stop,
}
