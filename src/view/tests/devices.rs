//! Tests the lists of cameras, microphones and loudspeakers.

use super::spy::{Spy, look};
use super::*;
use crate::notice::DeviceChoice;
use visavis_call::devices::DeviceKind;
use web_sys::HtmlSelectElement;

#[wasm_bindgen_test]
fn selecting_a_device_sends_a_command() {
    let page = Page::in_call();
    page.view.show_now(&Notice::Devices(devices(Some("B"))));

    for name in ["camera", "microphone", "speaker"] {
        let select: HtmlSelectElement = page.find(&format!("select[name={name}]"));
        assert_eq!(select.value(), "B");
        select.set_value("A");
        let change = web_sys::Event::new("change").unwrap();
        select.dispatch_event(&change).unwrap();
    }

    let kinds = [
        DeviceKind::Camera,
        DeviceKind::Microphone,
        DeviceKind::Loudspeaker,
    ];
    let chosen = kinds.map(|kind| Command::UseDevice {
        kind,
        id: "A".to_owned(),
    });
    assert_eq!(page.intentions(), chosen);
}

#[wasm_bindgen_test]
fn everyone_is_routed_to_the_selected_loudspeaker() {
    let page = Page::in_call();
    page.tell(joined("a", "Ada", false));
    let _spy = Spy::set(
        "routed = [];
         const { prototype } = HTMLMediaElement;
         const previous = ['sinkId', 'setSinkId'].map((name) => [name, Object.getOwnPropertyDescriptor(prototype, name)]);
         Object.defineProperty(prototype, 'sinkId', { get: () => '', configurable: true });
         Object.defineProperty(prototype, 'setSinkId', {
             value: (id) => { routed.push(id); return Promise.resolve(); }, configurable: true,
         });
         undo = () => {
             for (const [name, one] of previous) {
                 delete prototype[name];
                 if (one) Object.defineProperty(prototype, name, one);
             }
         };",
    );

    page.view.show_now(&Notice::Devices(devices(Some("B"))));
    page.view.show_now(&Notice::Devices(devices(None)));

    assert_eq!(look("routed.join()"), "B");
}

#[wasm_bindgen_test]
fn a_list_without_a_device_in_use_selects_none() {
    let page = Page::in_call();

    page.view.show_now(&Notice::Devices(devices(None)));

    for name in ["camera", "microphone", "speaker"] {
        let select: HtmlSelectElement = page.find(&format!("select[name={name}]"));
        assert_eq!(select.value(), "Browser default");
        assert_eq!(select.length(), 3);
    }
}

#[wasm_bindgen_test]
fn an_unchanged_list_is_not_rewritten() {
    let page = Page::in_call();
    let mut devices = devices(Some("A"));
    page.view.show_now(&Notice::Devices(devices.clone()));
    let [camera, microphone] =
        ["camera", "microphone"].map(|name| page.find::<Element>(&format!("[name={name}] option")));

    devices.retain(|device| device.kind != DeviceKind::Microphone || device.is_used);
    page.view.show_now(&Notice::Devices(devices));

    assert!(camera.is_connected());
    assert!(!microphone.is_connected());
}

/// Returns two devices of each kind.
fn devices(used: Option<&str>) -> Vec<DeviceChoice> {
    let kinds = [
        DeviceKind::Camera,
        DeviceKind::Microphone,
        DeviceKind::Loudspeaker,
    ];
    let each = kinds.into_iter().flat_map(|kind| ["A", "B"].map(|id| (kind, id)));
    each.map(|(kind, id)| DeviceChoice {
        kind,
        id: id.to_owned(),
        label: id.to_owned(),
        is_used: used == Some(id),
    })
    .collect()
}
