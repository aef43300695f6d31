//! The exports to JavaScript, all of them. `www/` wraps them in the element and in `join`, whose contract is
//! `www/types.d.ts`.

mod event;
mod given;
mod object;
mod options;
#[cfg(test)]
mod tests;

use crate::driver::Driver;
use crate::notice::{DeviceKind, Intention, Notice};
use crate::signalling::read_message;
use crate::web::{Exception, JsResultExt, end_everything};
use options::CallOptions;
use visavis_call::Source;
use visavis_call::protocol::envelope::ClientId;
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

/// The version of this build, which the JavaScript around it has to share.
#[wasm_bindgen]
pub fn version() -> String {
    env!("CARGO_PKG_VERSION").to_owned()
}

/// Calls `listener` with the message of a panic of this instance. Nothing in it may be called afterwards.
#[wasm_bindgen(js_name = onPanic)]
pub fn on_panic(listener: js_sys::Function) {
    // A hook has to be `Send`, which no JavaScript function is.
    thread_local! {
        static LISTENER: std::cell::RefCell<Option<js_sys::Function>> = const { std::cell::RefCell::new(None) };
    }

    LISTENER.set(Some(listener));
    std::panic::set_hook(Box::new(|panic| {
        end_everything();
        let message = panic.to_string();
        LISTENER.with_borrow(|listener| {
            if let Some(listener) = listener {
                // It is ours and does not throw; if it did, nothing could be done about it any more.
                listener.call1(&JsValue::UNDEFINED, &message.into()).ok();
            }
        });
    }));
}

/// Ends an instance that has broken down without a panic, as by an exhausted stack: calls into it do nothing from now on.
#[wasm_bindgen]
pub fn end() {
    end_everything();
}

/// Panics, for the tests of what happens then.
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
}

/// Builds the interface inside `root` and shows the lobby of the room. `strings` has the address of the strings of each
/// language except English, by its tag.
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
    };
    let shown: Rc<OnceCell<View>> = Rc::default();
    let view = Rc::clone(&shown);
    let tell = teller(on_event);
    let driver = Driver::start(options.room, move |notice| {
        if let Some(view) = view.get() {
            view.show(notice);
        }
        tell(notice);
    })
    .map_err(thrown)?;
    let view = View::new(root, about, driver.intend()).map_err(thrown)?;
    // It was empty: it is made here.
    shown.set(view).ok();

    Ok(Handle { driver })
}

/// Prepares a call for which the page has an interface of its own. Nothing happens before [`Handle::join`].
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
        self.intend(Intention::Join {
            name: name.unwrap_or_default(),
        });
    }

    /// Changes the name that the others see.
    pub fn rename(&self, name: String) {
        self.intend(Intention::Rename(name));
    }

    /// Calls someone, in a room where one is called. Whoever calls this person at the moment is accepted.
    pub fn call(&self, id: String) {
        self.intend(Intention::Call(ClientId(id)));
    }

    /// Takes the call of that person.
    pub fn accept(&self, id: String) {
        self.intend(Intention::Accept(ClientId(id)));
    }

    /// Declines the call of that person.
    pub fn decline(&self, id: String) {
        self.intend(Intention::Decline(ClientId(id)));
    }

    /// Ends the call with that person, or gives up calling them.
    #[wasm_bindgen(js_name = hangUp)]
    pub fn hang_up(&self, id: String) {
        self.intend(Intention::HangUp(ClientId(id)));
    }

    /// Locks the room, or opens it; nothing comes of it unless this person is the host.
    pub fn lock(&self, locked: bool) {
        self.intend(Intention::Lock(locked));
    }

    /// Lets someone in who waits for it, or not; nothing comes of it unless this person is the host.
    pub fn admit(&self, id: String, admitted: bool) {
        self.intend(Intention::Admit(ClientId(id), admitted));
    }

    /// Makes someone leave; nothing comes of it unless this person is the host.
    #[wasm_bindgen(js_name = removePerson)]
    pub fn remove(&self, id: String) {
        self.intend(Intention::Remove(ClientId(id)));
    }

    /// Writes to everyone.
    pub fn say(&self, text: String) {
        self.intend(Intention::Say(text));
    }

    /// Switches a source on or off, by its name: `microphone`, `camera` or `screen`.
    pub fn switch(&self, source: &str, on: bool) {
        if let Some(source) = Source::from_name(source) {
            self.intend(Intention::Switch { source, on });
        }
    }

    /// Gets and sends nothing but sound, or pictures again.
    #[wasm_bindgen(js_name = soundOnly)]
    pub fn sound_only(&self, on: bool) {
        self.intend(Intention::SoundOnly(on));
    }

    /// Uses another device of a kind: `audioinput`, `videoinput` or `audiooutput`.
    #[wasm_bindgen(js_name = useDevice)]
    pub fn use_device(&self, kind: &str, id: String) {
        let kind = match kind {
            "audioinput" => DeviceKind::Microphone,
            "videoinput" => DeviceKind::Camera,
            "audiooutput" => DeviceKind::Loudspeaker,
            _ => return,
        };
        self.intend(Intention::UseDevice(kind, id));
    }

    /// Leaves the room. Nothing happens if the person is not in it.
    pub fn leave(&self) {
        self.intend(Intention::Leave);
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

    fn intend(&self, intention: Intention) {
        self.driver.intend()(intention);
    }
}

/// Passes events on to the page's listener. An error that it throws is logged and does not affect the call.
fn teller(on_event: &JsListener) -> impl Fn(&Notice) + 'static {
    let on_event = on_event.unchecked_ref::<js_sys::Function>().clone();
    move |notice| {
        if let Some(event) = event::event_from(notice) {
            on_event
                .call1(&JsValue::UNDEFINED, &event)
                .warn_on_error("the page's event listener");
        }
    }
}

fn thrown(exception: Exception) -> JsValue {
    error(&exception.name, &exception.message)
}

fn error(code: &str, message: &str) -> JsValue {
    let error = js_sys::Error::new(message);
    error.set_name(code);
    error.into()
}
