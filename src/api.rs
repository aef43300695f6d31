use crate::driver::{Driver, RoomOptions};
use crate::notice::Notice;

use visavis_call::protocol::TabMessage;
use visavis_call::{Command, Failure};

/// A call that another WebAssembly program has, and shows itself.
///
/// Everything that happens is a [`Notice`], everything that the person wants a [`Command`]. Dropping the call is
/// leaving it, without waiting for anybody's reply: camera, microphone and connections are off.
#[derive(Debug)]
#[must_use = "the call is left when it is dropped"]
pub struct Call {
    driver: Driver,
}

impl Call {
    /// Gets ready for a room. Nobody is called and no device is asked for before [`Call::join`].
    ///
    /// `told` hears of everything, in order, never while a method of the call runs, so that it may call back at once.
    /// It must not wait. It is kept until the call is dropped.
    ///
    /// # Errors
    /// `WebRtcMissing`: the browser has no WebRTC. `UnusableOption`: it cannot use the ICE servers.
    pub fn prepare(options: RoomOptions, told: impl Fn(&Notice) + 'static) -> Result<Self, Failure> {
        let driver = Driver::start(options, told)?;
        Ok(Self { driver })
    }

    /// Enters the room under that name, at most 64 characters. Nothing happens if the person is in it; after
    /// [`Call::leave`] it may be entered again.
    pub fn join(&self, name: &str) {
        self.execute(Command::Join {
            name: name.to_owned(),
        });
    }

    /// Leaves the room and says so to the others; [`Event::Left`](crate::Event::Left) is told when that is done. Doing
    /// it twice is doing it once.
    pub fn leave(&self) {
        self.execute(Command::Leave);
    }

    /// Leaves without waiting for anybody's reply: for `pagehide`, so that the others know at once. If the browser keeps
    /// the page and it comes back, so does the call.
    pub fn vanish(&self) {
        self.driver.vanish();
    }

    /// Does what the person wants. What makes no sense at the moment does nothing.
    pub fn execute(&self, command: Command) {
        self.driver.execute(command);
    }

    /// With [`SignallingMode::External`](crate::SignallingMode::External): takes in what came on the program's own channel, from anybody. What is not of this protocol
    /// is skipped.
    pub fn receive(&self, message: &str) {
        if let Some(message) = TabMessage::from_json(message) {
            self.driver.receive(message.frame);
        }
    }
}
