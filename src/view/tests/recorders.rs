//! Tests that people are told of recordings: before they begin, and for as long as they last.

use super::recording::LATE_RECORDER;
use super::spy::{PRESSED, Spy, finished, look};
use super::*;
use js_sys::{Array, Function, Promise};
use visavis_call::{Participant, RecordingState};
use wasm_bindgen_futures::JsFuture;

#[wasm_bindgen_test]
async fn a_recording_of_another_person_is_shown_until_it_ends() {
    let page = Page::in_call();
    let _pressed = Spy::set(PRESSED);
    let _chimes = Spy::set(CHIMES);
    page.tell(joined("a", "Ada", false));
    assert_eq!(page.all(".recorder").len(), 0);

    page.tell(records(RecordingState::Recording, 3_600));
    let hour = js_sys::Date::new(&(js_sys::Date::now() - 3_600_000.0).into()).get_hours();
    let begins = format!("Ada has been recording this call since {hour}:");
    assert!(page.text(".recorder .sentence").starts_with(&begins));
    assert_eq!(page.text(".recorder .timer"), "1:00:00");
    assert_eq!(page.attribute(".recorder .timer", "aria-hidden"), "true", "once");
    for mark in [".tile[data-person=a] .records", ".row[data-of=a] .records"] {
        assert_eq!(page.attribute(mark, "aria-label"), "Recording", "{mark}");
    }
    let mark: HtmlElement = page.find(".tile[data-person=a] .records");
    assert!(mark.offset_width() > 0);
    let announced = page.find::<Element>(".recorder").closest("[role=status]");
    assert!(announced.unwrap().is_some(), "to screen readers");
    eventually(|| look("chimes") == "1").await;

    page.tell(records(RecordingState::Tapping, 0));
    assert_eq!(page.all(".recorder").len(), 1);
    assert!(
        page.text(".recorder .sentence")
            .starts_with("An app Ada is using has been capturing")
    );

    page.tell(records(RecordingState::Off, 0));
    assert_eq!(page.all(".recorder").len(), 0);
    assert_eq!(page.all("[data-recording]").len(), 0);
}

#[wasm_bindgen_test]
fn a_mark_stays_when_the_connection_is_replaced_and_names_the_person_as_they_are() {
    let page = Page::in_call();
    page.tell(joined("a", "Ada", false));
    page.tell(joined("b", "Ben", false));
    page.tell(records(RecordingState::Recording, 0));
    let line: Element = page.find(".recorder");

    for state in [LinkState::Troubled, LinkState::Idle, LinkState::Connecting] {
        page.tell(Event::LinkChanged(id("a"), state));
    }
    for person in ["a", "b"] {
        page.tell(Event::PersonRenamed(Person {
            id: id(person),
            name: format!("Renamed {person}"),
            away: false,
            identity: None,
        }));
    }

    assert_eq!(page.all(".recorder"), [line], "the same line");
    assert!(
        page.text(".recorder .sentence")
            .starts_with("Renamed a has been recording")
    );
    assert_eq!(page.all(".tile[data-recording=recording]").len(), 1);
}

#[wasm_bindgen_test]
fn nobody_who_has_left_is_said_to_record() {
    let id = id("a");
    let reason = LeftReason::Gone;
    for end in [Event::PersonLeft { id, reason }, Event::Left] {
        let page = Page::in_call();
        page.tell(joined("a", "Ada", false));
        page.tell(records(RecordingState::Recording, 0));
        assert_eq!(page.all(".recorder").len(), 1);

        page.tell(end);

        assert_eq!(page.all(".recorder").len(), 0);
    }
}

#[wasm_bindgen_test]
fn what_the_own_page_records_is_shown() {
    let page = Page::in_call();
    for (state, line) in [
        (
            RecordingState::Tapping,
            "This page is capturing others' audio or video",
        ),
        (RecordingState::Recording, "This page is recording the call."),
        (RecordingState::Off, ""),
    ] {
        page.tell(Event::RecordingChanged {
            from: Participant::Local,
            state,
            elapsed: Duration::ZERO,
        });

        let lines = page.all(".recorder");
        assert_eq!(lines.len(), usize::from(!line.is_empty()));
        assert!(line.is_empty() || page.text(".recorder .sentence").starts_with(line));
    }
}

#[wasm_bindgen_test]
async fn nothing_is_recorded_before_everyone_knows() {
    let _recorder = Spy::set(LATE_RECORDER);
    let _begun = Spy::set(BEGUN);
    let teller = Teller::in_call();

    let recording = teller.ask("return sinks.record()");
    eventually(|| teller.declared() == "recording").await;
    teller.run("sinks.follow({ type: 'recordingChanged', state: 'tapping' })");
    assert_eq!(look("begun"), "0");
    teller.run("sinks.follow({ type: 'recordingChanged', state: 'recording' })");
    let recording = finished(recording).await;
    assert_eq!(look("begun"), "1");

    let again = finished(teller.ask("return sinks.record()")).await;
    assert_eq!(look("begun"), "2", "they know");
    let stop = Function::new_with_args("recording", "recording.stop()");
    stop.call1(&JsValue::NULL, &recording).unwrap();
    assert_eq!(teller.declared(), "recording", "one of them goes on");
    stop.call1(&JsValue::NULL, &again).unwrap();
    assert_eq!(teller.declared(), "recording off");

    // Before that is reported: they have to learn of another one anew.
    let another = teller.ask("return sinks.record()");
    eventually(|| teller.declared() == "recording off recording").await;
    teller.run("sinks.follow({ type: 'recordingChanged', state: 'off' })");
    assert_eq!(look("begun"), "2");
    teller.run("sinks.follow({ type: 'left' })");
    let left = JsFuture::from(another).await.unwrap_err();
    assert_eq!(crate::web::object::text(&left, "code").as_deref(), Some("Left"));
    assert_eq!(look("begun"), "2");
}

#[wasm_bindgen_test]
async fn a_person_who_waits_for_the_recording_is_told_why() {
    let body = crate::web::window().document().unwrap().body().unwrap();
    let page = Page::with_tools(&body, false, Some("en"), modules::tools_among_the_deaf);
    page.tell(Event::SignallingChanged(Signalling::Connected));

    page.press("record");

    let why = "Recording starts as soon as everyone has been notified.";
    eventually(|| page.all(".passing .line").len() == 1).await;
    assert_eq!(page.text(".passing"), why);
    assert!(!page.is_recording());
}

#[wasm_bindgen_test]
async fn a_recording_that_runs_already_is_told_when_the_call_begins() {
    let _recorder = Spy::set(LATE_RECORDER);
    let teller = Teller::new();
    finished(teller.ask("return sinks.record()")).await;
    assert_eq!(teller.declared(), "recording");

    teller.join();

    assert_eq!(
        teller.declared(),
        "recording recording",
        "the first one to nobody"
    );
    teller.run("sinks.stop()");
}

#[wasm_bindgen_test]
async fn a_tap_of_others_is_told_and_of_oneself_is_not() {
    let teller = Teller::in_call();
    teller.run("state.update({ type: 'personJoined', id: 'a', name: 'Ada' })");
    for id in ["'a'", "undefined"] {
        let begin = format!("state.update({{ type: 'streamChanged', id: {id}, shows: 'person', stream }})");
        teller.run_with(&begin, &painted());
    }

    finished(teller.ask("return sinks.tapVideo(() => {})")).await;
    assert_eq!(teller.declared(), "");

    let other = teller.ask("return sinks.tapVideo(() => {}, 'a')");
    eventually(|| teller.declared() == "tapping").await;
    teller.run("sinks.follow({ type: 'recordingChanged', state: 'tapping' })");
    finished(other).await;

    teller.run("sinks.stop()");
    assert_eq!(teller.declared(), "tapping off");
}

#[wasm_bindgen_test]
async fn nothing_is_told_of_what_cannot_be_taken() {
    let teller = Teller::in_call();
    teller.run("state.update({ type: 'personJoined', id: 'a', name: 'Ada' })");
    for (stream, asked, code) in [
        (MediaStream::new().unwrap(), "record('a')", "NothingToSee"),
        (
            MediaStream::new().unwrap(),
            "tapVideo(() => {}, 'a')",
            "NothingToSee",
        ),
        (painted(), "tapAudio(() => {}, 'a')", "NothingToSee"),
        (painted(), "record('a', 'audio/none')", "UnusableArgument"),
    ] {
        let begin = "state.update({ type: 'streamChanged', id: 'a', shows: 'person', stream })";
        teller.run_with(begin, &stream);

        let refused = JsFuture::from(teller.ask(&format!("return sinks.{asked}"))).await;

        let found = crate::web::object::text(&refused.unwrap_err(), "code");
        assert_eq!(found.as_deref(), Some(code), "{asked}");
        assert_eq!(teller.declared(), "", "{asked}");
    }
}

/// The whole way: from the method to the peer, here the echo, and back.
#[wasm_bindgen_test]
async fn a_recording_by_a_program_begins_after_it_is_told() {
    let _recorder = Spy::set(LATE_RECORDER);
    let begin = Closure::<dyn Fn(JsValue, JsValue) -> JsValue>::new(|_glue, tell: JsValue| {
        let options = r#"{"room": "told", "signalling": "loopback", "audioOnly": true}"#;
        let options = js_sys::JSON::parse(options).unwrap();
        let handle = crate::js::begin(options.unchecked_ref(), tell.unchecked_ref());
        handle.unwrap().into()
    });
    let client = Function::new_no_args("return { guard: (use) => use({}), onEnd: () => () => {} }");
    let client = client.call0(&JsValue::NULL).unwrap();
    let _told = Spy::set("told = [];");
    let note = Function::new_with_args("event", "told.push(event)");
    let call = modules::JsCall::new(&client, begin.as_ref().unchecked_ref(), &note);
    call.join("Ada");
    eventually(|| {
        look("told.some(({ type, state }) => type === 'linkChanged' && state === 'connected')") == "true"
    })
    .await;

    let recording = finished(call.record()).await;
    let own = "told.filter(({ type, id }) => type === 'recordingChanged' && !id)";
    let states = || look(&format!("{own}.map(({{ state }}) => state).join()"));
    assert_eq!(states(), "recording");
    assert_eq!(
        look(&format!("Math.abs(Date.now() - {own}[0].since) < 60_000")),
        "true"
    );
    let of_call = Function::new_with_args("call", "return call.ownRecording");
    assert_eq!(of_call.call1(&JsValue::NULL, &call).unwrap(), "recording");

    let stop = Function::new_with_args("recording", "recording.stop()");
    stop.call1(&JsValue::NULL, &recording).unwrap();
    eventually(|| states() == "recording,off").await;
    call.end();
}

fn records(state: RecordingState, seconds: u64) -> Event {
    Event::RecordingChanged {
        from: Participant::Remote(id("a")),
        state,
        elapsed: Duration::from_secs(seconds),
    }
}

/// The recordings and taps of a call, without a client that tells the others.
struct Teller {
    state: modules::CallState,
    sinks: modules::Sinks,
    declared: Array,
}

impl Teller {
    fn new() -> Self {
        let (state, declared) = (modules::CallState::new(), Array::new());
        let note = Function::new_with_args("declared, state", "declared.push(state)");
        let sinks = modules::Sinks::new(&state, note.bind1(&JsValue::NULL, &declared).unchecked_ref());
        Self {
            state,
            sinks,
            declared,
        }
    }

    fn in_call() -> Self {
        let teller = Self::new();
        teller.join();
        teller
    }

    fn join(&self) {
        self.run(
            "const event = { type: 'ownIdChanged', id: 'me' };
             state.update(event);
             sinks.follow(event);",
        );
    }

    /// Returns everything that the others were told.
    fn declared(&self) -> String {
        self.declared.join(" ").into()
    }

    fn run(&self, script: &str) -> JsValue {
        self.run_with(script, &JsValue::NULL)
    }

    fn run_with(&self, script: &str, stream: &JsValue) -> JsValue {
        let script = Function::new_with_args("sinks, state, stream", script);
        script
            .call3(&JsValue::NULL, &self.sinks, &self.state, stream)
            .unwrap()
    }

    /// Runs a script that returns a promise.
    fn ask(&self, script: &str) -> Promise {
        self.run(script).unchecked_into()
    }
}

/// Counts the recorders that begin.
const BEGUN: &str = "
    begun = 0;
    const Recorder = MediaRecorder;
    window.MediaRecorder = class extends Recorder { start() { begun += 1; } };
    undo = () => { window.MediaRecorder = Recorder; };";

/// Counts the notes that begin.
const CHIMES: &str = "
    chimes = 0;
    const { prototype } = AudioScheduledSourceNode;
    const { start } = prototype;
    prototype.start = function (...when) { chimes += 1; return start.apply(this, when); };
    undo = () => { prototype.start = start; };";
