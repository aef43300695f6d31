//! Everything that JavaScript sees, and nothing else is exported. `www/` wraps it in the element and in `join`;
//! `www/types.d.ts` is their contract.

mod event;
mod given;
mod object;
mod options;
#[cfg(test)]
mod tests;

use crate::driver::Driver;
use crate::notice::Notice;
use crate::signalling::read_message;
use crate::web::{JsResultExt, end_everything};
use event::event_from;
use options::CallOptions;
use visavis_call::devices::DeviceKind;
use visavis_call::protocol::ClientId;
use visavis_call::{Code, Command, Failure, Source};
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    /// `CallOptions` of `types.d.ts`.
    #[wasm_bindgen(typescript_type = "object")]
    pub type JsOptions;
    /// `(event: CallEvent) => void` of `types.d.ts`.
    #[wasm_bindgen(typescript_type = "(event: any) => void")]
    pub type JsListener;
}

/// The version of this build: the JavaScript around it has to be of the same.
#[wasm_bindgen]
pub fn version() -> String {
    env!("CARGO_PKG_VERSION").to_owned()
}

/// Calls `told` with what happened if this instance breaks down. Nothing in it may be called afterwards.
#[wasm_bindgen(js_name = onPanic)]
pub fn on_panic(told: js_sys::Function) {
    // A hook may be called from any thread, and what is of JavaScript belongs to one.
    thread_local! {
        static TOLD: std::cell::RefCell<Option<js_sys::Function>> = const { std::cell::RefCell::new(None) };
    }

    TOLD.set(Some(told));
    std::panic::set_hook(Box::new(|panic| {
        end_everything();
        let message = panic.to_string();
        TOLD.with_borrow(|told| {
            if let Some(told) = told {
                // It is ours, and this is the end in any case.
                told.call1(&JsValue::UNDEFINED, &message.into()).ok();
            }
        });
    }));
}

/// This instance has broken down without a panic, as by an exhausted stack: whatever still calls it does nothing.
#[wasm_bindgen]
pub fn end() {
    end_everything();
}

/// Breaks down, for the tests of what happens then.
#[cfg(feature = "test-hooks")]
#[wasm_bindgen]
pub fn panic() {
    panic!("asked to");
}

/// A call, with or without an interface of ours. Dropping it is leaving.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Handle {
    driver: Driver,
}

/// Builds the interface inside `root` and shows the lobby of the room. `strings` has the address of the words of each
/// language but English, by its tag. `tools` is `Tools` of `www/tools.js`.
///
/// # Errors
/// An option that is unknown or unusable is named in an `Error` whose `name` is its code.
#[cfg(feature = "view")]
#[wasm_bindgen]
pub fn mount(
    root: &web_sys::ShadowRoot,
    options: &JsOptions,
    #[wasm_bindgen(js_name = onEvent)] on_event: &JsListener,
    strings: js_sys::Object,
    tools: crate::view::Tools,
) -> Result<Handle, JsValue> {
    use crate::view::{About, View};
    use std::cell::OnceCell;
    use std::rc::Rc;

    let options = CallOptions::read(options)?;
    let about = About {
        room: options.room.room.clone(),
        link: options.link(),
        name: options.room.name.clone(),
        ring: options.room.ring,
        audio_only: options.room.audio_only,
        strings,
        tools,
    };
    // The driver owns the interface, which ends with it; each is made with the other.
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
    // It was empty: it is made here.
    mounted.set(view).ok();

    Ok(Handle { driver })
}

/// A call that the page shows itself. Nothing happens before [`Handle::join`].
///
/// # Errors
/// An option that is unknown or unusable is named in an `Error` whose `name` is its code.
#[wasm_bindgen]
pub fn begin(
    options: &JsOptions,
    #[wasm_bindgen(js_name = onEvent)] on_event: &JsListener,
) -> Result<Handle, JsValue> {
    let options = CallOptions::read(options)?;
    let driver = Driver::start(options.room, teller(on_event)).map_err(thrown)?;

    Ok(Handle { driver })
}

#[wasm_bindgen]
impl Handle {
    /// Enters the room under that name. Nothing happens if the person is in it.
    pub fn join(&self, name: Option<String>) {
        self.execute(Command::Join {
            name: name.unwrap_or_default(),
        });
    }

    /// Changes the name that the others see.
    pub fn rename(&self, name: String) {
        self.execute(Command::Rename(name));
    }

    /// Calls someone, in a room where one is called. Whoever calls this person at the moment is accepted.
    pub fn call(&self, id: String) {
        self.execute(Command::Call(vec![ClientId(id)]));
    }

    /// Takes the call of that person.
    pub fn accept(&self, id: String) {
        self.execute(Command::Accept(ClientId(id)));
    }

    /// Declines the call of that person.
    pub fn decline(&self, id: String) {
        self.execute(Command::Decline(ClientId(id)));
    }

    /// Ends the call with that person, or gives up calling them.
    #[wasm_bindgen(js_name = hangUp)]
    pub fn hang_up(&self, id: String) {
        self.execute(Command::HangUp(ClientId(id)));
    }

    /// Locks the room, or opens it; nothing comes of it unless this person is the host.
    pub fn lock(&self, locked: bool) {
        self.execute(Command::Lock(locked));
    }

    /// Lets someone in who waits for it, or not; nothing comes of it unless this person is the host.
    pub fn admit(&self, id: String, admitted: bool) {
        self.execute(Command::Admit {
            person: ClientId(id),
            admitted,
        });
    }

    /// Makes someone leave; nothing comes of it unless this person is the host.
    #[wasm_bindgen(js_name = removePerson)]
    pub fn remove(&self, id: String) {
        self.execute(Command::Remove(ClientId(id)));
    }

    /// Writes to everyone.
    pub fn say(&self, text: String) {
        self.execute(Command::SendMessage(text));
    }

    /// Switches a source on or off, by its name: `microphone`, `camera` or `screen`.
    pub fn switch(&self, source: &str, on: bool) {
        if let Some(source) = Source::from_name(source) {
            self.execute(Command::Switch { source, on });
        }
    }

    /// Gets and sends nothing but sound, or pictures again.
    #[wasm_bindgen(js_name = soundOnly)]
    pub fn sound_only(&self, on: bool) {
        self.execute(Command::SoundOnly(on));
    }

    /// Uses another device of a kind: `audioinput`, `videoinput` or `audiooutput`.
    #[wasm_bindgen(js_name = useDevice)]
    pub fn use_device(&self, kind: &str, id: String) {
        if let Some(kind) = DeviceKind::from_name(kind) {
            self.execute(Command::UseDevice { kind, id });
        }
    }

    /// Leaves the room. Nothing happens if the person is not in it.
    pub fn leave(&self) {
        self.execute(Command::Leave);
    }

    /// Takes in what the page has got on its own channel, from anybody: what is not of this protocol is skipped. Only
    /// for a call whose `signalling` is `external`.
    pub fn receive(&self, message: &JsValue) {
        if let Some(frame) = read_message(message) {
            self.driver.receive(frame);
        }
    }

    /// Leaves without waiting for anybody's reply: the page is going away.
    pub fn vanish(&self) {
        self.driver.vanish();
    }

    /// Leaves, takes the interface away and frees everything. Nothing else may be called afterwards.
    pub fn unmount(self) {
        drop(self);
    }

    fn execute(&self, command: Command) {
        self.driver.execute(command);
    }
}

/// Calls the page's handler. What it throws is the page's own affair, and does not touch the call.
fn teller(on_event: &JsListener) -> impl Fn(&Notice) + 'static {
    let on_event = on_event.unchecked_ref::<js_sys::Function>().clone();
    move |notice| {
        if let Some(event) = event_from(notice) {
            on_event
                .call1(&JsValue::UNDEFINED, &event)
                .warn_on_error("the page's event handler");
        }
    }
}

fn thrown(failure: impl Into<Failure>) -> JsValue {
    let Failure { code, message, .. } = failure.into();
    error(code, &message)
}

/// `client.js` makes a `VisavisError` of it.
fn error(code: Code, message: &str) -> JsValue {
    let error = js_sys::Error::new(message);
    error.set_name(code.id());
    error.into()
}
