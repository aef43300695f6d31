//! Everything that JavaScript sees, and nothing else is exported. `js/types.d.ts` is the contract.

mod event;
mod options;

use crate::driver::Driver;
use crate::notice::{DeviceKind, Intention, Notice};
use crate::signalling::read_message;
use crate::web::{Exception, JsResultExt};
use options::MountOptions;
use visavis_call::roap::envelope::ClientId;
use wasm_bindgen::prelude::*;

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = include_str!("js/types.d.ts");

#[wasm_bindgen]
extern "C" {
    /// `CallOptions` of `types.d.ts`.
    #[wasm_bindgen(typescript_type = "CallOptions")]
    pub type JsOptions;
    /// `(event: CallEvent) => void` of `types.d.ts`.
    #[wasm_bindgen(typescript_type = "(event: CallEvent) => void")]
    pub type JsListener;
}

/// A call that is shown inside an element.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Mounted {
    driver: Driver,
}

/// Builds the interface inside `root` and shows the lobby of the room.
///
/// # Errors
/// An option that is unknown or unusable is named in an `Error` whose `name` is its code.
#[cfg(feature = "view")]
#[wasm_bindgen]
pub fn mount(
    root: &web_sys::ShadowRoot,
    options: &JsOptions,
    #[wasm_bindgen(js_name = onEvent)] on_event: &JsListener,
) -> Result<Mounted, JsValue> {
    use crate::view::{About, View};
    use std::cell::OnceCell;
    use std::rc::Rc;

    let options = MountOptions::read(options)?;
    let about = About {
        room: options.room.clone(),
        link: options.link(),
        name: options.name.clone(),
        ring: options.ring,
    };
    let shown: Rc<OnceCell<View>> = Rc::default();
    let (view, on_event) = (
        Rc::clone(&shown),
        on_event.unchecked_ref::<js_sys::Function>().clone(),
    );
    let driver = Driver::start(options.into_room()?, move |notice| {
        if let Some(view) = view.get() {
            view.show(notice);
        }
        tell(&on_event, notice);
    })
    .map_err(thrown)?;
    let view = View::new(root, about, driver.intend()).map_err(thrown)?;
    // It was empty: it is made here.
    shown.set(view).ok();

    Ok(Mounted { driver })
}

#[wasm_bindgen]
impl Mounted {
    /// Enters the room under that name. Nothing happens if the person is in it.
    pub fn join(&self, name: Option<String>) {
        self.driver.intend()(Intention::Join {
            name: name.unwrap_or_default(),
        });
    }

    /// Changes the name that the others see.
    pub fn rename(&self, name: String) {
        self.driver.intend()(Intention::Rename(name));
    }

    /// Calls someone, in a room where one is called. Whoever calls this person at the moment is accepted.
    pub fn call(&self, id: String) {
        self.driver.intend()(Intention::Call(ClientId(id)));
    }

    /// Takes the call of that person.
    pub fn accept(&self, id: String) {
        self.driver.intend()(Intention::Accept(ClientId(id)));
    }

    /// Declines the call of that person.
    pub fn decline(&self, id: String) {
        self.driver.intend()(Intention::Decline(ClientId(id)));
    }

    /// Ends the call with that person, or gives up calling them.
    #[wasm_bindgen(js_name = hangUp)]
    pub fn hang_up(&self, id: String) {
        self.driver.intend()(Intention::HangUp(ClientId(id)));
    }

    /// Shares a screen, or ends that. Browsers let the person choose one only right after a press.
    #[wasm_bindgen(js_name = shareScreen)]
    pub fn share_screen(&self, on: bool) {
        let source = visavis_call::Source::Screen;
        self.driver.intend()(Intention::Switch { source, on });
    }

    /// Uses another device from now on: `kind` is that of `MediaDeviceInfo`, `id` its `deviceId`.
    ///
    /// # Errors
    /// There is no such kind.
    #[wasm_bindgen(js_name = useDevice)]
    pub fn use_device(&self, kind: &str, id: String) -> Result<(), JsValue> {
        let kind = match kind {
            "audioinput" => DeviceKind::Microphone,
            "videoinput" => DeviceKind::Camera,
            "audiooutput" => DeviceKind::Loudspeaker,
            _ => {
                return Err(error(
                    "UnusableOption",
                    "the kind of a device is audioinput, videoinput or audiooutput",
                ));
            }
        };
        self.driver.intend()(Intention::UseDevice(kind, id));
        Ok(())
    }

    /// Leaves the room. Nothing happens if the person is not in it.
    pub fn leave(&self) {
        self.driver.intend()(Intention::Leave);
    }

    /// Takes in what the page has got on its own channel, from anybody: what is not of this protocol is skipped. Only
    /// for a call whose `signalling` is `host`.
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
}

/// Calls the page's handler. What it throws is the page's own affair, and does not touch the call.
fn tell(on_event: &js_sys::Function, notice: &Notice) {
    if let Some(event) = event::of(notice) {
        on_event
            .call1(&JsValue::UNDEFINED, &event)
            .warn_on_error("the page's event handler");
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
