//! Tests that videos are kept playing.

use super::*;

#[wasm_bindgen_test]
async fn a_paused_video_plays_again() {
    let page = Page::in_call();
    let video = watched(&page).await;

    for _ in 0..2 {
        video.pause().unwrap();
        eventually(|| !video.paused()).await;
    }

    assert!(
        !page
            .find::<Element>("[data-person=a]")
            .has_attribute("data-paused")
    );
}

#[wasm_bindgen_test]
async fn a_video_that_is_paused_again_and_again_is_left_to_the_person() {
    const PLAY: EventType<web_sys::Event> = EventType::new("play");
    let page = Page::in_call();
    let video = watched(&page).await;
    let plays = Rc::new(Cell::new(0));
    let (paused, count) = (video.clone(), Rc::clone(&plays));
    let hostile = Listener::new(&video, &PLAY, move |_| {
        count.set(count.get() + 1);
        paused.pause().unwrap();
    });
    let tile = page.find::<Element>("[data-person=a]");
    let button = page.find::<HtmlElement>("[data-person=a] [data-action=play]");
    assert_eq!(button.offset_width(), 0);

    video.pause().unwrap();
    eventually(|| tile.has_attribute("data-paused")).await;
    assert_eq!(plays.get(), 3);
    assert!(button.offset_width() > 0);
    drop(hostile);
    button.click();

    eventually(|| !video.paused()).await;
    page.with_ui(Ui::tick);
    assert!(!tile.has_attribute("data-paused"));
}

#[wasm_bindgen_test]
async fn a_video_that_the_browser_refuses_to_play_has_a_button() {
    let page = Page::in_call();
    let video = watched(&page).await;
    let refuse = js_sys::Function::new_no_args(
        "return Promise.reject(new DOMException('not now', 'NotAllowedError'))",
    );
    js_sys::Reflect::set(&video, &"play".into(), &refuse).unwrap();

    video.pause().unwrap();
    let tile = page.find::<Element>("[data-person=a]");
    eventually(|| tile.has_attribute("data-paused")).await;
    js_sys::Reflect::delete_property(&video, &"play".into()).unwrap();
    page.press("play");

    eventually(|| !video.paused()).await;
}

#[wasm_bindgen_test]
async fn what_did_not_play_while_the_page_was_hidden_plays_when_it_is_visible_again() {
    let page = Page::in_call();
    let video = watched(&page).await;
    page.with_ui(|ui| ui.is_seen = false);
    video.pause().unwrap();
    page.with_ui(|ui| {
        ui.stage
            .pictures_mut()
            .for_each(|picture| picture.mute_if_heard())
    });

    page.with_ui(Ui::tick);

    eventually(|| !video.paused()).await;
}

#[wasm_bindgen_test]
async fn a_video_that_the_person_paused_in_its_own_window_stays_paused_until_that_is_closed() {
    let page = Page::in_call();
    let video = watched(&page).await;
    let float = |element: &JsValue| {
        let of = js_sys::Object::new();
        js_sys::Reflect::set(&of, &"value".into(), element).unwrap();
        js_sys::Reflect::set(&of, &"configurable".into(), &true.into()).unwrap();
        js_sys::Object::define_property(&page.shadow, &"pictureInPictureElement".into(), &of);
    };
    let tile = page.find::<Element>("[data-person=a]");

    float(&video);
    video.pause().unwrap();
    page.with_ui(Ui::tick);
    page.with_ui(Ui::tick);
    assert!(video.paused());
    assert!(tile.has_attribute("data-paused"));
    float(&JsValue::NULL);

    eventually(|| !video.paused()).await;
    page.with_ui(Ui::tick);
    assert!(!tile.has_attribute("data-paused"));
}

#[wasm_bindgen_test]
async fn the_self_view_and_a_shared_screen_play_again_as_well() {
    let page = Page::in_call();
    let _other = watched(&page).await;
    page.view
        .show_now(&Notice::OwnStream(Picture::Person, Some(painted())));
    page.view
        .show_now(&Notice::RemoteStream(id("a"), Picture::Screen, painted()));
    page.tell(sends(Source::Screen, visavis_call::Status::On));

    for of in [".own", ".shared"] {
        let video: HtmlVideoElement = page.find(&format!("{of} video"));
        eventually(|| !video.paused()).await;
        video.pause().unwrap();
        eventually(|| !video.paused()).await;
    }
}

/// Returns the video of Ada, silent because the browser has had no click, once it plays.
async fn watched(page: &Page) -> HtmlVideoElement {
    page.tell(joined("a", "Ada", true));
    page.view
        .show_now(&Notice::RemoteStream(id("a"), Picture::Person, painted()));
    let video = page.video("a");
    eventually(|| !video.paused() && video.ready_state() >= 2).await;
    video
}
