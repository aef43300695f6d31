//! Tests the message log.

use super::*;
use std::time::Duration;
use visavis_call::roap::Timestamp;
use visavis_call::{MeasuredStep, SetUpStep};

#[wasm_bindgen_test]
fn the_log_names_an_exchange_in_full() {
    let page = Page::in_call();
    page.tell(joined("a", "Ada", false));
    let exchange = exchange(1);

    page.tell(logged(offer(1)));
    page.tell(logged(Message::Error(Error {
        exchange,
        error_type: ErrorType::NoMatch,
        retry_after: None,
        cause: None,
    })));
    page.with_ui(Ui::draw_log);

    let offer =
        "[data-type=OFFER][data-direction=sent][data-peer=a][data-seq='1'][data-offerer='0123456789abcdef']";
    assert_eq!(page.text(&format!("{offer} .with")), "to Ada");
    assert_eq!(page.text(&format!("{offer} summary")), "SDP, 7 bytes");
    assert_eq!(page.text(&format!("{offer} pre")), "v=0 <b>");
    assert_eq!(page.all("[data-type=ERROR][data-error=NOMATCH]").len(), 1);
}

#[wasm_bindgen_test]
fn the_log_shows_how_long_each_step_of_the_set_up_took() {
    let page = Page::open();
    page.tell(Event::SignallingChanged(Signalling::Connecting));
    page.tell(Event::SignallingChanged(Signalling::Connected));
    page.tell(joined("a", "Ada", false));
    page.tell(logged(offer(1)));
    page.tell(Event::LinkChanged(id("a"), LinkState::Connected));
    page.tell(logged(offer(2)));
    page.with_ui(Ui::draw_log);

    assert_eq!(page.all(".step").len(), 3, "a step is taken once");
    assert_eq!(page.text("[data-step=agreement] .what"), "Ada: Negotiation");
    assert_eq!(page.text("[data-step=agreement] .took"), "…");
    assert!(page.text("[data-step=server] .took").ends_with(" ms"));

    let video: HtmlVideoElement = page.find("[data-person=a] video");
    let loaded = web_sys::Event::new("loadeddata").unwrap();
    video.dispatch_event(&loaded).unwrap();
    page.with_ui(Ui::draw_log);
    assert!(page.text("[data-step=picture] .took").ends_with(" ms"));
}

#[wasm_bindgen_test]
fn the_set_up_is_compared_with_that_of_the_last_call() {
    let storage = web_sys::window().unwrap().local_storage().unwrap().unwrap();
    storage
        .set_item("visavis.set-up", "server:20 path:90 media:?")
        .unwrap();
    let page = Page::in_call();
    page.tell(joined("a", "Ada", false));

    page.tell(Event::SetUp(
        id("a"),
        vec![
            measured(SetUpStep::Server, 1_000, 1_030),
            measured(SetUpStep::Agreement, 1_030, 1_080),
            measured(SetUpStep::Path, 1_080, 1_120),
            measured(SetUpStep::Media, 1_120, 1_145),
        ],
    ));
    page.with_ui(Ui::draw_log);

    let took = |step: &str| page.text(&format!("[data-step={step}] .took"));
    assert_eq!(took("server"), "30 ms (+10)");
    assert_eq!(took("agreement"), "50 ms");
    assert_eq!(took("path"), "40 ms (−50)");
    assert_eq!(took("picture"), "25 ms");
    assert!(page.all(".compared[hidden]").is_empty());
    let kept = storage.get_item("visavis.set-up").unwrap();
    assert_eq!(kept.as_deref(), Some("server:30 agreement:50 path:40 picture:25"));
    storage.remove_item("visavis.set-up").unwrap();
}

fn measured(step: SetUpStep, from: u64, to: u64) -> MeasuredStep {
    let at = |millis| Timestamp::new(Duration::from_millis(millis));
    MeasuredStep {
        step,
        from: at(from),
        to: at(to),
    }
}

#[wasm_bindgen_test]
fn the_log_keeps_the_last_500_rows() {
    let page = Page::in_call();

    for seq in 1..=510 {
        page.tell(logged(Message::Ok(Exchange {
            offerer: None,
            answerer: None,
            seq,
        })));
    }
    page.with_ui(Ui::draw_log);

    assert_eq!(page.all(".logged").len(), 500);
    assert_eq!(page.attribute(".logged", "data-seq"), "11");
}

fn offer(seq: u32) -> Message {
    Message::Offer(Offer {
        exchange: exchange(seq),
        tie_breaker: 7,
        sdp: "v=0 <b>".to_owned(),
    })
}

fn exchange(seq: u32) -> Exchange {
    Exchange {
        offerer: SessionId::new("0123456789abcdef"),
        answerer: None,
        seq,
    }
}

#[wasm_bindgen_test]
fn the_log_shows_link_states() {
    let page = Page::in_call();
    page.tell(joined("a", "Ada", false));

    page.tell(Event::LinkChanged(id("a"), LinkState::Troubled));
    page.with_ui(Ui::draw_log);

    assert_eq!(page.attribute(".logged", "data-state"), "troubled");
    assert_eq!(page.text(".logged .with"), "Ada: troubled");
}
