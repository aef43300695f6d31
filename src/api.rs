use crate::driver::{Driver, RoomOptions};
use crate::notice::Notice;
use crate::web::check_page_track;

use visavis_call::protocol::TabMessage;
use visavis_call::{Command, Failure, Source};
use web_sys::MediaStreamTrack;

/// A call for another WebAssembly program, which renders it itself.
///
/// Events arrive as [`Notice`]s; what the person does is sent as [`Command`]s. Dropping the call leaves it without
/// waiting for replies: the camera, the microphone and all connections are closed.
#[derive(Debug)]
#[must_use = "the call is left when it is dropped"]
pub struct Call {
    driver: Driver,
}

impl Call {
    /// Prepares a room. No peer is contacted and no device is requested before [`Call::join`].
    ///
    /// `told` is called with every notice, in order. It is never called while a method of the call runs, so it may
    /// call back at once. It must not block. It is kept until the call is dropped.
    ///
    /// # Errors
    /// `WebRtcMissing`: the browser has no WebRTC. `UnusableOption`: the browser rejects the ICE servers.
    pub fn prepare(options: RoomOptions, told: impl Fn(&Notice) + 'static) -> Result<Self, Failure> {
        let driver = Driver::start(options, told)?;
        Ok(Self { driver })
    }

    /// Joins the room under a name of at most 64 characters. Does nothing if the person is already in it; after
    /// [`Call::leave`] it can be joined again.
    pub fn join(&self, name: &str) {
        self.execute(Command::Join {
            name: name.to_owned(),
        });
    }

    /// Leaves the room and tells the others. [`Event::Left`](crate::Event::Left) is emitted when done. Leaving twice
    /// has no further effect.
    pub fn leave(&self) {
        self.execute(Command::Leave);
    }

    /// Leaves without waiting for replies: for `pagehide`, so that the others know at once. If the browser restores
    /// the page from its back-forward cache, the call is rejoined.
    pub fn vanish(&self) {
        self.driver.vanish();
    }

    /// Executes a command. A command that does not apply at the moment is ignored.
    pub fn execute(&self, command: Command) {
        self.driver.execute(command);
    }

    /// Sends a track of the program in place of the camera or microphone, such as a picture with effects; `None` goes
    /// back to the device. It may be called before joining, and holds for later calls.
    ///
    /// The device is stopped meanwhile. The track stays the program's: it is never stopped, and sent only while the
    /// camera or microphone is on. When it ends, the source is off with the code `CameraTrackEnded` or
    /// `MicrophoneTrackEnded` until this is called again.
    ///
    /// # Errors
    /// `UnusableArgument`: the source is neither camera nor microphone, or the track is of the other kind or has ended.
    pub fn use_track(&self, source: Source, track: Option<MediaStreamTrack>) -> Result<(), Failure> {
        if let Some(track) = &track {
            check_page_track(source, track)?;
        }
        self.driver.use_track(source, track);
        Ok(())
    }

    /// Handles a message received on the program's own channel, from any sender, in the mode
    /// [`SignallingMode::External`](crate::SignallingMode::External). Anything that is not part of this protocol is
    /// ignored.
    pub fn receive(&self, message: &str) {
        if let Some(message) = TabMessage::from_json(message) {
            self.driver.receive(message.frame);
        }
    }
}
