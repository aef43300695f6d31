//! Tests with a hostile peer, which sends any message in any order: nothing panics, no message gets more than one
//! reply, and messages that do not belong to a call do not disturb it.

#[path = "hostile/script.rs"]
mod script;
#[path = "hostile/stage.rs"]
mod stage;

use script::{Line, Script};
use stage::{Stage, play};
use std::collections::HashSet;
use visavis_roap::{
    Answer, ConnectionId, Exchange, Input, Message, Offer, Received, SessionId, State, Ticket,
};

#[test]
fn no_script_violates_a_rule() {
    let mut seen = HashSet::new();
    for seed in 0..2000 {
        seen.extend(play(&noise(seed, 1000)).seen);
    }

    // All states: otherwise the scripts covered too little.
    assert_eq!(seen.len(), 9, "{seen:?}");
}

#[test]
fn ten_thousand_unrelated_messages_do_not_disturb_a_call() {
    let mut stage = in_call();
    let bytes = noise(7, 200_000);
    let mut script = Script::new(&bytes);
    let mut sent = 0;

    while sent < 10_000 {
        let line = script.next(&stage.endpoint, Ticket(0)).expect("enough bytes");
        let Line::Input(Input::Received(received)) = line else {
            continue;
        };
        if !belongs_to(&stage, &received) {
            stage.handle(Input::Received(received));
            sent += 1;
            assert_eq!(stage.state(), State::Stable);
        }
    }

    assert_eq!(stage.ended, 0);
    assert_eq!(stage.endpoint.connection(), Some(ConnectionId(1)));
}

#[test]
fn a_flood_while_a_description_is_applied_is_bounded() {
    let mut stage = Stage::new();
    stage.handle(Input::Received(their_offer()));
    assert_eq!(stage.state(), State::ApplyingOffer);

    for _ in 0..10_000 {
        stage.handle(Input::Received(their_offer()));
    }

    assert_eq!(stage.dropped, 10_000 - 256);
}

/// In a call that this side started.
fn in_call() -> Stage {
    let mut stage = Stage::new();
    stage.handle(Input::Need);
    stage.handle(Input::OfferMade(stage.ticket(), Ok("v=0".to_owned())));
    stage.handle(Input::Received(Received::Message(Message::Answer(Answer {
        exchange: Exchange {
            offerer: stage.endpoint.local_id().cloned(),
            answerer: SessionId::new("B1"),
            seq: 1,
        },
        sdp: "v=0".to_owned(),
        more_coming: false,
    }))));
    stage.handle(Input::AnswerTaken(stage.ticket(), Ok(())));
    assert_eq!(stage.state(), State::Stable);
    stage
}

fn their_offer() -> Received {
    Received::Message(Message::Offer(Offer {
        exchange: Exchange {
            offerer: SessionId::new("B1"),
            answerer: None,
            seq: 1,
        },
        tie_breaker: 1,
        sdp: "v=0".to_owned(),
    }))
}

/// Returns whether a message may legitimately affect the call: the peer offers, starts over or hangs up.
fn belongs_to(stage: &Stage, received: &Received) -> bool {
    let [local, remote] = [stage.endpoint.local_id(), stage.endpoint.remote_id()];
    let names = |exchange: &Exchange| {
        let ids = (exchange.offerer.as_ref(), exchange.answerer.as_ref());
        ids == (remote, local) || ids == (local, remote) || ids == (remote, None)
    };
    match received {
        Received::Message(Message::Offer(offer)) => {
            offer.exchange.answerer.is_none() || names(&offer.exchange)
        }
        Received::Message(Message::Shutdown(exchange)) => names(exchange),
        Received::Message(
            Message::Answer(_) | Message::Ok(_) | Message::Error(_) | Message::Candidates(_),
        )
        | Received::Malformed(_)
        | Received::Unreadable => false,
    }
}

/// Returns pseudo-random bytes for a seed (SplitMix64).
fn noise(seed: u64, length: usize) -> Vec<u8> {
    let mut state = seed;
    let mut bytes = Vec::with_capacity(length);
    while bytes.len() < length {
        state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = state;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        bytes.extend((mixed ^ (mixed >> 31)).to_le_bytes());
    }
    bytes.truncate(length);
    bytes
}
