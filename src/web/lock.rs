use super::{Exception, JsResultExt, Task, see_through};
use futures_channel::oneshot;
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

#[wasm_bindgen]
extern "C" {
    /// The part of `LockManager` that is used; `web-sys` counts it as unstable.
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
    /// Takes the lock if nobody in this browser and origin holds it.
    ///
    /// # Errors
    /// Pages that were not loaded securely, and some sandboxed frames, have no locks.
    pub(crate) async fn take(name: &str) -> Result<Option<Self>, Exception> {
        let (sender, receiver) = oneshot::channel();
        let sender = Rc::new(RefCell::new(Some(sender)));
        let granted = Closure::new(move |lock: JsValue| {
            let mut held = None;
            let until_released = js_sys::Promise::new(&mut |release, _| {
                held = (!lock.is_null()).then_some(Self { release });
            });
            let is_free = held.is_some();
            if let Some(sender) = sender.borrow_mut().take() {
                // If nobody waits any more the lock comes back and is released here.
                drop(sender.send(held));
            }
            if is_free {
                until_released
            } else {
                js_sys::Promise::resolve(&JsValue::NULL)
            }
        });
        let options = js_sys::Object::new();
        js_sys::Reflect::set(&options, &"ifAvailable".into(), &true.into()).or_exception()?;
        let done = manager()?.request(name, &options, &granted).or_exception()?;

        // The browser calls `granted` once; the closure is kept until the request is over.
        Task::spawn(async move {
            see_through(async move {
                JsFuture::from(done).await.warn_on_error("lock");
                drop(granted);
            })
            .await;
        })
        .finish();
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

fn manager() -> Result<LockManager, Exception> {
    let missing = || Exception {
        name: "NotSupportedError".into(),
        message: "no navigator.locks".into(),
    };
    let navigator = web_sys::window().ok_or_else(missing)?.navigator();
    let manager = js_sys::Reflect::get(&navigator, &"locks".into()).or_exception()?;
    if manager.is_undefined() {
        return Err(missing());
    }
    Ok(manager.unchecked_into())
}
