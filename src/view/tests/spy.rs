//! Spies: changes of what the browser does, for the length of a test.

use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

/// Simulates an earlier user gesture, and keeps downloads for inspection.
pub(super) const PRESSED: &str = "
    Object.defineProperty(navigator, 'userActivation', { value: undefined, configurable: true });
    kept = [];
    const make = URL.createObjectURL;
    URL.createObjectURL = (blob) => { kept.push(blob); return make.call(URL, blob); };
    HTMLAnchorElement.prototype.click = () => {};
    undo = () => {
        delete navigator.userActivation;
        URL.createObjectURL = make;
        delete HTMLAnchorElement.prototype.click;
    };";

/// Modifies browser functions until dropped. Of several that modify the same one, the last has to be dropped first:
/// [`Spy::all`] does so, unlike an array.
pub(super) struct Spy(Vec<js_sys::Function>);

impl Spy {
    pub(super) fn set(script: &str) -> Self {
        Self::all([script])
    }

    pub(super) fn all<const N: usize>(scripts: [&str; N]) -> Self {
        let changes = scripts.map(|script| {
            let change =
                js_sys::Function::new_no_args(&format!("let undo = () => {{}}; {script} return undo;"));
            change.call0(&JsValue::NULL).unwrap().unchecked_into()
        });
        Self(changes.into())
    }
}

impl Drop for Spy {
    fn drop(&mut self) {
        for undo in self.0.iter().rev() {
            undo.call0(&JsValue::NULL).unwrap();
        }
    }
}

pub(super) fn look(expression: &str) -> String {
    let look = js_sys::Function::new_no_args(&format!("return String({expression});"));
    look.call0(&JsValue::NULL).unwrap().as_string().unwrap()
}

/// Awaits a promise.
pub(super) async fn finished(promise: js_sys::Promise) -> JsValue {
    JsFuture::from(promise).await.unwrap()
}
