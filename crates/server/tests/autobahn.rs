//! The cases of the Autobahn test suite, as `kosoku` runs them against the server's own WebSocket.
//!
//! `pip install kosoku==0.1.0`, then `cargo test -p visavis-server --features test-hooks --test autobahn`. Without
//! `kosoku` the test is skipped, and says so.

use serde_json::Value;
use std::collections::BTreeMap;
use std::io::ErrorKind;
use std::path::PathBuf;
use tokio::net::TcpListener;
use tokio::process::Command;
use visavis_server::{Config, run};

/// Large and many messages, for which this server has limits, and compression, which it does not offer.
const NOT_APPLICABLE: [&str; 3] = ["9.*", "12.*", "13.*"];

/// A text that becomes invalid within a frame may be refused as soon as that is known; this server waits for the end of
/// the frame, which the suite calls "non-strict".
const REFUSED_LATER: [&str; 2] = ["6.4.3", "6.4.4"];

#[tokio::test]
async fn every_applicable_case_is_passed() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("ws://{}/echo", listener.local_addr().unwrap());
    let server = tokio::spawn(run(listener, Config::default(), std::future::pending()));
    let reports = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("autobahn");
    let mut kosoku = Command::new("kosoku");
    kosoku
        .args(["--mode", "fuzzingclient", "--parallelism", "4", "--outdir"])
        .arg(&reports);
    for case in NOT_APPLICABLE {
        kosoku.args(["--exclude", case]);
    }

    let ran = match kosoku.arg(&url).kill_on_drop(true).output().await {
        Err(error) if error.kind() == ErrorKind::NotFound => {
            eprintln!("SKIPPED: there is no kosoku on this machine");
            return;
        }
        ran => ran.unwrap(),
    };
    server.abort();

    assert!(ran.status.success(), "{ran:?}");
    let index = std::fs::read_to_string(reports.join("index.json")).unwrap();
    let agents: BTreeMap<String, BTreeMap<String, Value>> = serde_json::from_str(&index).unwrap();
    let cases = agents.into_values().next().unwrap();
    let failed: Vec<_> = cases
        .iter()
        .filter(|(id, case)| {
            let is_late = REFUSED_LATER.contains(&id.as_str()) && case["behavior"] == "NON-STRICT";
            !(is_late || is_passed(&case["behavior"])) || !is_passed(&case["behaviorClose"])
        })
        .collect();
    assert!(failed.is_empty(), "{failed:#?}");
    assert!(cases.len() >= 240, "only {} cases ran", cases.len());
}

/// Informational cases have no right answer.
fn is_passed(verdict: &Value) -> bool {
    ["OK", "INFORMATIONAL"].iter().any(|passed| verdict == passed)
}
