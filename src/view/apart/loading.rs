//! Loading the part.

use crate::view::message::{Mailbox, Message};
use crate::web::Task;
use js_sys::Promise;
use wasm_bindgen_futures::JsFuture;

/// An attempt to load the part. Dropping it forgets the outcome.
pub(super) struct Loading {
    _task: Task,
}

impl Loading {
    /// Waits for `part`, and reports the outcome.
    pub(super) fn of(part: Promise, mailbox: &Mailbox) -> Self {
        let mailbox = mailbox.clone();
        Self {
            _task: Task::spawn(async move {
                // `www/client.js` has said in the console what is wrong.
                let is_there = JsFuture::from(part).await.is_ok();
                mailbox.put(Message::ApartLoaded(is_there));
            }),
        }
    }
}
