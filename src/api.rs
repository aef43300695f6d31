//! The Rust API: [`Call`], with the methods and values that a call has in JavaScript.

#[cfg(feature = "library")]
mod modules;
#[cfg(feature = "library")]
mod requests;
mod state;
#[cfg(test)]
mod tests;
mod verbs;

use crate::driver::{Driver, RoomOptions};
use crate::notice::Notice;
use crate::web::check_page_track;
#[cfg(feature = "library")]
use modules::Modules;
#[cfg(feature = "library")]
pub use requests::{AudioPiece, Picture, RecordOptions, Recording, Tap};
use state::State;
pub use state::{Host, PersonState};
#[cfg(feature = "library")]
use std::cell::OnceCell;
use std::cell::RefCell;
use std::fmt;
use std::rc::Rc;
#[cfg(feature = "library")]
use std::rc::Weak;
use visavis_call::protocol::TabMessage;
use visavis_call::{Command, Failure, Source};
use web_sys::MediaStreamTrack;

/// A call for another WebAssembly program, which renders it itself.
///
/// Events arrive as [`Notice`]s; what the person does is a method, such as [`Call::mute`], or a [`Command`]. A command
/// that does not apply at the moment has no effect.
///
/// [`Call::people`] and the other values are as of the last notice. Recordings, taps, levels, snapshots and data are
/// those of the JavaScript API, and need the feature `library`: wasm-bindgen then puts their modules beside the
/// program.
///
/// Dropping the call leaves it without waiting for replies: the camera, the microphone and all connections are closed.
#[derive(Debug)]
#[must_use = "the call is left when it is dropped"]
pub struct Call {
    #[cfg(feature = "library")]
    modules: Rc<Modules>,
    driver: Driver,
    teller: Rc<Teller>,
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
        let teller = Rc::new(Teller {
            state: RefCell::default(),
            #[cfg(feature = "library")]
            modules: OnceCell::new(),
            told: Box::new(told),
        });
        let telling = Rc::clone(&teller);
        let driver = Driver::start(options, move |notice| telling.tell(notice))?;
        Ok(Self {
            #[cfg(feature = "library")]
            modules: teller.begin_modules(&driver),
            driver,
            teller,
        })
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

/// What every notice passes on its way to the program.
struct Teller {
    state: RefCell<State>,
    #[cfg(feature = "library")]
    modules: OnceCell<Weak<Modules>>,
    told: Box<dyn Fn(&Notice)>,
}

impl Teller {
    /// Begins the modules, which the call owns. The driver gives no notice before the program has returned to the
    /// browser.
    #[cfg(feature = "library")]
    fn begin_modules(self: &Rc<Self>, driver: &Driver) -> Rc<Modules> {
        let teller = Rc::downgrade(self);
        let modules = Rc::new(Modules::new(driver, move |notice| {
            if let Some(teller) = teller.upgrade() {
                (teller.told)(&notice);
            }
        }));
        // The cell is empty: it was created with the call.
        self.modules.set(Rc::downgrade(&modules)).ok();
        modules
    }

    fn tell(&self, notice: &Notice) {
        self.state.borrow_mut().update(notice);
        #[cfg(feature = "library")]
        if let Some(modules) = self.modules.get().and_then(Weak::upgrade) {
            modules.follow(notice);
        }
        (self.told)(notice);
    }
}

impl fmt::Debug for Teller {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Teller")
    }
}
