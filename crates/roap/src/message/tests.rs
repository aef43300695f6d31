use super::{Answer, CandidateBatch, Error, ErrorType, Exchange, Message, Offer, Received};
use crate::{Candidate, SessionId, Value};

#[test]
fn messages_are_written_as_documented() {
    let initial = exchange(Some("A1"), None, 1);
    let later = exchange(Some("B1"), Some("A1"), 2);
    let cases = [
        (
            Message::Offer(Offer {
                exchange: initial,
                tie_breaker: 7,
                sdp: "v=0\r\n".into(),
            }),
            r#"{"messageType":"OFFER","offererSessionId":"A1","seq":1,"tieBreaker":7,"sdp":"v=0\r\n"}"#,
        ),
        (
            Message::Answer(Answer {
                exchange: later.clone(),
                sdp: "v=0\r\n".into(),
                more_coming: false,
            }),
            r#"{"messageType":"ANSWER","offererSessionId":"B1","answererSessionId":"A1","seq":2,"sdp":"v=0\r\n"}"#,
        ),
        (
            Message::Ok(later.clone()),
            r#"{"messageType":"OK","offererSessionId":"B1","answererSessionId":"A1","seq":2}"#,
        ),
        (
            Message::Error(Error {
                exchange: later.clone(),
                error_type: ErrorType::Failed,
                retry_after: Some(5),
                cause: Some("BAD_SEQ".into()),
            }),
            r#"{"messageType":"ERROR","offererSessionId":"B1","answererSessionId":"A1","seq":2,"errorType":"FAILED","retryAfter":5,"errorCause":"BAD_SEQ"}"#,
        ),
        (
            Message::Shutdown(later.clone()),
            r#"{"messageType":"SHUTDOWN","offererSessionId":"B1","answererSessionId":"A1","seq":2}"#,
        ),
        (
            Message::Candidates(CandidateBatch {
                exchange: later,
                username_fragment: Some("czKp".into()),
                candidates: vec![candidate("czKp")],
            }),
            r#"{"messageType":"CANDIDATE","offererSessionId":"B1","answererSessionId":"A1","seq":2,"usernameFragment":"czKp","candidates":[{"candidate":"candidate:1","sdpMid":"0","sdpMLineIndex":0}]}"#,
        ),
    ];

    for (message, text) in cases {
        assert_eq!(message.to_text(), text);
        assert_eq!(read(text), Received::Message(message));
    }
}

#[test]
fn the_spellings_of_older_implementations_are_read() {
    let lower = r#"{"messageType":"OFFER","offererSessionId":"A1","seq":1.0,"tiebreaker":7,"sdp":"v=0"}"#;
    let text_flag = r#"{"messageType":"ANSWER","offererSessionId":"A1","answererSessionId":"B1","seq":1,"sdp":"v=0","moreComing":"true"}"#;

    assert_eq!(
        read(lower),
        Received::Message(Message::Offer(Offer {
            exchange: exchange(Some("A1"), None, 1),
            tie_breaker: 7,
            sdp: "v=0".into(),
        }))
    );
    assert_eq!(
        read(text_flag),
        Received::Message(Message::Answer(Answer {
            exchange: exchange(Some("A1"), Some("B1"), 1),
            sdp: "v=0".into(),
            more_coming: true,
        }))
    );
}

#[test]
fn a_field_of_the_wrong_type_does_not_hide_the_rest() {
    for odd in [
        r#""answererSessionId":7"#,
        r#""answererSessionId":[[{"seq":9}]]"#,
        r#""unheard":{"of":[1,{"seq":3}],"seq":9}"#,
        r#""retryAfter":"soon""#,
        r#""errorCause":{"candidates":[]}"#,
        r#""tieBreaker":-1"#,
        r#""candidates":"none""#,
        r#""moreComing":null"#,
    ] {
        let text = format!(r#"{{{odd},"messageType":"OK","offererSessionId":"A1","seq":4}}"#);

        assert_eq!(
            read(&text),
            Received::Message(Message::Ok(exchange(Some("A1"), None, 4))),
            "{text}"
        );
    }
}

#[test]
fn an_offer_or_answer_that_lacks_a_required_field_is_malformed() {
    let cases = [
        (
            r#"{"messageType":"OFFER","offererSessionId":"A1","seq":1,"tieBreaker":7}"#,
            exchange(Some("A1"), None, 1),
        ),
        (
            r#"{"messageType":"OFFER","offererSessionId":"A1","seq":1,"tieBreaker":7,"sdp":""}"#,
            exchange(Some("A1"), None, 1),
        ),
        (
            r#"{"messageType":"OFFER","offererSessionId":"A1","seq":1,"sdp":"v=0"}"#,
            exchange(Some("A1"), None, 1),
        ),
        (
            r#"{"messageType":"OFFER","offererSessionId":"A1","seq":"1","tieBreaker":7,"sdp":"v=0"}"#,
            exchange(Some("A1"), None, 0),
        ),
        (
            r#"{"messageType":"OFFER","offererSessionId":"","seq":1,"tieBreaker":7,"sdp":"v=0"}"#,
            exchange(None, None, 1),
        ),
        (
            r#"{"messageType":"ANSWER","offererSessionId":"A1","seq":1,"sdp":"v=0"}"#,
            exchange(Some("A1"), None, 1),
        ),
    ];

    for (text, exchange) in cases {
        assert_eq!(read(text), Received::Malformed(exchange), "{text}");
    }
}

#[test]
fn other_invalid_messages_are_unreadable() {
    for text in [
        r#"{"messageType":"ERROR","offererSessionId":"A1","answererSessionId":"B1","seq":-1,"errorType":"NOMATCH"}"#,
        r#"{"messageType":"ERROR","offererSessionId":"A1","seq":1}"#,
        r#"{"messageType":"SHUTDOWN","seq":1}"#,
        r#"{"messageType":"OK","offererSessionId":"A1","seq":4294967296}"#,
        r#"{"messageType":"CANDIDATE","offererSessionId":"A1","seq":1,"candidates":{}}"#,
        r#"{"messageType":"HELLO","offererSessionId":"A1","seq":1}"#,
        r#"{"messageType":{"messageType":"OK"},"offererSessionId":"A1","seq":1}"#,
        r#"{"type":"state","seq":1}"#,
        "[]",
        "\"OFFER\"",
        "null",
        "3.5",
    ] {
        assert_eq!(read(text), Received::Unreadable, "{text}");
    }
}

#[test]
fn an_error_of_an_unknown_kind_is_still_an_error() {
    let text = r#"{"messageType":"ERROR","offererSessionId":"A1","seq":1,"errorType":"INVALID_STATE"}"#;

    assert_eq!(
        read(text),
        Received::Message(Message::Error(Error {
            exchange: exchange(Some("A1"), None, 1),
            error_type: ErrorType::Other,
            retry_after: None,
            cause: None,
        }))
    );
}

#[test]
fn malformed_candidates_are_skipped() {
    let text = r#"{"messageType":"CANDIDATE","offererSessionId":"A1","seq":1,"usernameFragment":"czKp",
        "candidates":[7,{},{"candidate":3},{"candidate":"candidate:1","sdpMid":"0","sdpMLineIndex":0}]}"#;

    assert_eq!(
        read(text),
        Received::Message(Message::Candidates(CandidateBatch {
            exchange: exchange(Some("A1"), None, 1),
            username_fragment: Some("czKp".into()),
            candidates: vec![candidate("czKp")],
        }))
    );
}

#[test]
fn deep_nesting_is_skipped() {
    let deep = "[".repeat(100_000) + &"]".repeat(100_000);
    let text = format!(r#"{{"x":{deep},"messageType":"OK","offererSessionId":"A1","seq":1}}"#);

    assert_eq!(
        read(&text),
        Received::Message(Message::Ok(exchange(Some("A1"), None, 1)))
    );
}

#[test]
fn text_is_read_from_its_first_brace() {
    let ok = Message::Ok(exchange(Some("A1"), None, 1));

    assert_eq!(
        Received::from_text(&format!("SDP\n{}", ok.to_text())),
        Received::Message(ok)
    );
    assert_eq!(Received::from_text("SDP"), Received::Unreadable);
    assert_eq!(
        Received::from_text("{\"messageType\":\"OK\""),
        Received::Unreadable
    );
}

fn read(text: &str) -> Received {
    Received::from(Value::from_json(text).unwrap())
}

fn exchange(offerer: Option<&str>, answerer: Option<&str>, seq: u32) -> Exchange {
    Exchange {
        offerer: offerer.and_then(SessionId::new),
        answerer: answerer.and_then(SessionId::new),
        seq,
    }
}

fn candidate(username_fragment: &str) -> Candidate {
    Candidate {
        candidate: "candidate:1".into(),
        sdp_mid: Some("0".into()),
        sdp_m_line_index: Some(0),
        username_fragment: Some(username_fragment.into()),
    }
}
