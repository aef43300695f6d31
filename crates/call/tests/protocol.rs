//! The examples in `docs/protocol.md` are what this implementation reads and writes.

#![expect(clippy::unwrap_used, reason = "a test ends with what it did not expect")]

use serde_json::Value;
use visavis_call::protocol::{ToClient, ToServer};
use visavis_call::roap::{Received, Wire};

const PROTOCOL: &str = include_str!("../../../docs/protocol.md");

#[test]
fn frames_to_the_server_stand_as_they_are_written() {
    let examples = examples_under("### From a client to the server");
    for example in &examples {
        let said: ToServer<Value> = serde_json::from_str(example).unwrap();
        assert_eq!(serde_json::to_value(&said).unwrap(), json(example));
    }
    assert_eq!(examples.len(), 9);
}

#[test]
fn frames_to_a_client_stand_as_they_are_written() {
    let examples = examples_under("### From the server to a client");
    for example in &examples {
        let said: ToClient<Value> = serde_json::from_str(example).unwrap();
        assert_eq!(serde_json::to_value(&said).unwrap(), json(example));
    }
    assert_eq!(examples.len(), 14);
}

#[test]
fn messages_of_the_negotiation_are_read_and_written_alike() {
    let examples = examples_under("## Negotiation");
    for example in &examples {
        let Received::Message(message) = serde_json::from_str::<Wire>(example).unwrap().into() else {
            panic!("not a message: {example}");
        };
        let written = serde_json::to_value(Wire::from(&message)).unwrap();
        assert_eq!(written, json(example));
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

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

/// The lines of the first example below a heading.
fn examples_under(heading: &str) -> Vec<&'static str> {
    let section = PROTOCOL.split_once(&format!("\n{heading}\n")).unwrap().1;
    let fence = section.split_once("```json\n").unwrap().1;
    fence.split_once("```").unwrap().0.lines().collect()
}
