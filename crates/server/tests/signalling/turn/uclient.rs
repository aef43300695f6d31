//! The client of coturn, which nobody here wrote: skipped, with a message, where it is not installed.

use super::Relay;
use crate::support::in_time;
use futures_util::future::join_all;
use std::io::ErrorKind;
use tokio::process::Command;
use visavis_server::{Config, Secret};

const SECRET: &str = "north";
/// Payloads whose length is no multiple of four show a padding that is wrong.
const ODD: [&str; 4] = ["-l", "77", "-n", "5"];

#[tokio::test]
async fn it_relays_odd_payloads_over_udp_and_tcp() {
    let relay = relay().await;
    // By channels, or else by indications (-s). Without -c, it asks for pairs of ports (RFC 8656, 7.2).
    let ways = [&["-c"][..], &[], &["-t", "-c"], &["-t", "-c", "-s"]];
    let runs = ways.map(|way| run(&relay, [&["-y"], &ODD[..], way].concat()));
    for (way, output) in ways.into_iter().zip(join_all(runs).await) {
        let Some(output) = output else {
            return;
        };
        assert!(output.contains("Total lost packets 0 "), "{way:?}: {output}");
    }
}

#[tokio::test]
async fn it_is_refused_a_forbidden_peer() {
    let relay = relay().await;
    for channels in [&[][..], &["-s"]] {
        let arguments = [&["-c", "-e", "127.0.0.1"], &ODD[..], channels].concat();
        let Some(output) = run(&relay, arguments).await else {
            return;
        };
        assert!(output.contains("error 403 (Forbidden)"), "{output}");
    }
}

#[tokio::test]
async fn it_is_refused_more_than_there_is() {
    let relay = Relay::start_with(Config::default(), |relay| {
        relay.secret = Some(Secret::new(SECRET).unwrap());
        relay.allocations = 1;
    })
    .await;
    let arguments = [&["-c", "-y", "-m", "2"], &ODD[..]].concat();
    let Some(output) = run(&relay, arguments).await else {
        return;
    };
    assert!(output.contains("error 508 (Insufficient Capacity)"), "{output}");
}

async fn relay() -> Relay {
    Relay::start_with(Config::default(), |relay| {
        relay.secret = Some(Secret::new(SECRET).unwrap());
    })
    .await
}

/// Returns what the client prints.
async fn run(relay: &Relay, arguments: Vec<&str>) -> Option<String> {
    let port = relay.address.port().to_string();
    let mut command = Command::new("turnutils_uclient");
    command
        .args(arguments)
        .args(["-u", "check", "-W", SECRET, "-p", &port, "127.0.0.1"])
        .kill_on_drop(true);
    match in_time("uclient", command.output()).await {
        Ok(output) => Some(
            String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr),
        ),
        Err(error) if error.kind() == ErrorKind::NotFound => {
            eprintln!("SKIPPED: turnutils_uclient (Debian package coturn) is not installed");
            None
        }
        Err(error) => panic!("{error}"),
    }
}
