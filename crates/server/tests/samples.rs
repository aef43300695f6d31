//! Runs the samples of `docs/operating.md` that make tokens, and enters a room with what they print.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]
#![expect(clippy::print_stderr, reason = "a test that is skipped says so")]

use futures_util::{SinkExt, StreamExt};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::process::Command;
use support::{Program, in_time};

#[path = "../examples/make_token.rs"]
#[expect(dead_code, reason = "its main function is for the command line")]
mod make_token;

#[path = "program/support.rs"]
#[expect(dead_code, reason = "other tests use the rest")]
mod support;

const GUIDE: &str = include_str!("../../../docs/operating.md");

/// Keys as files may contain them. Only the line breaks at the end do not belong to the key.
const KEYS: [&str; 4] = [
    "4ec1d0a86d5d5ec1f4a3c2d38aef19f54ec1d0a86d5d5ec1f4a3c2d38aef19f5",
    "aHR0cHM6Ly92aXNhdmlzLmV4YW1wbGUva2V5Cg==aHR0cHM\n",
    "  spaces and a tab at both ends\t\r\n\n",
    "línea uno de la clave\r\nlínea dos de la clave\n",
];
/// With letters outside ASCII, a quotation mark, and spelt otherwise than by the client.
const ROOM: &str = "Cafe\u{301} \"7\"";
const ROOM_OF_CLIENT: &str = "Café \"7\"";

#[tokio::test]
async fn the_sample_for_node_makes_a_token() {
    a_sample_makes_a_token("node", "make_token.mjs", "js").await;
}

#[tokio::test]
async fn the_sample_for_python_makes_a_token() {
    a_sample_makes_a_token("python3", "make_token.py", "python").await;
}

#[tokio::test]
async fn the_sample_for_rust_makes_a_token() {
    let program = include_str!("../examples/make_token.rs");
    let (_, sample) = sample_in_guide("make_token.rs", "rust").split_once('\n').unwrap();
    assert!(program.ends_with(sample), "the guide has another program");
    let folder = folder("rust");
    its_tokens_admit(&folder, |key| {
        let secret = std::fs::read_to_string(key).unwrap();
        Some(make_token::token(&secret, ROOM).unwrap())
    })
    .await;
}

async fn a_sample_makes_a_token(interpreter: &str, name: &str, language: &str) {
    let folder = folder(interpreter);
    let sample = folder.join(name);
    std::fs::write(&sample, sample_in_guide(name, language)).unwrap();
    its_tokens_admit(&folder, |key| run(interpreter, &sample, key)).await;
}

fn folder(name: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("sample-{name}"));
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

/// Enters a room with what a sample makes of each key; it makes nothing if it cannot run here.
async fn its_tokens_admit(folder: &Path, make: impl Fn(&Path) -> Option<String>) {
    for (number, content) in KEYS.iter().enumerate() {
        let key = folder.join(format!("key-{number}"));
        std::fs::write(&key, content).unwrap();
        let Some(token) = make(&key) else {
            eprintln!("SKIPPED: there is no interpreter for this sample on this machine");
            return;
        };

        let answer = answer(&key, &token).await;
        assert_eq!(answer["type"], "welcome", "key {number}: {token}: {answer}");
        assert_eq!(answer["identity"]["subject"], "248289761001");
        assert_eq!(answer["identity"]["name"], "Ada Lovelace");
    }
}

/// Returns the code block of the guide that begins with the name of its file.
fn sample_in_guide(name: &str, language: &str) -> &'static str {
    let blocks = GUIDE.split("```").skip(1).step_by(2);
    let mut blocks = blocks.filter_map(|block| block.strip_prefix(language)?.strip_prefix('\n'));
    blocks
        .find(|block| block.lines().next().is_some_and(|line| line.contains(name)))
        .unwrap()
}

/// Returns what the sample prints; `None` without the interpreter.
fn run(interpreter: &str, sample: &Path, key: &Path) -> Option<String> {
    let output = Command::new(interpreter).arg(sample).arg(key).arg(ROOM).output();
    let output = match output {
        Err(error) if error.kind() == ErrorKind::NotFound => return None,
        output => output.unwrap(),
    };
    assert!(output.status.success(), "{output:?}");
    Some(String::from_utf8(output.stdout).unwrap().trim_end().to_owned())
}

/// Enters a room of a server with that key, and returns the answer, or how the socket was closed.
async fn answer(key: &Path, token: &str) -> serde_json::Value {
    let key = key.to_str().unwrap();
    let server = Program::start(&["--tokens", "required", "--token-secret-file", key]).await;
    let address = server.address;
    let socket = tokio_tungstenite::connect_async(format!("ws://{address}/signal"));
    let (mut socket, _) = in_time(socket).await.unwrap();
    let hello = serde_json::json!({
        "type": "hello", "v": 1, "secret": "0123456789abcdef", "room": ROOM_OF_CLIENT, "name": "Ada", "token": token,
    });
    socket.send(hello.to_string().into()).await.unwrap();
    let answer = in_time(socket.next()).await.unwrap().unwrap();
    serde_json::from_str(&answer.to_string()).unwrap_or_else(|_| format!("{answer:?}").into())
}
