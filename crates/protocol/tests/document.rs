//! Checks the examples in `docs/protocol.md` against both codecs, and its close codes.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use serde_json::Value as Json;
use serde_json::value::RawValue;
use visavis_protocol::{Body, CloseCode, InBandFrame, Retry, TabMessage, ToClient, ToServer};
use visavis_roap::{Received, Value};

const PROTOCOL: &str = include_str!("../../../docs/protocol.md");
const OPERATING: &str = include_str!("../../../docs/operating.md");

#[test]
fn a_server_reads_the_frames_that_a_client_writes() {
    let examples = examples_under("### From a client to the server");
    for example in &examples {
        let frame: ToServer<&RawValue> = serde_json::from_str(example).unwrap();
        let written = frame.map_body(|body| Body::from(tree(body.get()))).to_json();
        assert_eq!(json(&written), json(example));
    }
    assert_eq!(examples.len(), 10);
}

#[test]
fn a_client_reads_the_frames_that_a_server_writes() {
    let examples = examples_under("### From the server to a client");
    for example in &examples {
        let frame = ToClient::from_json(example).unwrap();
        let written = frame.map_body(|body| RawValue::from_string(Value::from(&body).to_json()).unwrap());
        assert_eq!(serde_json::to_value(&written).unwrap(), json(example));
    }
    assert_eq!(examples.len(), 20);
}

#[test]
fn frames_of_the_data_channel_survive_a_round_trip() {
    let examples = examples_under("## Transports");
    for example in &examples {
        let frame = InBandFrame::from_json(example).unwrap();
        assert_eq!(json(&frame.to_json()), json(example));
    }
    assert_eq!(examples.len(), 1);
}

#[test]
fn frames_on_a_bus_survive_a_round_trip() {
    let examples = examples_under("### Frames on a bus");
    for example in &examples {
        let message = TabMessage::from_json(example).unwrap();
        assert_eq!(json(&message.to_json()), json(example));
    }
    assert_eq!(examples.len(), 3);
}

#[test]
fn bodies_survive_a_round_trip() {
    let examples: Vec<_> = [
        "### What the tracks are",
        "### Chat, signals and goodbye",
        "### Recordings",
        "### Answered elsewhere",
    ]
    .into_iter()
    .flat_map(examples_under)
    .collect();
    for example in &examples {
        let body = Body::from(tree(example));
        assert_ne!(body, Body::Unknown);
        assert_eq!(json(&Value::from(&body).to_json()), json(example));
    }
    assert_eq!(examples.len(), 9);
}

#[test]
fn messages_of_the_negotiation_survive_a_round_trip() {
    let examples = examples_under("## Negotiation");
    for example in &examples {
        let Received::Message(message) = Received::from_text(example) else {
            panic!("not a message: {example}");
        };
        assert_eq!(json(&message.to_text()), json(example));
    }
    assert_eq!(examples.len(), 8);
}

#[test]
fn all_other_examples_are_json() {
    let fences = PROTOCOL.split("```json\n").skip(1);
    for line in fences.flat_map(|fence| fence.split("```").next().unwrap().lines()) {
        json(line);
    }
}

#[test]
fn every_close_code_is_documented_with_the_reaction_of_a_client() {
    let documented = rows_under(PROTOCOL, "### Close codes")
        .into_iter()
        .map(|(code, row)| {
            let retry = match row.rsplit(" | ").next().unwrap() {
                "always |" => Retry::Always,
                "in a call |" => Retry::InCall,
                "never |" => Retry::Never,
                other => panic!("{code}: {other}"),
            };
            (code, retry)
        });
    let codes = CloseCode::ALL.iter().map(|code| (code.number(), code.retry()));

    assert_eq!(documented.collect::<Vec<_>>(), codes.collect::<Vec<_>>());
}

#[test]
fn every_close_code_of_the_server_is_in_its_manual_with_its_sentence() {
    let documented = rows_under(OPERATING, "## Close codes");
    for &code in CloseCode::ALL {
        let row = documented.iter().find(|(number, _)| *number == code.number());
        let (_, row) = row.unwrap();
        // Some sentences are followed by the limit that was reached, and of an operator there are two.
        let is_verbatim = !matches!(code, CloseCode::Room | CloseCode::RoomFull | CloseCode::TooBig);
        assert!(
            !is_verbatim || row.ends_with(&format!(" | {} |", code.sentence())),
            "{row}"
        );
    }
}

/// Returns the numbers from 4000 on in the first column of the table below a heading, each with its row.
fn rows_under(page: &'static str, heading: &str) -> Vec<(u16, &'static str)> {
    let section = page.split_once(&format!("\n{heading}\n")).unwrap().1;
    let table = section.lines().skip_while(|line| !line.starts_with('|'));
    let rows = table.take_while(|line| line.starts_with('|'));
    let coded = rows.filter_map(|row| Some((row.split(' ').nth(1)?.parse().ok()?, row)));
    coded.filter(|(code, _)| *code >= 4000).collect()
}

fn tree(text: &str) -> Value {
    Value::from_json(text).unwrap()
}

fn json(text: &str) -> Json {
    serde_json::from_str(text).unwrap()
}

/// Returns the lines of the first example below a heading.
fn examples_under(heading: &str) -> Vec<&'static str> {
    let section = PROTOCOL.split_once(&format!("\n{heading}\n")).unwrap().1;
    let fence = section.split_once("```json\n").unwrap().1;
    fence.split_once("```").unwrap().0.lines().collect()
}
