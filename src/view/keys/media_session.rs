//! Media keys of the system, a headset or a keyboard during a call (Media Session API).

use crate::view::message::{Mailbox, Message};
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::*;

/// The Media Session action, and the action of the equivalent button.
const KEYS: [(&str, &str); 3] = [
    ("togglemicrophone", "microphone"),
    ("togglecamera", "camera"),
    ("hangup", "leave"),
];

/// Routes media keys to the call. Dropping it releases them.
pub(in crate::view) struct MediaKeys {
    session: Session,
    _closures: [Closure<dyn FnMut()>; 3],
}

impl MediaKeys {
    /// Returns `None` if the browser has no media session.
    pub(in crate::view) fn take(mailbox: &Mailbox) -> Option<Self> {
        let navigator = web_sys::window()?.navigator();
        let session = navigator.unchecked_ref::<Playing>().media_session()?;
        let closures = KEYS.map(|(name, action)| {
            let mailbox = mailbox.clone();
            let closure = Closure::<dyn FnMut()>::new(move || mailbox.put(Message::Pressed(action)));
            // Browsers reject actions they do not know.
            session.set(name, closure.as_ref()).ok();
            closure
        });
        Some(Self {
            session,
            _closures: closures,
        })
    }
}

impl Drop for MediaKeys {
    fn drop(&mut self) {
        for (name, _) in KEYS {
            self.session.set(name, &JsValue::NULL).ok();
        }
    }
}

#[wasm_bindgen]
extern "C" {
    /// Members of `Navigator` that `web-sys` lacks.
    type Playing;
    #[wasm_bindgen(method, getter, js_name = mediaSession)]
    fn media_session(this: &Playing) -> Option<Session>;

    type Session;
    #[wasm_bindgen(method, catch, js_name = setActionHandler)]
    fn set(this: &Session, name: &str, handler: &JsValue) -> Result<(), JsValue>;
}
