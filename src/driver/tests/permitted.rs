//! Tests that nothing is captured that the person's token does not permit. Both devices are fake and permitted by the
//! browser.

use super::*;
use crate::web::pause;
use futures_channel::mpsc::UnboundedReceiver;
use futures_util::future::{Either, select};
use js_sys::{Array, Function};
use std::pin::pin;
use std::time::Duration;
use visavis_call::RecordingState;
use visavis_call::protocol::{Permission, Permissions};
use wasm_bindgen::JsValue;

const DEADLINE: Duration = Duration::from_secs(10);

/// `{"permissions":["chat"]}`, encoded by `basenc --base64url`.
const CHAT_ALONE: &str = "e30.eyJwZXJtaXNzaW9ucyI6WyJjaGF0Il19.c2ln";
/// `{"permissions":["publish","record"]}`
const NO_CHAT: &str = "e30.eyJwZXJtaXNzaW9ucyI6WyJwdWJsaXNoIiwicmVjb3JkIl19.c2ln";

#[wasm_bindgen_test]
async fn without_the_permission_no_device_is_asked_for() {
    let spy = Captures::new();
    let mut call = Call::of("may not publish", CHAT_ALONE);
    let chat = Permissions::read(["chat"]);
    assert_eq!(call.next_about_permissions().await, Told::Permitted(chat));

    call.driver.execute(Command::Join { name: String::new() });
    for source in [Source::Camera, Source::Microphone, Source::Screen] {
        call.driver.execute(Command::Switch { source, on: true });
        let missing = if source == Source::Screen {
            Permission::Screen
        } else {
            Permission::Publish
        };
        assert_eq!(call.next_about_permissions().await, Told::NotPermitted(missing));
    }
    call.driver.execute(Command::Record(RecordingState::Recording));
    assert_eq!(
        call.next_about_permissions().await,
        Told::NotPermitted(Permission::Record)
    );
    call.driver.execute(Command::SendMessage("Hello".into()));
    call.until(Told::Said).await;

    assert_eq!(spy.count(), 0);
}

#[wasm_bindgen_test]
async fn a_new_token_ends_what_it_forbids_and_switches_nothing_on() {
    let mut call = Call::of("less and more", NO_CHAT);
    call.driver.execute(Command::Join { name: String::new() });
    call.until(Told::Own(Source::Camera, Status::On)).await;
    call.driver.execute(Command::Record(RecordingState::Recording));
    call.until(Told::Recording(RecordingState::Recording)).await;

    call.driver.execute(Command::RenewToken(CHAT_ALONE.to_owned()));
    let told = call.until(Told::Recording(RecordingState::Off)).await;
    assert!(told.contains(&Told::NotPermitted(Permission::Record)), "{told:?}");
    assert!(told.contains(&Told::Own(Source::Camera, Status::Off)), "{told:?}");
    assert!(
        told.contains(&Told::Own(Source::Microphone, Status::Off)),
        "{told:?}"
    );

    let spy = Captures::new();
    call.driver.execute(Command::RenewToken(NO_CHAT.to_owned()));
    call.driver.execute(Command::SendMessage("Hello".into()));
    call.until(Told::NotPermitted(Permission::Chat)).await;
    assert_eq!(spy.count(), 0);
    let (source, on) = (Source::Microphone, true);
    call.driver.execute(Command::Switch { source, on });
    call.until(Told::Own(Source::Microphone, Status::On)).await;
}

#[derive(Debug, PartialEq, Eq)]
enum Told {
    Permitted(Permissions),
    NotPermitted(Permission),
    Own(Source, Status),
    Recording(RecordingState),
    Said,
}

struct Call {
    driver: Driver,
    told: UnboundedReceiver<Told>,
}

impl Call {
    fn of(room: &str, token: &str) -> Self {
        let (tell, told) = unbounded();
        let options = RoomOptions {
            token: Some(token.to_owned()),
            ..RoomOptions::new(room, SignallingMode::Tabs)
        };
        let driver = Driver::start(options, move |notice| {
            #[expect(clippy::wildcard_enum_match_arm, reason = "the tests look at these alone")]
            let told = match notice {
                Notice::Permitted(permissions) => Told::Permitted(*permissions),
                Notice::NotPermitted(permission) => Told::NotPermitted(*permission),
                Notice::OwnMedia { source, status, .. } => Told::Own(*source, *status),
                Notice::Call(Event::RecordingChanged { state, .. }) => Told::Recording(*state),
                Notice::Call(Event::Said { .. }) => Told::Said,
                _ => return,
            };
            tell.unbounded_send(told).ok();
        });
        Self {
            driver: driver.unwrap(),
            told,
        }
    }

    async fn next(&mut self) -> Told {
        let Either::Left((next, _)) = select(self.told.next(), pin!(pause(DEADLINE))).await else {
            panic!("nothing was told in time");
        };
        next.unwrap()
    }

    async fn next_about_permissions(&mut self) -> Told {
        loop {
            let next = self.next().await;
            if matches!(next, Told::Permitted(_) | Told::NotPermitted(_)) {
                return next;
            }
        }
    }

    /// Waits until this is told, and returns what was told before.
    async fn until(&mut self, wanted: Told) -> Vec<Told> {
        let mut before = Vec::new();
        loop {
            let next = self.next().await;
            if next == wanted {
                return before;
            }
            before.push(next);
        }
    }
}

/// Counts the requests for devices and screens while it exists.
struct Captures(Array);

impl Captures {
    fn new() -> Self {
        let counted = Array::new();
        let spy = "for (const name of ['getUserMedia', 'getDisplayMedia']) {
                       navigator.mediaDevices[name] = (...given) => {
                           this.push(name);
                           return MediaDevices.prototype[name].apply(navigator.mediaDevices, given);
                       };
                   }";
        Function::new_no_args(spy).call0(&counted).unwrap();
        Self(counted)
    }

    fn count(&self) -> u32 {
        self.0.length()
    }
}

impl Drop for Captures {
    fn drop(&mut self) {
        let undo =
            "for (const name of ['getUserMedia', 'getDisplayMedia']) delete navigator.mediaDevices[name];";
        Function::new_no_args(undo).call0(&JsValue::UNDEFINED).unwrap();
    }
}
