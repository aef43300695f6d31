use super::{Exception, JsResultExt, Task, object, window};
use futures_channel::oneshot;
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::AbortController;

#[wasm_bindgen]
extern "C" {
    /// The part of `LockManager` used here; unstable in `web-sys`.
    type LockManager;
    #[wasm_bindgen(method, catch)]
    fn request(
        this: &LockManager,
        name: &str,
        options: &JsValue,
        granted: &Closure<dyn FnMut(JsValue) -> js_sys::Promise>,
    ) -> Result<js_sys::Promise, JsValue>;
}

/// A Web Lock, held until it is dropped or the page is gone. <https://www.w3.org/TR/web-locks/>
#[derive(Debug)]
#[must_use = "the lock is released when it is dropped"]
pub(crate) struct HeldLock {
    release: js_sys::Function,
}

impl HeldLock {
    /// Takes the lock if it is free in this browser and origin.
    ///
    /// # Errors
    ///
    /// Insecure contexts and some sandboxed frames have no locks.
    pub(crate) async fn take(name: &str) -> Result<Option<Self>, Exception> {
        Self::request(name, "ifAvailable", true.into()).await
    }

    /// Waits for the lock. Dropping the future abandons the request.
    ///
    /// # Errors
    ///
    /// As for [`HeldLock::take`].
    pub(crate) async fn wait(name: &str) -> Result<Option<Self>, Exception> {
        Self::request(name, "mode", "exclusive".into()).await
    }

    async fn request(name: &str, option: &str, value: JsValue) -> Result<Option<Self>, Exception> {
        let (sender, receiver) = oneshot::channel();
        let sender = Rc::new(RefCell::new(Some(sender)));
        let granted = Closure::new(move |lock: JsValue| {
            let mut held = None;
            let until_released = js_sys::Promise::new(&mut |release, _| {
                // The ledger in `client.js` recognizes the function by this property: after a panic nothing is
                // dropped.
                object::set(&release, "releaseVisavisLock", &release);
                held = (!lock.is_null()).then_some(Self { release });
            });
            let is_free = held.is_some();
            if let Some(sender) = sender.borrow_mut().take() {
                // If the receiver is gone, the lock comes back and is released here.
                drop(sender.send(held));
            }
            if is_free {
                until_released
            } else {
                js_sys::Promise::resolve(&JsValue::NULL)
            }
        });
        let options = object::dictionary(&[(option, value)]);
        let done = manager()?.request(name, &options, &granted).or_exception()?;

        keep_until(done, granted);
        Ok(receiver.await.unwrap_or_default())
    }
}

impl Drop for HeldLock {
    fn drop(&mut self) {
        self.release
            .call0(&JsValue::NULL)
            .warn_on_error("releasing a lock");
    }
}

/// Watches a lock until it is free, because its holder released it or is gone. Dropping it stops watching.
#[derive(Debug)]
#[must_use = "watching stops when it is dropped"]
pub(crate) struct LockWatch {
    abort: AbortController,
}

impl LockWatch {
    /// Calls `free` once the lock is free.
    ///
    /// # Errors
    ///
    /// As for [`HeldLock::take`].
    pub(crate) fn new(name: &str, free: impl FnOnce() + 'static) -> Result<Self, Exception> {
        let abort = AbortController::new().or_exception()?;
        let options = object::dictionary(&[("mode", "shared".into()), ("signal", abort.signal().into())]);
        let mut free = Some(free);
        let granted = Closure::new(move |_lock: JsValue| {
            if let Some(free) = free.take() {
                free();
            }
            // Released at once: a returning holder must not wait for watchers.
            js_sys::Promise::resolve(&JsValue::NULL)
        });
        let done = manager()?.request(name, &options, &granted).or_exception()?;

        keep_until(done, granted);
        Ok(Self { abort })
    }
}

impl Drop for LockWatch {
    fn drop(&mut self) {
        self.abort.abort();
    }
}

/// Keeps the closure `granted`, which is called once, until the request is over.
fn keep_until(done: js_sys::Promise, granted: Closure<dyn FnMut(JsValue) -> js_sys::Promise>) {
    Task::spawn(async move {
        // It rejects only if it was aborted.
        JsFuture::from(done).await.ok();
        drop(granted);
    })
    .detach();
}

fn manager() -> Result<LockManager, Exception> {
    let missing = || Exception {
        name: "NotSupportedError".into(),
        message: "no navigator.locks".into(),
    };
    let navigator = window().navigator();
    let manager = object::member(&navigator, "locks").ok_or_else(missing)?;
    Ok(manager.unchecked_into())
}
