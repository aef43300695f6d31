//! Media keys of the system, a headset or a keyboard during a call (Media Session API).

use crate::view::message::{Mailbox, Message};
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::*;
use web_sys::Window;

/// The Media Session action, and the action of the equivalent button.
const KEYS: [(&str, &str); 3] = [
    ("togglemicrophone", "microphone"),
    ("togglecamera", "camera"),
    ("hangup", "leave"),
];

/// Routes media keys to the call. Dropping it gives them back to the call that had them before, if any.
pub(in crate::view) struct MediaKeys(Rc<Taken>);

struct Taken {
    session: Session,
    closures: [Closure<dyn FnMut()>; 3],
}

thread_local! {
    /// The keys of all calls, the latest at the end: a window has one media session, and it has one handler for a key.
    static TAKEN: RefCell<Vec<Rc<Taken>>> = const { RefCell::new(Vec::new()) };
}

impl MediaKeys {
    /// Takes the keys of a window. Returns `None` if the browser has no media session.
    pub(in crate::view) fn take(window: &Window, mailbox: &Mailbox) -> Option<Self> {
        let session = window.navigator().unchecked_ref::<Playing>().media_session()?;
        let closures = KEYS.map(|(_, action)| {
            let mailbox = mailbox.clone();
            Closure::<dyn FnMut()>::new(move || mailbox.put(Message::Pressed(action)))
        });
        let taken = Rc::new(Taken { session, closures });
        TAKEN.with_borrow_mut(|all| all.push(Rc::clone(&taken)));
        taken.session.assign(Some(&taken));
        Some(Self(taken))
    }
}

impl Drop for MediaKeys {
    fn drop(&mut self) {
        let session = &self.0.session;
        let heir = TAKEN.with_borrow_mut(|all| {
            all.retain(|taken| !Rc::ptr_eq(taken, &self.0));
            let mut latest_first = all.iter().rev();
            latest_first.find(|taken| *taken.session == **session).cloned()
        });
        session.assign(heir.as_deref());
    }
}

impl Session {
    fn assign(&self, taken: Option<&Taken>) {
        for (index, (name, _)) in KEYS.into_iter().enumerate() {
            let closure = taken.and_then(|taken| taken.closures.get(index));
            // Browsers reject actions they do not know.
            self.set(name, closure.map_or(&JsValue::NULL, AsRef::as_ref)).ok();
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
