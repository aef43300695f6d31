//! Compares the embedded page with the packaged one.

#![cfg(feature = "embed")]

use std::path::{Path, PathBuf};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use visavis_server::{Config, run};

/// Files that must be identical in the page, the npm package and the binary.
const CLIENT: [&str; 3] = [
    "client/visavis_bg.wasm",
    "client/visavis.js",
    "client/visavis_call.wasm",
];
const HEADLESS: [&str; 2] = ["headless/visavis_bg.wasm", "headless/visavis.js"];

#[tokio::test]
async fn the_page_the_package_and_the_binary_hold_the_same_bytes() {
    let port = start().await;
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");

    for name in CLIENT.iter().chain(&HEADLESS) {
        let served = get(port, name, "").await;
        assert!(!served.is_empty(), "{name} is empty");
        let elsewhere = [folder().join(name), root.join("pkg").join(name)];
        for file in elsewhere {
            assert!(
                served == read(&file),
                "{} differs from the served file",
                file.display()
            );
        }
    }
}

#[tokio::test]
async fn the_page_is_served_at_the_root_and_compressed() {
    let port = start().await;

    let page = get(port, "", "").await;
    let wasm = get(port, CLIENT[0], "accept-encoding: gzip, br\r\n").await;

    assert!(page.starts_with(b"<!doctype html>") || page.starts_with(b"<!DOCTYPE html>"));
    assert!(wasm == read(&folder().join(format!("{}.br", CLIENT[0]))));
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../dist")
}

fn read(file: &Path) -> Vec<u8> {
    std::fs::read(file).unwrap_or_else(|error| panic!("{}: {error}", file.display()))
}

async fn start() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(run(listener, Config::default(), std::future::pending()));
    port
}

/// Returns the body of the response.
async fn get(port: u16, path: &str, headers: &str) -> Vec<u8> {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
    let request = format!("GET /{path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n{headers}\r\n");
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await.unwrap();
    let head = answer.windows(4).position(|four| four == b"\r\n\r\n").unwrap();
    assert!(
        answer.starts_with(b"HTTP/1.1 200"),
        "{path}: {}",
        String::from_utf8_lossy(&answer[..head])
    );
    answer.split_off(head + 4)
}
