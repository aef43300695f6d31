//! Tests the view on pages that replaced globals, as old libraries do.

use super::spy::{Spy, look};
use super::*;

/// As Prototype.js and MooTools have them.
const OTHER_PROTOTYPES: &str = "
    const { from } = Array;
    const { entries } = Array.prototype;
    Array.from = (value) => [value];
    Array.prototype.entries = function () { return this.slice(); };
    Array.prototype.toJSON = () => 'list';
    Object.defineProperty(Object.prototype, 'toJSON', { value: () => 'hash', configurable: true });
    undo = () => {
        Array.from = from;
        Array.prototype.entries = entries;
        delete Array.prototype.toJSON;
        delete Object.prototype.toJSON;
    };";

#[wasm_bindgen_test]
fn a_page_with_classes_of_its_own_changes_nothing() {
    let _spy = Spy::set(
        "const names = ['Window', 'Document', 'Element', 'HTMLElement', 'Event', 'KeyboardEvent', 'ShadowRoot', 'Node', 'HTMLVideoElement'];
         const before = names.map((name) => window[name]);
         for (const name of names) window[name] = class {};
         undo = () => names.forEach((name, index) => { window[name] = before[index]; });",
    );
    let page = Page::in_call();

    look("document.body.lastElementChild.shadowRoot.querySelector('[data-action=microphone]').click()");

    assert_eq!(page.intentions().len(), 1);
}

#[wasm_bindgen_test]
fn a_page_with_other_prototypes_writes_a_whole_report() {
    let text = r#"{"links":[{"link":"connected","stats":[1,null]}],"ownMedia":{}}"#;
    let report = js_sys::JSON::parse(text).unwrap();

    // Not longer: the test's driver uses them as well.
    let other = Spy::set(OTHER_PROTOTYPES);
    let written = modules::to_json(&report);
    drop(other);

    let read = js_sys::JSON::parse(&written).unwrap();
    assert_eq!(js_sys::JSON::stringify(&read).unwrap(), text);
}

#[wasm_bindgen_test]
fn a_page_with_other_prototypes_hears_everyone() {
    let _other = Spy::set(OTHER_PROTOTYPES);
    let state = modules::CallState::new();
    let told = js_sys::Function::new_with_args(
        "state, stream",
        "state.update({ type: 'personJoined', id: 'a', name: 'Ada' });
         state.update({ type: 'streamChanged', id: 'a', shows: 'person', stream });",
    );
    let stream = painted();

    told.call2(&JsValue::NULL, &state, &stream).unwrap();

    assert_eq!(state.streams(), [stream]);
}
