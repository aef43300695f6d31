//! Tests device enumeration and capture.

use super::*;
use wasm_bindgen::JsCast;

#[wasm_bindgen_test]
async fn devices_are_listed_once_one_is_allowed() {
    let captured = capture(&PerDevice {
        microphone: None,
        camera: Some(Wish::Any.into()),
    })
    .await;
    let camera = captured.camera.unwrap().unwrap();

    let enumerated = enumerate().await;

    assert!(
        enumerated
            .devices
            .iter()
            .any(|device| Some(&device.id) == camera.device_id().as_ref()),
        "{enumerated:?} lists {:?}",
        camera.device_id()
    );
}

#[wasm_bindgen_test]
async fn an_unknown_device_is_missing() {
    let captured = capture(&PerDevice {
        microphone: None,
        camera: Some(Wish::Exactly("nowhere".to_owned()).into()),
    })
    .await;

    assert_eq!(captured.camera.unwrap().unwrap_err(), Refusal::Missing);
}

#[wasm_bindgen_test]
async fn a_page_may_ask_for_another_size() {
    let small = camera_with(r#"{"width":320,"height":240,"facingMode":"environment"}"#);

    let camera = small.await.unwrap();

    let settings = camera.track().get_settings();
    let [width, height] = ["width", "height"].map(|name| object::number(&settings, name));
    assert_eq!((width, height), (Some(320.0), Some(240.0)));
}

#[wasm_bindgen_test]
async fn constraints_that_no_camera_meets_are_told_from_a_missing_camera() {
    let impossible = r#"{"width":{"min":100000}}"#;
    assert_eq!(
        camera_with(impossible).await.unwrap_err(),
        Refusal::Overconstrained
    );

    let request = Request {
        wish: Wish::Exactly("nowhere".to_owned()),
        constraints: Constraints::from_json(r#"{"width":320}"#),
    };
    assert_eq!(camera(request).await.unwrap_err(), Refusal::Missing);
}

#[wasm_bindgen_test]
async fn unusable_json_is_ignored() {
    for json in ["[", "1", "null"] {
        assert!(camera_with(json).await.is_ok(), "{json}");
    }
}

#[wasm_bindgen_test]
async fn the_microphone_is_requested_alone_if_the_camera_is_blocked() {
    let browser = Browser::whose_camera_is("denied");

    let captured = capture(&both()).await;

    assert_eq!(captured.camera.unwrap().unwrap_err(), Refusal::Denied);
    assert!(captured.microphone.unwrap().is_ok());
    drop(browser);
}

#[wasm_bindgen_test]
async fn a_denied_prompt_for_both_is_not_repeated() {
    let browser = Browser::whose_camera_is("prompt");

    let captured = capture(&both()).await;

    assert_eq!(captured.camera.unwrap().unwrap_err(), Refusal::Denied);
    assert_eq!(captured.microphone.unwrap().unwrap_err(), Refusal::Denied);
    drop(browser);
}

async fn camera_with(json: &str) -> Result<Capture, Refusal> {
    let request = Request {
        wish: Wish::Any,
        constraints: Constraints::from_json(json),
    };
    camera(request).await
}

async fn camera(request: Request) -> Result<Capture, Refusal> {
    let wanted = PerDevice {
        microphone: None,
        camera: Some(request),
    };
    capture(&wanted).await.camera.unwrap()
}

fn both() -> PerDevice<Request> {
    PerDevice {
        microphone: Some(Wish::Any.into()),
        camera: Some(Wish::Any.into()),
    }
}

/// Until dropped, makes the browser refuse the camera and report `state` as its permission; other permissions are
/// `prompt`.
struct Browser(js_sys::Function);

impl Browser {
    fn whose_camera_is(state: &str) -> Self {
        let change = js_sys::Function::new_no_args(&format!(
            "const {{ mediaDevices, permissions }} = navigator;
             const {{ getUserMedia }} = mediaDevices;
             mediaDevices.getUserMedia = (wanted) => wanted.video
                 ? Promise.reject(new DOMException('', 'NotAllowedError'))
                 : getUserMedia.call(mediaDevices, wanted);
             permissions.query = async ({{ name }}) => ({{ state: name === 'camera' ? '{state}' : 'prompt' }});
             return () => {{ delete mediaDevices.getUserMedia; delete permissions.query; }};"
        ));
        Self(change.call0(&JsValue::NULL).unwrap().unchecked_into())
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        self.0.call0(&JsValue::NULL).unwrap();
    }
}

#[wasm_bindgen_test]
fn cancelling_the_screen_picker_is_not_a_failure() {
    let error = |name: &str, message: &str| {
        ScreenRefusal::from(Exception {
            name: name.to_owned(),
            message: message.to_owned(),
        })
    };

    assert_eq!(
        error("NotAllowedError", "Permission denied"),
        ScreenRefusal::Cancelled
    );
    assert_eq!(
        error("NotAllowedError", "Permission denied by system"),
        ScreenRefusal::Denied
    );
    assert_eq!(error("InvalidStateError", "no gesture"), ScreenRefusal::Unasked);
}
