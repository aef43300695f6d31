//! Loads the part when a test says so.

use super::load_with;
use js_sys::{Array, Function, Reflect};
use std::time::Duration;
use wasm_bindgen::{JsCast, JsValue};

/// `this` has the attempts, each to be ended by `resolve` or `reject`.
const LOADS: &str = "if (this.isThere) return undefined;
    return new Promise((resolve, reject) => { this.push({ resolve, reject }); })";

/// The attempts to load the part. Dropping them lets it be there, as in the other tests.
pub(crate) struct Attempts(Array);

impl Attempts {
    /// Lets the part be absent until an attempt succeeds.
    pub(crate) fn await_part() -> Self {
        let attempts = Array::new();
        load_with(Some(Function::new_no_args(LOADS).bind0(&attempts)));
        Self(attempts)
    }

    pub(crate) fn count(&self) -> u32 {
        self.0.length()
    }

    pub(crate) fn succeed(&self, number: u32) {
        Reflect::set(&self.0, &"isThere".into(), &true.into()).unwrap();
        self.end(number, "resolve", &JsValue::UNDEFINED);
    }

    pub(crate) fn fail(&self, number: u32) {
        let reason = js_sys::Error::new("It could not be loaded.");
        Reflect::set(&reason, &"code".into(), &"ClientMissing".into()).unwrap();
        self.end(number, "reject", &reason);
    }

    fn end(&self, number: u32, how: &str, with: &JsValue) {
        let end = Reflect::get(&self.0.get(number), &how.into()).unwrap();
        end.unchecked_into::<Function>()
            .call1(&JsValue::UNDEFINED, with)
            .unwrap();
    }

    /// Waits for an attempt, which follows a failure after a pause.
    pub(crate) async fn reach(&self, count: u32) {
        while self.count() < count {
            crate::web::pause(Duration::from_millis(10)).await;
        }
    }
}

impl Drop for Attempts {
    fn drop(&mut self) {
        load_with(None);
    }
}
