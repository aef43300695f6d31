//! Tests joining before the code of a call is there.

use super::*;
use crate::part::by_hand::Attempts;
use futures_channel::mpsc::UnboundedReceiver;
use visavis_call::Code;

/// What a driver tells of a call.
#[derive(Debug, PartialEq)]
enum Told {
    Refused(Code),
    Entered,
    Recording,
    Left,
}

fn driver() -> (Driver, UnboundedReceiver<Told>) {
    let (tell, told) = unbounded();
    let options = RoomOptions::new("entering", SignallingMode::Tabs);
    let driver = Driver::start(options, move |notice| {
        let told = if let Notice::Refused(failure) = notice {
            Told::Refused(failure.code)
        } else if let Notice::OwnId(_) = notice {
            Told::Entered
        } else if let Notice::Call(Event::RecordingChanged { .. }) = notice {
            Told::Recording
        } else if let Notice::Call(Event::Left) = notice {
            Told::Left
        } else {
            return;
        };
        tell.unbounded_send(told).unwrap();
    });
    (driver.unwrap(), told)
}

fn join(driver: &Driver) {
    driver.execute(Command::Join {
        name: "Ada".to_owned(),
    });
}

#[wasm_bindgen_test]
async fn a_join_waits_for_the_code_of_a_call_and_keeps_what_is_said_meanwhile() {
    let attempts = Attempts::await_part();
    let (driver, mut told) = driver();
    join(&driver);
    driver.execute(Command::Record(visavis_call::RecordingState::Recording));
    attempts.reach(1).await;

    attempts.fail(0);
    assert_eq!(told.next().await, Some(Told::Refused(Code::ClientMissing)));
    attempts.reach(2).await;
    attempts.succeed(1);

    assert_eq!(told.next().await, Some(Told::Entered));
    assert_eq!(told.next().await, Some(Told::Recording));
}

#[wasm_bindgen_test]
async fn who_leaves_before_the_code_of_a_call_is_there_is_told_so_and_stays_outside() {
    let attempts = Attempts::await_part();
    let (driver, mut told) = driver();
    join(&driver);
    attempts.reach(1).await;

    driver.execute(Command::Leave);
    assert_eq!(told.next().await, Some(Told::Left));
    attempts.succeed(0);
    join(&driver);
    assert_eq!(told.next().await, Some(Told::Entered));
    driver.execute(Command::Leave);
    assert_eq!(told.next().await, Some(Told::Left));
}
