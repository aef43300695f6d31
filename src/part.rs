//! What only a call needs. In the package it is in a file of its own (`crates/bindgen`), which is loaded while the person
//! looks at the lobby, or else when a call begins. Elsewhere it is there from the beginning.
//!
//! The functions with which it begins are those of the modules that `PART_BEGINS` names (`crates/xtask/src/page/client.rs`).
//! None of them may be called before it is there, and what calls them marks them as `#[inline(never)]`, or it would take
//! their code along.

#[cfg(test)]
pub(crate) mod by_hand;

use js_sys::{Function, Promise};
use std::cell::RefCell;
use std::time::Duration;
use wasm_bindgen::{JsCast, JsValue};

/// After the first failure; every further one doubles it.
const FIRST_PAUSE: Duration = Duration::from_secs(2);
/// Who waits for a call waits no longer than this.
const DOUBLED_AT_MOST: u32 = 3;

thread_local! {
    static LOADER: RefCell<Option<Function>> = const { RefCell::new(None) };
}

/// Sets what loads the part: a function that returns a promise, or `undefined` once it is there.
#[cfg(any(feature = "exports", test))]
pub(crate) fn load_with(loader: Option<Function>) {
    LOADER.set(loader);
}

/// Loads the part, unless that is being done. Returns `None` if it is there.
pub(crate) fn load() -> Option<Promise> {
    let loader = LOADER.with_borrow(Clone::clone)?;
    let loading = match loader.call0(&JsValue::UNDEFINED) {
        Ok(loading) if loading.is_undefined() => return None,
        // No `instanceof`: the page may have put a class of its own in the place of `Promise`.
        Ok(loading) => loading.unchecked_into(),
        Err(thrown) => Promise::reject(&thrown),
    };
    Some(loading)
}

/// Returns how long to wait after so many failures.
pub(crate) fn pause(failures: u32) -> Duration {
    FIRST_PAUSE * 2u32.pow(failures.saturating_sub(1).min(DOUBLED_AT_MOST))
}
