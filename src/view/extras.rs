//! What a person may do with the picture: make it large, keep it in sight, keep it.

use super::Ui;
use super::dom::{all, create, set_attr};
use crate::web::object::{dictionary, set};
use crate::web::{Exception, JsResultExt, Task, pause, run_to_completion};
use futures_channel::oneshot;
use js_sys::Array;
use std::cell::RefCell;
use std::time::Duration;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    Blob, BlobPropertyBag, CanvasRenderingContext2d, Document, Element, HtmlCanvasElement, HtmlElement,
    HtmlVideoElement,
};

/// By then the browser has taken the file over.
const TAKEN_AFTER: Duration = Duration::from_secs(30);

pub(super) struct Extras {
    host: Element,
    working: RefCell<Option<Task>>,
}

impl Extras {
    pub(super) fn new(host: Element) -> Self {
        Self {
            host,
            working: RefCell::new(None),
        }
    }

    pub(super) fn is_full_screen(&self) -> bool {
        self.host.matches(":fullscreen") == Ok(true)
    }

    /// Whether a page may fill the screen: on most phones it may not.
    pub(super) fn can_fill(&self) -> bool {
        document().is_some_and(|document| document.fullscreen_enabled())
    }

    /// Fills the screen, or no longer.
    pub(super) fn full_screen(&self) {
        if self.is_full_screen() {
            if let Some(document) = document() {
                document.exit_fullscreen();
            }
        } else {
            // The key is there also where the menu has nothing.
            self.host.request_fullscreen().warn_on_error("full screen");
        }
    }

    /// Whether a picture can be kept in sight beside other windows.
    pub(super) fn can_float(&self) -> bool {
        document().is_some_and(|document| document.unchecked_ref::<Floating>().enabled() == Some(true))
    }

    /// Saves the message log as JSON, with how the link to each person is and came about, without anybody's address.
    pub(super) fn save_report(&self, root: &Element) {
        let agent = web_sys::window().and_then(|window| window.navigator().user_agent().ok());
        let rows = |selector| all(root, selector).iter().map(reported).collect::<Array>().into();
        let report = dictionary(&[
            ("browser", agent.into()),
            ("time", js_sys::Date::new_0().to_iso_string().into()),
            ("links", rows("[data-person]")),
            ("quality", rows(".quality-row")),
            ("steps", rows(".step")),
            ("messages", rows(".logged")),
        ]);
        let text = js_sys::JSON::stringify_with_replacer_and_space(&report, &JsValue::NULL, &2.into());
        let kind = BlobPropertyBag::new();
        kind.set_type("application/json");
        let blob = text.and_then(|text| Blob::new_with_str_sequence_and_options(&Array::of1(&text), &kind));
        if let Some(blob) = blob.warn_on_error("the report") {
            save(&blob, "json");
        }
    }
}

impl Ui {
    /// Keeps a picture in sight while the person is elsewhere, or no longer.
    pub(super) fn picture_in_picture(&self, video: Option<HtmlVideoElement>) {
        let Some(document) = document() else { return };
        let floating: &Floating = document.unchecked_ref();
        let asked = match (floating.element(), video) {
            (Some(_), _) => floating.exit(),
            (None, Some(video)) => video.unchecked_ref::<Floatable>().request(),
            (None, None) => return self.say("no-floating"),
        };
        let ui = self.itself.borrow().clone();
        let task = Task::spawn(async move {
            let done = match asked {
                Ok(asked) => JsFuture::from(asked).await,
                Err(thrown) => Err(thrown),
            };
            if done.warn_on_error("picture in picture").is_none()
                && let Some(ui) = ui.upgrade()
            {
                ui.say("no-floating");
            }
        });
        self.extras.working.replace(Some(task));
    }

    /// Saves what a video shows at this moment.
    pub(super) fn snapshot(&self, video: Option<HtmlVideoElement>) {
        let canvas = video
            .filter(|video| video.video_width() > 0)
            .and_then(|video| draw(&video).warn_on_error("a snapshot"));
        let Some(canvas) = canvas else {
            return self.say("no-picture");
        };
        let ui = self.itself.borrow().clone();
        let task = Task::spawn(async move {
            let blob = run_to_completion(to_blob(canvas)).await;
            if let Some((blob, ui)) = blob.zip(ui.upgrade()) {
                save(&blob, "png");
                ui.say("picture-taken");
            }
        });
        self.extras.working.replace(Some(task));
    }
}

/// What an element says of a message, a link or a step, as data: its marks, and those of its texts that are no names.
fn reported(row: &Element) -> JsValue {
    let said = js_sys::Object::new();
    for name in row.get_attribute_names() {
        let name = name.as_string().unwrap_or_default();
        if let Some((key, value)) = name.strip_prefix("data-").zip(row.get_attribute(&name)) {
            set(&said, key, &value.into());
        }
    }
    for element in all(row, "time, pre, .took, [data-measure]") {
        let text = element.text_content().filter(|text| !text.is_empty());
        let key = match &*element.tag_name() {
            "TIME" => "time".to_owned(),
            "PRE" => "text".to_owned(),
            _ => element
                .get_attribute("data-measure")
                .unwrap_or_else(|| "took".to_owned()),
        };
        if let Some(text) = text {
            set(&said, &key, &visavis_call::redacted(&text).into());
        }
    }
    said.into()
}

fn draw(video: &HtmlVideoElement) -> Result<HtmlCanvasElement, Exception> {
    let canvas: HtmlCanvasElement = create("canvas")?.unchecked_into();
    canvas.set_width(video.video_width());
    canvas.set_height(video.video_height());
    let brush: CanvasRenderingContext2d = canvas
        .get_context("2d")
        .or_exception()?
        .ok_or_else(|| super::dom::missing("a canvas"))?
        .unchecked_into();
    brush
        .draw_image_with_html_video_element(video, 0.0, 0.0)
        .or_exception()?;
    Ok(canvas)
}

async fn to_blob(canvas: HtmlCanvasElement) -> Option<Blob> {
    let (sender, receiver) = oneshot::channel();
    let mut sender = Some(sender);
    let done = Closure::<dyn FnMut(JsValue)>::new(move |blob: JsValue| {
        if let Some(sender) = sender.take() {
            // Nobody waits any more.
            sender.send(blob.dyn_into::<Blob>().ok()).ok();
        }
    });
    canvas
        .to_blob(done.as_ref().unchecked_ref())
        .warn_on_error("a snapshot")?;
    receiver.await.ok().flatten()
}

/// Hands a file to the person.
pub(super) fn save(blob: &Blob, extension: &str) {
    let Some(address) = web_sys::Url::create_object_url_with_blob(blob).warn_on_error("saving") else {
        return;
    };
    if let Ok(link) = create("a") {
        let time = String::from(js_sys::Date::new_0().to_iso_string());
        let time = time.get(..19).unwrap_or_default().replace(':', "-");
        set_attr(&link, "href", &address);
        set_attr(&link, "download", &format!("visavis-{time}.{extension}"));
        link.unchecked_ref::<HtmlElement>().click();
    }
    Task::spawn(async move {
        pause(TAKEN_AFTER).await;

        web_sys::Url::revoke_object_url(&address).warn_on_error("saving");
    })
    .detach();
}

fn document() -> Option<Document> {
    web_sys::window()?.document()
}

#[wasm_bindgen]
extern "C" {
    /// What `web-sys` lacks of `Document`.
    type Floating;
    #[wasm_bindgen(method, getter, js_name = pictureInPictureEnabled)]
    fn enabled(this: &Floating) -> Option<bool>;
    #[wasm_bindgen(method, getter, js_name = pictureInPictureElement)]
    fn element(this: &Floating) -> Option<Element>;
    #[wasm_bindgen(method, catch, js_name = exitPictureInPicture)]
    fn exit(this: &Floating) -> Result<js_sys::Promise, JsValue>;

    /// What it lacks of `HTMLVideoElement`.
    type Floatable;
    #[wasm_bindgen(method, catch, js_name = requestPictureInPicture)]
    fn request(this: &Floatable) -> Result<js_sys::Promise, JsValue>;
}
