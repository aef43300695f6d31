//! Switches camera and microphone on in the lobby if their permission is already granted.

use crate::view::Ui;
use crate::view::message::{Mailbox, Message};
use crate::web::{Exception, JsResultExt, Task, is_framed, window};
use js_sys::Reflect;
use visavis_call::Command;
use visavis_call::Source;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{PermissionState, PermissionStatus};

pub(super) fn run(mailbox: &Mailbox) -> Task {
    let mailbox = mailbox.clone();
    Task::spawn(async move {
        // A page that frames this one must not decide when it captures.
        if is_framed() {
            return;
        }
        for (source, name) in [(Source::Camera, "camera"), (Source::Microphone, "microphone")] {
            // Firefox does not answer everywhere; the person then switches the device on.
            if is_granted(name).await == Ok(true) {
                mailbox.put(Message::Permitted(source));
            }
        }
    })
}

impl Ui {
    pub(in crate::view) fn start_permitted(&mut self, source: Source) {
        let is_wanted = source == Source::Microphone || !self.is_ring;
        if self.is_in_lobby() && is_wanted {
            self.send_command(Command::Suggest { source, on: true });
        }
    }
}

async fn is_granted(name: &str) -> Result<bool, Exception> {
    let permissions = window().navigator().permissions().or_exception()?;
    let descriptor = js_sys::Object::new();
    Reflect::set(&descriptor, &"name".into(), &name.into()).or_exception()?;
    let status = JsFuture::from(permissions.query(&descriptor).or_exception()?)
        .await
        .or_exception()?;
    Ok(status.unchecked_into::<PermissionStatus>().state() == PermissionState::Granted)
}
