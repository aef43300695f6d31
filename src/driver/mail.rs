use crate::signalling::RoomPreview;
use crate::web::{Capture, Enumerated, MediaSection, PerDevice, SharedScreen};
use local_channel::mpsc::{Receiver, Sender, channel};
use visavis_call::devices::{Refusal, ScreenRefusal};
use visavis_call::protocol::ClientId;
use visavis_call::roap::ConnectionId;
use visavis_call::{Command, Input, Source, TabFrame};
use web_sys::{MediaStreamTrack, RtcPeerConnection};

/// Where mail for a driver is put, from anywhere.
#[derive(Debug, Clone)]
pub(super) struct Mailbox(Sender<Mail>);

impl Mailbox {
    /// With the side on which the mail is taken out.
    pub(super) fn new() -> (Self, Receiver<Mail>) {
        let (sender, receiver) = channel();
        (Self(sender), receiver)
    }

    /// Once nothing is taken out any more nobody wants to know.
    pub(super) fn put(&self, mail: Mail) {
        self.0.send(mail).ok();
    }
}

/// Where the mail of one call is put: a former call's is told apart by its number.
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

/// Everything that can happen to a driver. What belongs to one call carries that call's number.
#[derive(Debug)]
pub(super) enum Mail {
    /// The person wants something.
    Command(Command),
    /// Something for the core.
    Input(u32, Input),
    /// The page around has got this on its own channel.
    Received(TabFrame),
    /// The media sections of the connection to that client, as they are now.
    MediaSections(u32, ClientId, Vec<MediaSection>),
    /// A remote client may send something in that media section of that connection.
    Track(u32, ClientId, ConnectionId, String, MediaStreamTrack),
    /// There is another connection to that client.
    Opened(u32, ClientId, RtcPeerConnection),
    /// The core wanted to be called at this time.
    Timeout(u32),
    /// It is time to count what arrives.
    CollectStats(u32),
    /// Something about the page or the network, whichever call there is.
    PageEvent(Input),
    /// What came of asking for devices, with the number of the attempt.
    Captured(u32, PerDevice<Result<Capture, Refusal>>),
    /// What came of asking for a screen, with the number of the attempt.
    ScreenChosen(u32, Result<SharedScreen, ScreenRefusal>),
    /// A device stopped by itself, or the system mutes or unmutes it.
    DeviceChanged(Source),
    /// A device came or went, or a permission was given or withdrawn.
    DevicesChanged,
    /// Who is in the room that nobody has entered from here.
    RoomPreview(RoomPreview),
    /// What devices there are.
    Enumerated(Enumerated),
    /// The page goes away; it may come back.
    Vanish,
    /// It came back, with everything that was in it.
    Return,
    /// Nobody holds the driver any more.
    Stop,
}
