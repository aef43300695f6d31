//! Tests sockets that are closed before they open.

use super::ServerSocket;
use crate::web::pause;
use std::time::Duration;
use wasm_bindgen::prelude::*;
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
