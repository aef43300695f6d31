//! Keeps the screen on during a call.

use crate::web::{Task, pause, policy_for, run_to_completion};
use std::time::Duration;
use visavis_call::devices::Policy;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::Window;

/// The browser releases the lock while the page is hidden; within this time of its return the lock is taken again.
const BETWEEN_LOOKS: Duration = Duration::from_secs(5);

/// Keeps the screen on until dropped, where supported.
pub(in crate::view) struct WakeLock {
    _work: Task,
}

impl WakeLock {
    /// `window` is the one in which the call is shown: only a visible one keeps the screen on.
    pub(in crate::view) fn new(window: Window) -> Self {
        Self {
            _work: Task::spawn(stay_awake(window)),
        }
    }
}

struct Held(Lock);

impl Drop for Held {
    fn drop(&mut self) {
        // The browser may have released it already.
        drop(self.0.release());
    }
}

async fn stay_awake(window: Window) {
    if policy_for("screen-wake-lock") == Policy::Blocks {
        return;
    }
    let navigator = window.navigator();
    let Some(locks) = navigator.unchecked_ref::<Waking>().wake_lock() else {
        return;
    };
    let mut held: Option<Held> = None;
    loop {
        let is_lost = held.as_ref().is_none_or(|held| held.0.released());
        let is_seen = window.document().is_some_and(|document| !document.hidden());
        if is_lost
            && is_seen
            && let Ok(asked) = locks.request("screen")
        {
            // Browsers refuse it when the battery is low.
            held = run_to_completion(async {
                let lock = JsFuture::from(asked).await.ok()?;
                Some(Held(lock.unchecked_into()))
            })
            .await;
        }
        pause(BETWEEN_LOOKS).await;
    }
}

#[wasm_bindgen]
extern "C" {
    /// Members of `Navigator` that `web-sys` lacks.
    type Waking;
    #[wasm_bindgen(method, getter, js_name = wakeLock)]
    fn wake_lock(this: &Waking) -> Option<Locks>;

    type Locks;
    #[wasm_bindgen(method, catch)]
    fn request(this: &Locks, kind: &str) -> Result<js_sys::Promise, JsValue>;

    type Lock;
    #[wasm_bindgen(method, getter)]
    fn released(this: &Lock) -> bool;
    #[wasm_bindgen(method)]
    fn release(this: &Lock) -> js_sys::Promise;
}
