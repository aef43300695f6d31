use std::cell::Cell;

thread_local! {
    static HAS_ENDED: Cell<bool> = const { Cell::new(false) };
}

/// This instance has broken down: with `panic = "abort"` nothing is dropped, and what the browser still calls would
/// find everything half done. From here on listeners, tasks and alarms do nothing.
#[cfg(feature = "exports")]
pub(crate) fn end_everything() {
    HAS_ENDED.set(true);
}

/// Whether it has.
pub(crate) fn has_ended() -> bool {
    HAS_ENDED.get()
}
