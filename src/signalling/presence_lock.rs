//! A lock says whether a tab is there: the browser frees it however the tab ends.

use crate::web::{HeldLock, LockWatch, Task, Timeout};
use futures_channel::oneshot;
use futures_util::future::select;
use std::cell::OnceCell;
use std::rc::Rc;
use std::time::Duration;
use visavis_call::protocol::ClientId;

/// Whoever is loaded anew waits until all who watched the former life have let go, which may hang where one of them is
/// suspended. Nobody waits for that.
const WAIT_AT_MOST: Duration = Duration::from_millis(300);

/// Not the lock of the identity: whoever watches must never be in the way of a reload that wants to be itself again.
fn name(id: &ClientId) -> String {
    format!("visavis:here:{}", id.0)
}

/// Says that this client is there, as long as it is not dropped.
#[derive(Debug)]
#[must_use = "others take this client for gone when it is dropped"]
pub(super) struct PresenceLock {
    held: Rc<OnceCell<HeldLock>>,
    _taking: Task,
}

impl PresenceLock {
    /// Takes the lock, now or as soon as it can be had. Some browsers have none.
    pub(super) async fn take(id: &ClientId) -> Self {
        let held = Rc::new(OnceCell::new());
        let (taken, is_taken) = oneshot::channel();
        let (name, kept) = (name(id), Rc::clone(&held));
        let taking = Task::spawn(async move {
            if let Ok(Some(lock)) = HeldLock::wait(&name).await {
                // It is empty: only this task fills it.
                kept.set(lock).ok();
            }
            taken.send(()).ok();
        });
        let (late, is_late) = oneshot::channel();
        let _timeout = Timeout::after(WAIT_AT_MOST, move || {
            late.send(()).ok();
        });
        select(is_taken, is_late).await;
        Self {
            held,
            _taking: taking,
        }
    }

    /// Whether others can rely on it.
    pub(super) fn is_held(&self) -> bool {
        self.held.get().is_some()
    }
}

/// Waits until that client is gone.
pub(super) fn watch(id: &ClientId, gone: impl FnOnce() + 'static) -> Option<LockWatch> {
    // Without locks nobody says that it holds one.
    LockWatch::new(&name(id), gone).ok()
}
