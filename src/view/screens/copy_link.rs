//! The button that copies the link to the room, and says so in its place.

use crate::view::dom::{find, set_text, toggle_attr};
use crate::view::markup::{Part, build};
use crate::view::strings::Strings;
use crate::web::{EventType, Exception, JsResultExt, Listener, Task, pause};
use std::time::Duration;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Element, Event, HtmlInputElement};

const CLICK: EventType<Event> = EventType::new("click");
/// Time to see that it worked.
const COPIED_FOR: Duration = Duration::from_secs(2);

pub(in crate::view) struct CopyLink {
    _listener: Listener,
}

impl CopyLink {
    /// Puts the button into its place on `screen`.
    pub(in crate::view) fn put_on(
        screen: &Element,
        link: &str,
        strings: &Strings,
    ) -> Result<Self, Exception> {
        let element = build(Part::CopyLink, strings)?;
        let address: HtmlInputElement = find(&element, "input")?;
        let button: Element = find(&element, "button")?;
        address.set_value(link);
        find::<Element>(screen, "[data-place=copy-link]")?
            .append_child(&element)
            .or_exception()?;

        let (mut _copying, strings) = (None, strings.clone());
        let listener = Listener::new(&button.clone(), &CLICK, move |_| {
            _copying = Some(Task::spawn(copy(
                button.clone(),
                address.clone(),
                strings.clone(),
            )));
        });
        Ok(Self { _listener: listener })
    }
}

async fn copy(button: Element, address: HtmlInputElement, strings: Strings) {
    if !is_copied(&address.value()).await {
        // Without a clipboard the person copies it by hand.
        toggle_attr(&address, "hidden", false);
        address.select();
        return;
    }
    let Ok(label) = find::<Element>(&button, "span") else {
        return;
    };
    toggle_attr(&button, "data-copied", true);
    set_text(&label, &strings.of("copied"));
    pause(COPIED_FOR).await;
    toggle_attr(&button, "data-copied", false);
    set_text(&label, &strings.of("copy-link"));
}

async fn is_copied(link: &str) -> bool {
    let Some(window) = web_sys::window() else {
        return false;
    };
    let clipboard = window.navigator().clipboard();
    // There is none on a page that is not secure, whatever the type says.
    if clipboard.unchecked_ref::<wasm_bindgen::JsValue>().is_undefined() {
        return false;
    }
    JsFuture::from(clipboard.write_text(link)).await.is_ok()
}
