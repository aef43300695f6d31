//! What the browser tells of devices.

use super::*;
use wasm_bindgen::JsCast;

#[wasm_bindgen_test]
async fn devices_have_names_once_one_is_allowed() {
    let captured = capture(&PerDevice {
        microphone: None,
        camera: Some(Wish::Any),
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
async fn a_device_that_is_not_there_is_missing() {
    let captured = capture(&PerDevice {
        microphone: None,
        camera: Some(Wish::Exactly("nowhere".to_owned())),
    })
    .await;

    assert_eq!(captured.camera.unwrap().unwrap_err(), Refusal::Missing);
}

#[wasm_bindgen_test]
async fn where_the_camera_is_blocked_the_microphone_is_asked_for() {
    let browser = Browser::whose_camera_is("denied");

    let captured = capture(&both()).await;

    assert_eq!(captured.camera.unwrap().unwrap_err(), Refusal::Denied);
    assert!(captured.microphone.unwrap().is_ok());
    drop(browser);
}

#[wasm_bindgen_test]
async fn whoever_said_no_to_both_is_not_asked_again() {
    let browser = Browser::whose_camera_is("prompt");

    let captured = capture(&both()).await;

    assert_eq!(captured.camera.unwrap().unwrap_err(), Refusal::Denied);
    assert_eq!(captured.microphone.unwrap().unwrap_err(), Refusal::Denied);
    drop(browser);
}

fn both() -> PerDevice<Wish> {
    PerDevice {
        microphone: Some(Wish::Any),
        camera: Some(Wish::Any),
    }
}

/// Until it is dropped the browser gives no camera, and says that of it; of the rest it says that it would ask.
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
fn saying_no_to_a_screen_is_not_a_failure() {
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
