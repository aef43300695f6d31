use super::{has_ended, window};
use futures_channel::oneshot;
use std::time::Duration;
use visavis_call::roap::Timestamp;
use wasm_bindgen::prelude::*;

/// Returns the browser's monotonic time since the page was opened.
pub(crate) fn now() -> Timestamp {
    let millis = window().performance().map_or(0.0, |clock| clock.now());
    Timestamp::new(Duration::from_micros((millis * 1_000.0) as u64))
}

/// Returns a time of [`now`] as a `DOMHighResTimeStamp`.
pub(crate) fn millis(time: Timestamp) -> f64 {
    time.since(Timestamp::default()).as_secs_f64() * 1e3
}

/// Calls a function once after a delay, unless dropped before.
#[derive(Debug)]
#[must_use = "a dropped timeout does not fire"]
pub(crate) struct Timeout {
    id: i32,
    _callback: Closure<dyn FnMut()>,
}

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = setTimeout)]
    fn set_timeout(callback: &Closure<dyn FnMut()>, millis: i32) -> i32;
    #[wasm_bindgen(js_name = clearTimeout)]
    fn clear_timeout(id: i32);
}

impl Timeout {
    pub(crate) fn after(wait: Duration, callback: impl FnOnce() + 'static) -> Self {
        let callback = Closure::once(move || {
            if !has_ended() {
                callback();
            }
        });
        // Rounded up: a timeout that fires early would be set again at once.
        let millis = i32::try_from(wait.as_millis()).map_or(i32::MAX, |millis| millis.saturating_add(1));
        Self {
            id: set_timeout(&callback, millis),
            _callback: callback,
        }
    }
}

impl Drop for Timeout {
    fn drop(&mut self) {
        clear_timeout(self.id);
    }
}

/// Calls a function once, before the browser draws the next frame, unless dropped before. A hidden page draws none: then
/// it is called a little later.
#[cfg(feature = "view")]
#[derive(Debug)]
#[must_use = "a dropped frame does not come"]
pub(crate) struct Frame {
    id: i32,
    _callback: Closure<dyn FnMut()>,
    _otherwise: Timeout,
}

#[cfg(feature = "view")]
const WITHOUT_FRAMES: Duration = Duration::from_millis(200);

#[cfg(feature = "view")]
#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = requestAnimationFrame)]
    fn request_frame(callback: &Closure<dyn FnMut()>) -> i32;
    #[wasm_bindgen(js_name = cancelAnimationFrame)]
    fn cancel_frame(id: i32);
}

#[cfg(feature = "view")]
impl Frame {
    /// `callback` is called once at most if it drops the frame, and has to.
    pub(crate) fn next(callback: impl Fn() + Clone + 'static) -> Self {
        let otherwise = Timeout::after(WITHOUT_FRAMES, callback.clone());
        let callback = Closure::once(move || {
            if !has_ended() {
                callback();
            }
        });
        Self {
            id: request_frame(&callback),
            _callback: callback,
            _otherwise: otherwise,
        }
    }
}

#[cfg(feature = "view")]
impl Drop for Frame {
    fn drop(&mut self) {
        cancel_frame(self.id);
    }
}

/// Waits for a delay.
pub(crate) async fn pause(wait: Duration) {
    let (sender, receiver) = oneshot::channel();
    let _timeout = Timeout::after(wait, move || {
        // The receiver may be gone.
        sender.send(()).ok();
    });
    receiver.await.ok();
}
