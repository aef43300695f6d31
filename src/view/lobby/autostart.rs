//! Before the call: the picture is there at once where camera and microphone were allowed before. Nobody is asked.

use crate::notice::Intention;
use crate::view::Ui;
use crate::web::{Exception, JsResultExt, Task, is_framed};
use js_sys::Reflect;
use std::rc::Weak;
use visavis_call::Source;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{PermissionState, PermissionStatus};

pub(in crate::view) fn start(ui: &Weak<Ui>) -> Task {
    let ui = ui.clone();
    Task::spawn(async move {
        // Whoever frames a page has no say in when it captures.
        if is_framed() {
            return;
        }
        for (source, name) in [(Source::Camera, "camera"), (Source::Microphone, "microphone")] {
            // Firefox does not tell everywhere: then the person switches it on.
            if is_granted(name).await == Ok(true)
                && let Some(ui) = ui.upgrade()
                && ui.is_in_lobby()
                && (source == Source::Microphone || !ui.root.has_attribute("data-audio-only"))
            {
                ui.intend(Intention::Switch { source, on: true });
            }
        }
    })
}

async fn is_granted(name: &str) -> Result<bool, Exception> {
    let missing = || crate::view::dom::missing("a window");
    let permissions = web_sys::window()
        .ok_or_else(missing)?
        .navigator()
        .permissions()
        .or_exception()?;
    let descriptor = js_sys::Object::new();
    Reflect::set(&descriptor, &"name".into(), &name.into()).or_exception()?;
    let status = JsFuture::from(permissions.query(&descriptor).or_exception()?)
        .await
        .or_exception()?;
    Ok(status.unchecked_into::<PermissionStatus>().state() == PermissionState::Granted)
}
