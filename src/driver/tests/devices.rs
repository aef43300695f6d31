//! Tests that the last word on a device holds, and is kept. Both devices are fake and permitted.

use super::*;
use crate::web::pause;
use futures_channel::mpsc::UnboundedReceiver;
use futures_util::future::{Either, select};
use std::pin::pin;
use std::time::Duration;

const MICROPHONE: Source = Source::Microphone;
const CAMERA: Source = Source::Camera;
const DEADLINE: Duration = Duration::from_secs(10);

#[wasm_bindgen_test]
async fn what_waited_does_not_overrule_mute() {
    let mut lobby = Lobby::of(RoomOptions::new("waited", SignallingMode::Tabs));
    lobby.switch(MICROPHONE, false);

    // As after a permission query or a caller.
    lobby.suggest(MICROPHONE);
    lobby.suggest(CAMERA);
    lobby.driver.execute(join());

    assert_eq!(lobby.microphone_until_camera_is_on().await, [Status::Off]);
}

#[wasm_bindgen_test]
async fn mute_in_the_turn_of_join_opens_no_microphone() {
    let mut lobby = Lobby::of(RoomOptions::new("same turn", SignallingMode::Tabs));

    lobby.driver.execute(join());
    lobby.switch(MICROPHONE, false);

    assert_eq!(lobby.microphone_until_camera_is_on().await, [Status::Off]);
}

#[wasm_bindgen_test]
async fn leaving_in_the_turn_of_join_opens_nothing() {
    let mut lobby = Lobby::of(RoomOptions::new("changed mind", SignallingMode::Tabs));
    lobby.driver.execute(join());
    lobby.driver.execute(Command::Leave);
    lobby.left.next().await.unwrap();

    // Told after everything that joining has begun.
    lobby.switch(MICROPHONE, false);

    assert_eq!(lobby.until(MICROPHONE, Status::Off).await, []);
}

#[wasm_bindgen_test]
async fn the_page_may_have_a_call_start_muted() {
    let options = RoomOptions {
        muted: true,
        ..RoomOptions::new("start muted", SignallingMode::Tabs)
    };
    let mut lobby = Lobby::of(options);
    lobby.driver.execute(join());

    assert_eq!(
        lobby.microphone_until_camera_is_on().await,
        [Status::Off],
        "told, but not opened"
    );

    lobby.switch(MICROPHONE, true);
    lobby.until(MICROPHONE, Status::On).await;
}

#[wasm_bindgen_test]
async fn off_and_on_are_kept_in_the_room() {
    let here = || RoomOptions {
        muted: true,
        ..RoomOptions::new("kept", SignallingMode::Tabs)
    };
    let mut before = Lobby::of(here());
    before.switch(CAMERA, false);
    before.switch(MICROPHONE, true);
    before.until(MICROPHONE, Status::On).await;
    drop(before);

    let mut reloaded = Lobby::of(here());
    reloaded.driver.execute(join());
    let told = reloaded.until(MICROPHONE, Status::On).await;
    assert_eq!(
        told,
        [(CAMERA, Status::Off), (MICROPHONE, Status::Pending)],
        "not muted again"
    );

    let mut elsewhere = Lobby::of(RoomOptions::new("another room", SignallingMode::Tabs));
    elsewhere.driver.execute(join());
    elsewhere.until(CAMERA, Status::On).await;
}

#[wasm_bindgen_test]
async fn without_storage_nothing_is_kept() {
    let room = || RoomOptions::new("no storage", SignallingMode::Tabs);
    let _forbidden = Forbidden::new();
    let mut before = Lobby::of(room());
    before.switch(MICROPHONE, false);
    before.until(MICROPHONE, Status::Off).await;
    drop(before);

    let mut reloaded = Lobby::of(room());
    reloaded.driver.execute(join());

    reloaded.until(MICROPHONE, Status::On).await;
}

#[wasm_bindgen_test]
async fn a_page_restored_by_the_browser_stays_muted() {
    let mut lobby = Lobby::of(RoomOptions::new("restored", SignallingMode::Tabs));
    lobby.switch(MICROPHONE, false);
    lobby.driver.execute(join());
    lobby.until(CAMERA, Status::On).await;

    lobby.driver.vanish();
    lobby.until(CAMERA, Status::Off).await;
    run("dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))");

    assert_eq!(lobby.microphone_until_camera_is_on().await, []);
}

/// A driver, and what was told of its devices.
struct Lobby {
    driver: Driver,
    told: UnboundedReceiver<(Source, Status)>,
    left: UnboundedReceiver<()>,
}

impl Lobby {
    fn of(options: RoomOptions) -> Self {
        let ((tell, told), (leave, left)) = (unbounded(), unbounded());
        let driver = Driver::start(options, move |notice| {
            if let Notice::OwnMedia { source, status, .. } = notice {
                tell.unbounded_send((*source, *status)).ok();
            } else if let Notice::Call(Event::Left) = notice {
                leave.unbounded_send(()).ok();
            }
        });
        Self {
            driver: driver.unwrap(),
            told,
            left,
        }
    }

    fn switch(&self, source: Source, on: bool) {
        self.driver.execute(Command::Switch { source, on });
    }

    fn suggest(&self, source: Source) {
        self.driver.execute(Command::Suggest { source, on: true });
    }

    /// Waits until this is told, and returns what was told before.
    async fn until(&mut self, source: Source, status: Status) -> Vec<(Source, Status)> {
        let mut before = Vec::new();
        loop {
            let Either::Left((next, _)) = select(self.told.next(), pin!(pause(DEADLINE))).await else {
                panic!("{source:?} {status:?} was not told in time, but {before:?}");
            };
            let next = next.unwrap();
            if next == (source, status) {
                return before;
            }
            before.push(next);
        }
    }

    /// The devices are requested together: a microphone that was wanted would be told by then.
    async fn microphone_until_camera_is_on(&mut self) -> Vec<Status> {
        let told = self.until(CAMERA, Status::On).await;
        let of_microphone = told.into_iter().filter(|(source, _)| *source == MICROPHONE);
        of_microphone.map(|(_, status)| status).collect()
    }
}

fn join() -> Command {
    Command::Join { name: String::new() }
}

/// While it exists, `sessionStorage` throws, as in a sandboxed frame.
struct Forbidden;

impl Forbidden {
    fn new() -> Self {
        run(
            "const get = () => { throw new DOMException('forbidden', 'SecurityError'); };
             window.storageBefore = Object.getOwnPropertyDescriptor(window, 'sessionStorage');
             Object.defineProperty(window, 'sessionStorage', { get, configurable: true });",
        );
        Self
    }
}

impl Drop for Forbidden {
    fn drop(&mut self) {
        run("delete window.sessionStorage;
             if (window.storageBefore) Object.defineProperty(window, 'sessionStorage', window.storageBefore);");
    }
}

fn run(script: &str) {
    js_sys::Function::new_no_args(script)
        .call0(&wasm_bindgen::JsValue::UNDEFINED)
        .unwrap();
}
