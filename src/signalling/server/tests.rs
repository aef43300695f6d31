//! Tests sockets that are closed before they open, and those that fail.

use super::ServerSocket;
use crate::web::pause;
use js_sys::Promise;
use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;
use visavis_call::Input;
use visavis_call::protocol::ToServer;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

#[wasm_bindgen(inline_js = "
    const real = globalThis.WebSocket;
    let made = [];
    class Reluctant extends EventTarget {
        readyState = 0;
        isClosed = false;
        constructor() { super(); made.push(this); }
        close() { this.isClosed = true; }
    }
    export function beReluctant() { made = []; globalThis.WebSocket = Reluctant; }
    export function beReal() { globalThis.WebSocket = real; }
    export function left() { return made.filter((socket) => !socket.isClosed).length; }
    export function all() { return made.length; }
")]
extern "C" {
    #[wasm_bindgen(js_name = beReluctant)]
    fn be_reluctant();
    #[wasm_bindgen(js_name = beReal)]
    fn be_real();
    fn left() -> u32;
    fn all() -> u32;
}

#[wasm_bindgen_test]
async fn an_abandoned_socket_does_not_delay_the_next() {
    be_reluctant();
    let socket = ServerSocket::open("ws://127.0.0.1:9", 1, |_| {});
    pause(Duration::ZERO).await;
    assert_eq!((all(), left()), (1, 1));

    socket.close();
    pause(Duration::ZERO).await;

    be_real();
    assert_eq!(left(), 0);
}

#[wasm_bindgen(inline_js = "
    const real = globalThis.WebSocket;
    let sent = 0, failed;
    // Fails as a dead server does, or as a policy that forbids the connection.
    class Failing extends EventTarget {
        readyState = 0;
        constructor(url) { super(); failed = { socket: this, url }; }
        send() { sent += 1; }
        close() {}
    }
    export function failAlways() { sent = 0; globalThis.WebSocket = Failing; }
    export function failNever() { globalThis.WebSocket = real; }
    export function sendings() { return sent; }
    export function fail(policy, disposition) {
        const { socket } = failed;
        socket.readyState = 3;
        socket.dispatchEvent(new Event('error'));
        // As in Chromium: an error alone, if a policy forbids the connection.
        if (disposition !== 'enforce') socket.dispatchEvent(new CloseEvent('close', { code: 1006 }));
        if (policy) violate(policy, disposition);
    }
    export function violate(effectiveDirective, disposition) {
        const given = { effectiveDirective, blockedURI: 'ws', bubbles: true, disposition };
        document.dispatchEvent(new SecurityPolicyViolationEvent('securitypolicyviolation', given));
    }
    // As Firefox, whose exception is no `Error`.
    export function throwAlways() {
        globalThis.WebSocket = class { constructor() { throw { name: 'NS_ERROR_CONTENT_BLOCKED' }; } };
    }
    export function succeed() {
        const { socket } = failed;
        socket.readyState = 1;
        socket.dispatchEvent(new Event('open'));
    }
    export function state(number) { failed.socket.readyState = number; }
")]
extern "C" {
    #[wasm_bindgen(js_name = failAlways)]
    fn fail_always();
    #[wasm_bindgen(js_name = failNever)]
    fn fail_never();
    fn sendings() -> u32;
    #[wasm_bindgen(js_name = throwAlways)]
    fn throw_always();
    fn fail(policy: &str, disposition: &str);
    fn violate(policy: &str, disposition: &str);
    fn succeed();
    fn state(number: u32);
}

#[wasm_bindgen_test]
async fn a_socket_that_fails_is_neither_opened_nor_written_to() {
    for (policy, disposition, expected) in [
        ("", "", "closed 1006"),
        ("connect-src", "enforce", "forbidden"),
        ("connect-src", "report", "closed 1006"),
        ("img-src", "report", "closed 1006"),
    ] {
        fail_always();
        let told: Rc<RefCell<Vec<String>>> = Rc::default();
        let socket = open(&told);
        socket.send(&ToServer::Ping);
        pause(Duration::ZERO).await;

        fail(policy, disposition);

        until(|| !told.borrow().is_empty()).await;
        fail_never();
        assert_eq!(
            (told.borrow().as_slice(), sendings()),
            (&[expected.to_owned()][..], 0),
            "{policy}"
        );
    }
}

#[wasm_bindgen_test]
async fn a_socket_that_cannot_be_made_is_closed() {
    for (is_forbidden, expected) in [(true, "forbidden"), (false, "closed 1006")] {
        throw_always();
        let told: Rc<RefCell<Vec<String>>> = Rc::default();
        let _socket = open(&told);
        // The task begins in a microtask, before any timer.
        if is_forbidden {
            for _ in 0..3 {
                JsFuture::from(Promise::resolve(&JsValue::NULL)).await.unwrap();
            }
            violate("connect-src", "enforce");
        }

        until(|| !told.borrow().is_empty()).await;
        fail_never();
        assert_eq!(*told.borrow(), [expected]);
    }
}

#[wasm_bindgen_test]
async fn nothing_is_written_to_a_socket_that_is_closing() {
    fail_always();
    let told: Rc<RefCell<Vec<String>>> = Rc::default();
    let socket = open(&told);
    pause(Duration::ZERO).await;
    succeed();
    until(|| *told.borrow() == ["ServerOpened(1)"]).await;
    socket.send(&ToServer::Ping);
    until(|| sendings() == 1).await;

    for closing_or_closed in [2, 3] {
        state(closing_or_closed);
        socket.send(&ToServer::Ping);
        pause(Duration::ZERO).await;
    }
    // Sent after the two: when it has been, they were taken from the queue.
    state(1);
    socket.send(&ToServer::Ping);
    until(|| sendings() > 1).await;

    fail_never();
    assert_eq!(sendings(), 2);
}

fn open(told: &Rc<RefCell<Vec<String>>>) -> ServerSocket {
    let told = Rc::clone(told);
    ServerSocket::open("ws://127.0.0.1:9/signal", 1, move |input| {
        let line = if let Input::ServerClosed(1, closed) = input {
            format!("closed {}", closed.code)
        } else if matches!(input, Input::ServerForbidden(1)) {
            "forbidden".to_owned()
        } else {
            format!("{input:?}")
        };
        told.borrow_mut().push(line);
    })
}

/// Waits until something holds; a test that waits for ever is ended by its runner.
async fn until(holds: impl Fn() -> bool) {
    while !holds() {
        pause(Duration::from_millis(1)).await;
    }
}
