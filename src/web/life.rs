use std::cell::Cell;

thread_local! {
    static HAS_ENDED: Cell<bool> = const { Cell::new(false) };
}

/// Disables this instance after a panic: with `panic = "abort"` nothing is dropped, and later callbacks would find
/// inconsistent state. From here on, listeners, tasks and timeouts do nothing.
#[cfg(feature = "exports")]
pub(crate) fn end_everything() {
    HAS_ENDED.set(true);
}

/// Returns whether this instance has been disabled.
pub(crate) fn has_ended() -> bool {
    HAS_ENDED.get()
}
