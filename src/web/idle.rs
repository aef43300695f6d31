use super::{Timeout, has_ended, window};
use std::time::Duration;
use wasm_bindgen::prelude::*;

/// In place of `requestIdleCallback` in a browser without it: long enough for the page to appear.
const WITHOUT_IDLE_CALLBACKS: Duration = Duration::from_millis(300);

/// Calls a function once when the browser has nothing more urgent to do, unless dropped before.
#[derive(Debug)]
#[must_use = "a dropped request is not answered"]
pub(crate) struct Idle {
    id: Option<u32>,
    _callback: Closure<dyn FnMut()>,
    _otherwise: Option<Timeout>,
}

impl Idle {
    pub(crate) fn then(callback: impl Fn() + Clone + 'static) -> Self {
        let otherwise = callback.clone();
        let callback = Closure::once(move || {
            if !has_ended() {
                callback();
            }
        });
        let id = window()
            .request_idle_callback(callback.as_ref().unchecked_ref())
            .ok();
        Self {
            id,
            _callback: callback,
            _otherwise: id
                .is_none()
                .then(|| Timeout::after(WITHOUT_IDLE_CALLBACKS, otherwise)),
        }
    }
}

impl Drop for Idle {
    fn drop(&mut self) {
        if let Some(id) = self.id {
            window().cancel_idle_callback(id);
        }
    }
}
