//! Presence locks: a Web Lock shows that a tab is alive, since the browser releases it however the tab ends.

use crate::web::{HeldLock, LockWatch, Task, Timeout};
use futures_channel::oneshot;
use futures_util::future::select;
use std::cell::OnceCell;
use std::rc::Rc;
use std::time::Duration;
use visavis_call::protocol::ClientId;

/// A reloaded page waits until all watchers have released the lock, which can hang if one of them is suspended; so
/// the wait is bounded.
const WAIT_AT_MOST: Duration = Duration::from_millis(300);

/// Separate from the identity's lock, so that watchers never block a reload from resuming its identity.
fn name(id: &ClientId) -> String {
    format!("visavis:here:{}", id.0)
}

/// The presence lock of this client: shows that it is alive until dropped.
#[derive(Debug)]
#[must_use = "others consider this client gone when it is dropped"]
pub(crate) struct PresenceLock {
    held: Rc<OnceCell<HeldLock>>,
    _taking: Task,
}

impl PresenceLock {
    /// Takes the lock, now or as soon as it is free. Some browsers have no locks.
    pub(crate) async fn take(id: &ClientId) -> Self {
        let held = Rc::new(OnceCell::new());
        let (taken, is_taken) = oneshot::channel();
        let (name, kept) = (name(id), Rc::clone(&held));
        let taking = Task::spawn(async move {
            if let Ok(Some(lock)) = HeldLock::wait(&name).await {
                // Empty so far: only this task fills it.
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

    /// Returns whether the lock is held.
    pub(super) fn is_held(&self) -> bool {
        self.held.get().is_some()
    }
}

/// Watches a client's lock and calls `gone` when it is released.
pub(super) fn watch(id: &ClientId, gone: impl FnOnce() + 'static) -> Option<LockWatch> {
    // Without locks no client claims to hold one.
    LockWatch::new(&name(id), gone).ok()
}
