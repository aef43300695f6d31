//! The exports to JavaScript; nothing else is exported. `www/` wraps them in the element and in `join`;
//! `www/types.d.ts` is the public contract.

mod given;
mod options;
#[cfg(test)]
mod tests;

use crate::driver::Driver;
use crate::notice::{Notice, event_from};
use crate::signalling::read_message;
use crate::web::{JsResultExt, end_everything};
use options::CallOptions;
use visavis_call::{Argument, Code, Command, Failure, Source};
use wasm_bindgen::prelude::*;
use web_sys::MediaStreamTrack;
#[cfg(feature = "view")]
use {
    crate::view::View,
    std::cell::OnceCell,
    std::rc::{Rc, Weak},
};

#[wasm_bindgen]
extern "C" {
    /// `CallOptions` of `types.d.ts`.
    #[wasm_bindgen(typescript_type = "object")]
    pub type JsOptions;
    /// `(event: CallEvent) => void` of `types.d.ts`.
    #[wasm_bindgen(typescript_type = "(event: any) => void")]
    pub type JsListener;
}

/// Returns the version of this build, which the JavaScript around it must match.
#[wasm_bindgen]
pub fn version() -> String {
    env!("CARGO_PKG_VERSION").to_owned()
}

/// Calls `listener` with the message of a panic of this instance. Nothing in it may be called afterwards.
#[wasm_bindgen(js_name = onPanic)]
pub fn on_panic(listener: js_sys::Function) {
    // A hook must be `Send`, which no JavaScript value is.
    thread_local! {
        static LISTENER: std::cell::RefCell<Option<js_sys::Function>> = const { std::cell::RefCell::new(None) };
    }

    LISTENER.set(Some(listener));
    std::panic::set_hook(Box::new(|panic| {
        end_everything();
        let message = panic.to_string();
        LISTENER.with_borrow(|listener| {
            if let Some(listener) = listener {
                // The function is ours, and this instance ends in any case.
                listener.call1(&JsValue::UNDEFINED, &message.into()).ok();
            }
        });
    }));
}

/// Loads what only a call needs with `loader`: it returns a promise, or `undefined` once that is there. For files of the
/// package, which have it apart (`crates/bindgen`).
#[wasm_bindgen(js_name = loadPartWith)]
pub fn load_part_with(loader: js_sys::Function) {
    crate::part::load_with(Some(loader));
}

/// Disables this instance after a failure without a panic, such as an exhausted stack: later callbacks do nothing.
#[wasm_bindgen]
pub fn end() {
    end_everything();
}

/// Panics, for the tests of panic handling.
#[cfg(feature = "test-hooks")]
#[wasm_bindgen]
pub fn panic() {
    panic!("asked to");
}

/// A call, with or without our interface. Dropping it leaves the call.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Handle {
    driver: Driver,
    /// The driver owns the interface.
    #[cfg(feature = "view")]
    view: Weak<OnceCell<View>>,
}

/// Builds the interface inside `root` and shows the lobby of the room. `strings` maps the tag of each language other
/// than English to the address of its strings. `tools` is `Tools` of `www/tools.js`.
///
/// # Errors
/// An unknown or unusable option is named in an `Error` whose `name` is its code.
#[cfg(feature = "view")]
#[wasm_bindgen]
pub fn mount(
    root: &web_sys::ShadowRoot,
    options: &JsOptions,
    #[wasm_bindgen(js_name = onEvent)] on_event: &JsListener,
    strings: js_sys::Object,
    tools: crate::view::Tools,
) -> Result<Handle, JsValue> {
    use crate::signalling::SignallingMode;
    use crate::view::About;

    let options = CallOptions::read(options)?;
    let about = About {
        room: options.room.room.clone(),
        link: options.link(),
        name: options.room.name.clone(),
        ring: options.room.ring,
        audio_only: options.room.audio_only,
        has_server: matches!(options.room.signalling, SignallingMode::Server(_)),
        strings,
        tools,
    };
    // The driver owns the interface, which ends with it; each needs the other to be created.
    let mounted: Rc<OnceCell<View>> = Rc::default();
    let view = Rc::clone(&mounted);
    let tell = teller(on_event);
    let driver = Driver::start(options.room, move |notice| {
        if let Some(view) = view.get() {
            view.show(notice);
        }
        tell(notice);
    })
    .map_err(thrown)?;
    let view = View::new(root, &about, driver.command_sender()).map_err(thrown)?;
    // The cell is empty: it was created above.
    mounted.set(view).ok();

    Ok(Handle {
        driver,
        view: Rc::downgrade(&mounted),
    })
}

/// Creates a call that the page renders itself. Nothing happens before [`Handle::join`].
///
/// # Errors
/// An unknown or unusable option is named in an `Error` whose `name` is its code.
#[wasm_bindgen]
pub fn begin(
    options: &JsOptions,
    #[wasm_bindgen(js_name = onEvent)] on_event: &JsListener,
) -> Result<Handle, JsValue> {
    let options = CallOptions::read(options)?;
    let driver = Driver::start(options.room, teller(on_event)).map_err(thrown)?;

    Ok(Handle {
        driver,
        #[cfg(feature = "view")]
        view: Weak::new(),
    })
}

#[wasm_bindgen]
impl Handle {
    /// Does what a verb of `www/verbs.js` stands for; its arguments, strings, numbers and booleans, are checked there.
    pub fn command(&self, verb: &str, arguments: Vec<JsValue>) {
        let arguments = arguments.into_iter().map(|argument| match argument.as_string() {
            Some(text) => Argument::Text(text),
            None => match argument.as_f64() {
                Some(number) => Argument::Number(number),
                None => Argument::Flag(argument.is_truthy()),
            },
        });
        if let Some(command) = Command::from_verb(verb, arguments.collect()) {
            self.driver.execute(command);
        }
    }

    /// Uses a track of the page in place of the camera or microphone; without one, the device. `www/given.js` checks both.
    #[wasm_bindgen(js_name = useTrack)]
    pub fn use_track(&self, source: &str, track: Option<MediaStreamTrack>) {
        if let Some(source) = Source::from_name(source) {
            self.driver.use_track(source, track);
        }
    }

    /// Sets what concerns the interface alone, such as the open panel: see `src/view/setting.rs`. An empty value unsets
    /// it. Without an interface nothing happens.
    #[cfg(feature = "view")]
    pub fn set(&self, name: &str, value: &str) {
        if let Some(view) = self.view.upgrade().as_deref().and_then(OnceCell::get) {
            view.set(name, value);
        }
    }

    /// Handles a message that the page received on its own channel, from any sender; anything that is not part of
    /// this protocol is ignored. Only for a call whose `signalling` is `external`.
    pub fn receive(&self, message: &JsValue) {
        if let Some(frame) = read_message(message) {
            self.driver.receive(frame);
        }
    }

    /// Tells the others what the page keeps of them: `recordingChanged` reports when they know.
    pub fn declare(&self, recording: &str) {
        if let Some(state) = visavis_call::RecordingState::from_name(recording) {
            self.driver.execute(Command::Record(state));
        }
    }

    /// Leaves without waiting for replies: the page is going away.
    pub fn vanish(&self) {
        self.driver.vanish();
    }

    /// Leaves, removes the interface and frees everything. Nothing may be called afterwards.
    pub fn unmount(self) {
        drop(self);
    }
}

/// Returns a callback that calls the page's handler. An exception thrown by the handler does not affect the call.
fn teller(on_event: &JsListener) -> impl Fn(&Notice) + 'static {
    let on_event = on_event.unchecked_ref::<js_sys::Function>().clone();
    move |notice| {
        if let Some(event) = event_from(notice) {
            on_event
                .call1(&JsValue::UNDEFINED, &event)
                .warn_on_error("the page's event listener");
        }
    }
}

fn thrown(failure: impl Into<Failure>) -> JsValue {
    let Failure { code, message, .. } = failure.into();
    error(code, &message)
}

/// Creates an error from which `client.js` makes a `VisavisError`.
fn error(code: Code, message: &str) -> JsValue {
    let error = js_sys::Error::new(message);
    error.set_name(code.id());
    error.into()
}
