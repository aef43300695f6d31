use super::has_ended;
use futures_channel::oneshot;
use futures_util::future::{AbortHandle, abortable};
use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::task::Poll;

/// A future running on the browser's event loop. Dropping it stops it at its current `.await`.
#[derive(Debug)]
#[must_use = "a task stops when it is dropped"]
pub(crate) struct Task(Option<AbortHandle>);

impl Task {
    pub(crate) fn spawn(future: impl Future<Output = ()> + 'static) -> Self {
        Self(Some(run(Box::pin(future))))
    }

    /// Detaches the task: it runs to completion.
    pub(crate) fn detach(mut self) {
        self.0 = None;
    }
}

impl Drop for Task {
    fn drop(&mut self) {
        if let Some(handle) = self.0.take() {
            handle.abort();
        }
    }
}

/// Runs `future` to completion even if the caller stops waiting: for browser operations that cannot be cancelled,
/// above all `getUserMedia`. A late result is dropped, not lost.
pub(crate) async fn run_to_completion<T: 'static>(future: impl Future<Output = T> + 'static) -> T {
    let (sender, receiver) = oneshot::channel();
    // Runs to completion: the abort handle is not used.
    drop(run(Box::pin(async move {
        // If the receiver is gone, the value comes back and is dropped here.
        drop(sender.send(future.await));
    })));
    match receiver.await {
        Ok(value) => value,
        Err(oneshot::Canceled) => unreachable!("the sender lives until it has sent"),
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "the only place: every other future is owned by a Task"
)]
fn run(mut future: Pin<Box<dyn Future<Output = ()>>>) -> AbortHandle {
    let living = poll_fn(move |context| {
        if has_ended() {
            Poll::Pending
        } else {
            future.as_mut().poll(context)
        }
    });
    let (future, handle) = abortable(living);
    wasm_bindgen_futures::spawn_local(async move {
        // Aborted or complete: nothing to do either way.
        future.await.ok();
    });
    handle
}
