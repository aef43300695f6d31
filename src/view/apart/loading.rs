//! Loading the part.

use crate::view::message::{Mailbox, Message};
use crate::web::Task;
use js_sys::Promise;
use std::time::Duration;
use wasm_bindgen_futures::JsFuture;

/// After the first failure; every further one doubles it.
const FIRST_PAUSE: Duration = Duration::from_secs(2);
/// Who is in a call waits no longer than this.
const DOUBLED_AT_MOST: u32 = 3;

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

/// Returns how long to wait after so many failures.
pub(super) fn pause(failures: u32) -> Duration {
    FIRST_PAUSE * 2u32.pow(failures.saturating_sub(1).min(DOUBLED_AT_MOST))
}
