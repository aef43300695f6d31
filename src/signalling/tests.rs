//! Tests the transports in a browser: what one end sends, the other receives.

use super::{ExternalChannel, LoopbackEnd, PresenceLock, Tabs, TabsChannel, read_message};
use futures_channel::mpsc::{UnboundedReceiver, unbounded};
use futures_util::StreamExt;
use std::rc::Rc;
use visavis_call::protocol::{ClientId, Person};
use visavis_call::{Input, TabFrame};
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

#[wasm_bindgen_test]
fn messages_other_than_text_are_ignored() {
    let long = format!(r#"{{"v":1,"type":"bye","id":"a","x":"{}"}}"#, "x".repeat(70_000));
    let none = js_sys::Function::new_no_args("");
    let object = js_sys::Object::new();
    js_sys::Reflect::set(
        &object,
        &"toString".into(),
        &js_sys::Function::new_no_args("throw 1"),
    )
    .unwrap();
    for odd in [
        JsValue::UNDEFINED,
        JsValue::NULL,
        7.into(),
        JsValue::symbol(None),
        none.into(),
        object.into(),
        long.into(),
        "".into(),
        "[".into(),
    ] {
        assert_eq!(read_message(&odd), None, "{odd:?}");
    }
    assert!(read_message(&r#"{"v":1,"type":"bye","id":"a"}"#.into()).is_some());
}

// Never patched over an `await`: the driver of the tests uses the JSON of the page too.
#[wasm_bindgen(inline_js = "
    const { parse, stringify } = JSON;
    const no = () => { throw new Error('not for you'); };
    const types = [Object, Array, String, Number, Boolean];
    export function whilePatched(act) {
        Object.assign(JSON, { parse: no, stringify: no });
        for (const type of types) type.prototype.toJSON = () => 'spoilt';
        try {
            act();
        } finally {
            Object.assign(JSON, { parse, stringify });
            for (const type of types) delete type.prototype.toJSON;
        }
    }

    const Channel = BroadcastChannel;
    let listeners = 0;
    export function patchChannels() {
        globalThis.BroadcastChannel = class extends Channel {
            addEventListener(name, heard) {
                listeners += 1;
                super.addEventListener(name, (event) => whilePatched(() => heard(event)));
            }
        };
    }
    export function restoreChannels() {
        globalThis.BroadcastChannel = Channel;
        return listeners;
    }
")]
extern "C" {
    #[wasm_bindgen(js_name = whilePatched)]
    fn while_patched(act: &mut dyn FnMut());
    /// Makes the listeners of new channels run while JSON is patched.
    #[wasm_bindgen(js_name = patchChannels)]
    fn patch_channels();
    /// Returns the number of those listeners.
    #[wasm_bindgen(js_name = restoreChannels)]
    fn restore_channels() -> u32;
}

#[wasm_bindgen_test]
async fn a_page_that_patches_json_changes_no_message() {
    let (ada, _at_ada) = tab("spoilt", "ada").await;
    patch_channels();
    let (_lin, mut at_lin) = tab("spoilt", "lin").await;
    assert!(restore_channels() > 0);
    let sent = js_sys::Array::new();
    let send = js_sys::Function::new_with_args("message", "this.push(message)");
    let external = ExternalChannel::new(send.bind0(&sent));
    let mut received = None;

    while_patched(&mut || {
        ada.send(&hello("ada", "Ada"));
        external.send(&hello("ada", "Ada"));
        received = read_message(&sent.get(0));
    });

    assert_eq!(next(&mut at_lin).await, "hello ada");
    assert_eq!(received, Some(hello("ada", "Ada")));
}

#[wasm_bindgen_test]
fn an_exception_of_the_pages_send_function_is_ignored() {
    ExternalChannel::new(js_sys::Function::new_no_args("throw new Error('no')")).send(&hello("ada", "Ada"));
}

#[wasm_bindgen_test]
async fn each_end_of_a_loopback_receives_from_the_other_only() {
    let (to_one, mut at_one) = unbounded();
    let (to_other, mut at_other) = unbounded();
    let [one, other] = LoopbackEnd::pair([
        Rc::new(move |frame| to_one.unbounded_send(frame).unwrap()),
        Rc::new(move |frame| to_other.unbounded_send(frame).unwrap()),
    ]);

    one.send(&hello("ada", "Ada"));
    other.send(&hello("echo", "Echo"));

    assert_eq!(at_one.next().await, Some(hello("echo", "Echo")));
    assert_eq!(at_other.next().await, Some(hello("ada", "Ada")));
    drop(one);
    other.send(&hello("echo", "Echo"));
    assert_eq!(at_one.next().await, None, "the other end was dropped");
}

#[wasm_bindgen_test]
async fn a_tab_that_ends_without_a_goodbye_is_reported_gone() {
    let (ada, mut at_ada) = tab("ends", "ada").await;
    let (lin, mut at_lin) = tab("ends", "lin").await;
    lin.send(&hello("lin", "Lin"));
    assert_eq!(next(&mut at_ada).await, "hello lin");
    ada.send(&hello("ada", "Ada"));
    assert_eq!(next(&mut at_lin).await, "hello ada");

    drop(lin);

    assert_eq!(next(&mut at_ada).await, "gone lin");
    // A tab that returns is watched again.
    let (lin, _at_lin) = tab("ends", "lin").await;
    lin.send(&hello("lin", "Lin"));
    assert_eq!(next(&mut at_ada).await, "hello lin");
    drop(lin);
    assert_eq!(next(&mut at_ada).await, "gone lin");
}

async fn tab(scope: &str, id: &str) -> (Tabs, UnboundedReceiver<Input>) {
    let (post, inbox) = unbounded();
    let tell = move |input| post.unbounded_send(input).unwrap();
    let lock = PresenceLock::take(&ClientId(id.into())).await;
    let channel = TabsChannel::open(scope, lock).unwrap();
    (Tabs::join(channel, tell), inbox)
}

/// Returns the next input, as two words.
async fn next(inbox: &mut UnboundedReceiver<Input>) -> String {
    match inbox.next().await {
        Some(Input::TabMessage(TabFrame::Hello { person, .. })) => format!("hello {}", person.id.0),
        Some(Input::TabGone(id)) => format!("gone {}", id.0),
        other => format!("{other:?}"),
    }
}

fn hello(id: &str, name: &str) -> TabFrame {
    TabFrame::Hello {
        person: person(id, name),
        alone: true,
    }
}

fn person(id: &str, name: &str) -> Person {
    Person::new(ClientId(id.into()), name)
}
