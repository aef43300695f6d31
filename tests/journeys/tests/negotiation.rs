//! Negotiation under stress: simultaneous changes, hostile messages and stale candidates.

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use visavis_journeys::{Browser, Engine, Person, Server, simultaneously};

#[tokio::test]
async fn both_hang_up_simultaneously_in_chromium() -> Result<()> {
    let browser = Browser::launch(Engine::Chromium).await?;
    both_hang_up_simultaneously(&browser, &browser).await
}

#[tokio::test]
async fn both_hang_up_simultaneously_in_firefox() -> Result<()> {
    let browser = Browser::launch(Engine::Firefox).await?;
    both_hang_up_simultaneously(&browser, &browser).await
}

#[tokio::test]
async fn both_renegotiate_simultaneously_in_chromium() -> Result<()> {
    let browser = Browser::launch(Engine::Chromium).await?;
    both_renegotiate_simultaneously(&browser, &browser).await
}

#[tokio::test]
async fn both_renegotiate_simultaneously_in_firefox() -> Result<()> {
    let browser = Browser::launch(Engine::Firefox).await?;
    both_renegotiate_simultaneously(&browser, &browser).await
}

#[tokio::test]
async fn chromium_and_firefox_renegotiate_simultaneously() -> Result<()> {
    let (chromium, firefox) = Browser::launch_both().await?;
    both_renegotiate_simultaneously(&chromium, &firefox).await
}

#[tokio::test]
async fn a_call_survives_hundreds_of_hostile_messages_in_chromium() -> Result<()> {
    a_call_survives_hundreds_of_hostile_messages(Engine::Chromium).await
}

#[tokio::test]
async fn a_call_survives_hundreds_of_hostile_messages_in_firefox() -> Result<()> {
    a_call_survives_hundreds_of_hostile_messages(Engine::Firefox).await
}

async fn a_call_survives_hundreds_of_hostile_messages(engine: Engine) -> Result<()> {
    let server = Server::start_with(&["--message-rate", "100000", "--message-burst", "100000"]).await?;
    let browser = Browser::launch(engine).await?;
    let ada = Person::join(&browser, &server.url(), "hostile", "Ada").await?;
    let lin = Person::open(&browser, &server.url(), "hostile", "Lin").await?;
    lin.page().eval(TAP, &[]).await?;
    lin.press_join().await?;
    ada.is_in_call_with(1).await?;
    lin.is_in_call_with(1).await?;
    let before = connections_made(&ada).await?;

    let unanswerable = replies_to(&lin, &["ERROR", "OK", "CANDIDATE"], HOSTILE).await?;
    let answerable = replies_to(
        &lin,
        &["ANSWER", "OFFER", "SHUTDOWN", "DANCE", 7.to_string().as_str()],
        HOSTILE,
    )
    .await?;

    ensure!(
        unanswerable == 0,
        "{unanswerable} replies to ERROR, OK and CANDIDATE"
    );
    ensure!(
        answerable > 0 && answerable <= HOSTILE,
        "{answerable} replies to {HOSTILE} messages"
    );
    ada.goes_on_seeing().await?;
    assert_eq!(connections_made(&ada).await?, before, "no new connection");
    Ok(())
}

#[tokio::test]
async fn a_candidate_of_a_previous_generation_is_dropped_in_chromium() -> Result<()> {
    a_candidate_of_a_previous_generation_is_dropped(Engine::Chromium).await
}

#[tokio::test]
async fn a_candidate_of_a_previous_generation_is_dropped_in_firefox() -> Result<()> {
    a_candidate_of_a_previous_generation_is_dropped(Engine::Firefox).await
}

async fn both_hang_up_simultaneously(first: &Browser, second: &Browser) -> Result<()> {
    let server = Server::start().await?;
    let ada = Person::open(first, &server.url(), "both", "Ada").await?;
    ada.page().eval(HOLD, &[]).await?;
    ada.press_join().await?;
    let lin = Person::join(second, &server.url(), "both", "Lin").await?;
    ada.is_in_call_with(1).await?;
    lin.is_in_call_with(1).await?;

    // Neither hears of the other's press before their own.
    let leave = "$('vis-a-vis >>> [data-action=leave]').click()";
    ada.page().eval("hold()", &[]).await?;
    lin.page().eval(leave, &[]).await?;
    ada.page().eval(leave, &[]).await?;
    ada.page().eval("release()", &[]).await?;

    for person in [&ada, &lin] {
        person
            .sees("that the call is over", "$('vis-a-vis >>> [data-screen=after]')")
            .await?;
        person
            .sees("no connection", "(await connections()).length === 0")
            .await?;
        let closing =
            "$$('vis-a-vis >>> [data-type]').map((row) => `${row.dataset.direction} ${row.dataset.type}`)
            .filter((row) => row.endsWith('SHUTDOWN')).sort().join()";
        person
            .sees(
                "a sent and a received SHUTDOWN",
                &format!("{closing} === 'received SHUTDOWN,sent SHUTDOWN'"),
            )
            .await?;
        person.log_is_drawn().await?;
        let errors = person
            .page()
            .eval("return $$('vis-a-vis >>> [data-type=ERROR]').length", &[])
            .await?;
        assert_eq!(errors, 0, "{:?}", person.log().await?);
    }
    // One OK for the exchange of the call, and one for each SHUTDOWN. Only sent OKs are counted: a side that has
    // finished may be gone before the other's OK arrives.
    let oks = [ada.log().await?, lin.log().await?].map(|log| format!("{log:?}").matches("sent OK").count());
    assert_eq!(oks.iter().sum::<usize>(), 3);
    Ok(())
}

/// Both make their change of a collision at the same moment. Each collision is run twice.
async fn both_renegotiate_simultaneously(first: &Browser, second: &Browser) -> Result<()> {
    let server = Server::start().await?;
    let (ada, lin) = in_a_call(&server, first, second).await?;
    let mut sections = 2;

    for (round, changes) in COLLISIONS.iter().chain(&COLLISIONS).enumerate() {
        for person in [&ada, &lin] {
            person
                .page()
                .eval(
                    "window.previous = openConnection(); window.ufrag = iceUfrag()",
                    &[],
                )
                .await?;
        }
        sections += changes.iter().filter(|change| **change == ADD_SECTION).count();
        let restarts = changes.contains(&RESTART_ICE);

        simultaneously([(&ada, changes[0]), (&lin, changes[1])]).await?;

        // If a browser gets stuck in a collision, the client replaces the connection, which then has what the client
        // needs.
        let settled = format!(
            "openConnection().signalingState === 'stable' &&
             (openConnection() !== previous || ((!{restarts} || iceUfrag() !== window.ufrag) && negotiatedSections() === {sections}))"
        );
        for person in [&ada, &lin] {
            person
                .sees(&format!("the changes of round {round}"), &settled)
                .await?;
            person.goes_on_seeing().await?;
        }
        wait_until_settled(&ada, &lin).await?;
        let agreed = ada.page().eval("return negotiatedSections()", &[]).await?;
        lin.sees("the same sections", &format!("negotiatedSections() === {agreed}"))
            .await?;
        sections = usize::try_from(agreed.as_u64().context("no number")?)?;
    }
    for person in [&ada, &lin] {
        let log = format!("{:?}", person.log().await?);
        ensure!(!log.contains("NOMATCH") && !log.contains("SHUTDOWN"), "{log}");
    }
    Ok(())
}

async fn a_candidate_of_a_previous_generation_is_dropped(engine: Engine) -> Result<()> {
    let server = Server::start().await?;
    let browser = Browser::launch(engine).await?;
    let ada = Person::join(&browser, &server.url(), "late", "Ada").await?;
    let lin = Person::open(&browser, &server.url(), "late", "Lin").await?;
    lin.page().eval(TAP, &[]).await?;
    lin.press_join().await?;
    ada.is_in_call_with(1).await?;
    lin.is_in_call_with(1).await?;
    lin.page()
        .eval(
            "window.previous = sent.find((body) => body.messageType === 'CANDIDATE')",
            &[],
        )
        .await?;
    ada.page().eval("window.ufrag = iceUfrag()", &[]).await?;

    lin.page().eval(RESTART_ICE, &[]).await?;
    ada.sees(
        "the new generation",
        "openConnection().signalingState === 'stable' && iceUfrag() !== window.ufrag",
    )
    .await?;
    wait_until_settled(&ada, &lin).await?;
    ada.page()
        .eval(
            "window.added = [];
             const add = RTCPeerConnection.prototype.addIceCandidate;
             RTCPeerConnection.prototype.addIceCandidate = function (candidate) {
                 added.push(candidate?.usernameFragment);
                 return add.call(this, candidate);
             };",
            &[],
        )
        .await?;
    lin.page().eval("inject(previous)", &[]).await?;

    ada.sees(
        "that it was dropped",
        "$$('vis-a-vis >>> [data-dropped]').length > 0",
    )
    .await?;
    let added = ada.page().eval("return added", &[]).await?;
    let stale = lin.page().eval("return previous.usernameFragment", &[]).await?;
    ensure!(
        !added.as_array().context("no list")?.contains(&stale),
        "{stale} was given to ICE"
    );
    ada.goes_on_seeing().await
}

const RESTART_ICE: &str = "openConnection().restartIce()";
const ADD_SECTION: &str = "openConnection().addTransceiver('video')";

const COLLISIONS: [[&str; 2]; 4] = [
    [RESTART_ICE; 2],
    [ADD_SECTION; 2],
    [RESTART_ICE, ADD_SECTION],
    [ADD_SECTION, RESTART_ICE],
];

/// Records the messages that the page sends and receives on its link, over the server and over the data channel, and
/// lets a test inject messages over the path that the page used last. To be run before joining: the page's own messages,
/// of which one may come between two of the test's, and those of the test are numbered as one sequence.
const TAP: &str = r"
    window.sent = []; window.received = [];
    const paths = new Set();
    const numbers = new Map();
    let last, resume, count = 0;
    // What the page repeats keeps its number.
    const numbered = (frame) => {
        if (frame.epoch !== last?.epoch) numbers.clear(), count = 0;
        if (!numbers.has(frame.n)) numbers.set(frame.n, count += 1);
        return { ...frame, n: numbers.get(frame.n) };
    };
    const tap = (path, read) => {
        const send = path.send;
        path.send = function (text) {
            if (!paths.has(this)) {
                paths.add(this);
                this.addEventListener('message', ({ data }) => {
                    const body = read(JSON.parse(data))?.body;
                    if (body?.messageType) received.push(body);
                });
            }
            const frame = read(JSON.parse(text));
            if (!(frame?.n > 0)) return send.call(this, text);
            resume = (next) => send.call(this, JSON.stringify(next));
            if (frame.body?.messageType) sent.push(frame.body);
            last = numbered(frame);
            resume(last);
        };
    };
    tap(WebSocket.prototype, (frame) => (['send', 'from'].includes(frame.type) ? frame : undefined));
    tap(RTCDataChannel.prototype, (frame) => frame);
    window.inject = (body) => resume({ ...last, n: count += 1, body });
";

/// Lets a test keep back what the page receives, from `hold()` to `release()`. To be run before joining.
const HOLD: &str = r"
    let held;
    const { addEventListener, removeEventListener } = EventTarget.prototype;
    const laters = new Map();
    for (const path of [WebSocket.prototype, RTCDataChannel.prototype]) {
        path.addEventListener = function (type, listener, ...more) {
            const handle = (event) => laters.has(listener) && listener.call(this, event);
            const later = (event) => (held ? held.push(() => handle(event)) : handle(event));
            if (type === 'message') laters.set(listener, later);
            addEventListener.call(this, type, laters.get(listener) ?? listener, ...more);
        };
        path.removeEventListener = function (type, listener, ...more) {
            removeEventListener.call(this, type, laters.get(listener) ?? listener, ...more);
            laters.delete(listener);
        };
    }
    window.hold = () => { held = []; };
    window.release = () => {
        const events = held;
        held = undefined;
        for (const handle of events) handle();
    };
";

async fn in_a_call(server: &Server, first: &Browser, second: &Browser) -> Result<(Person, Person)> {
    let ada = Person::join(first, &server.url(), "both", "Ada").await?;
    let lin = Person::join(second, &server.url(), "both", "Lin").await?;
    ada.is_in_call_with(1).await?;
    lin.is_in_call_with(1).await?;
    Ok((ada, lin))
}

/// Waits until every OFFER and ANSWER has its reply and both logs end with the OK of the same exchange.
async fn wait_until_settled(ada: &Person, lin: &Person) -> Result<()> {
    let last = "(() => {
        const rows = $$('vis-a-vis >>> [data-type]').filter((row) => row.dataset.type !== 'CANDIDATE');
        const last = rows.at(-1)?.dataset;
        return last?.type === 'OK' ? [last.seq, [last.offerer, last.answerer].sort()].join() : undefined;
    })()";
    ada.sees("a last OK", last).await?;
    let agreed = ada.page().eval(&format!("return {last}"), &[]).await?;
    lin.sees("the same last OK", &format!("{last} === {agreed}"))
        .await
}

async fn connections_made(person: &Person) -> Result<Value> {
    person.page().eval("return journeyConnections.size", &[]).await
}

/// The number of hostile messages of each kind. A client takes no more than its bounds for one peer.
const HOSTILE: u64 = 400;
/// The number of hostile messages per script.
const BATCH: u64 = 50;

/// Sends `count` messages of these types, with valid and invalid ids and numbers, and returns the number of replies.
async fn replies_to(sender: &Person, types: &[&str], count: u64) -> Result<u64> {
    let script = r"
        const [types, count, seed] = arguments_;
        const offer = sent.find((body) => body.messageType === 'OFFER');
        const answer = received.find((body) => body.messageType === 'ANSWER');
        const [own, theirs] = [offer.offererSessionId, answer.answererSessionId];
        const ids = [own, theirs, 'nobody', '', 7, null, undefined];
        const seqs = [0, -1, 1, 2, 4294967295, 4294967296, 1.5, '1', null, undefined];
        const sdps = ['', 'v=0', null, { toString: 1 }, 'x'.repeat(2000), undefined];
        let state = seed;
        const draw = (list) => list[(state = (state * 1103515245 + 12345) % 2147483648) % list.length];
        const before = received.length;
        const isReply = (body) => body.answererSessionId !== 'mark';
        // Waits until the peer has read everything so far, by sending a message that has to be answered.
        const reached = async () => {
            const seq = window.marks = (window.marks ?? 0) + 1;
            inject({ messageType: 'ANSWER', offererSessionId: 'a', answererSessionId: 'mark', seq, sdp: 'v=0' });
            const deadline = Date.now() + 25000;
            while (!received.some((body) => body.seq === seq && !isReply(body))) {
                if (Date.now() > deadline) throw new Error(`no reply to mark ${seq}`);
                await new Promise((resolve) => setTimeout(resolve, 10));
            }
        };
        for (let i = 0; i < count; i++) {
            const body = {
                messageType: draw(types), offererSessionId: draw(ids), answererSessionId: draw(ids), seq: draw(seqs),
                sdp: draw(sdps), tieBreaker: draw(seqs), errorType: draw(['NOMATCH', 'CONFLICT', 'DANCE', 7]),
                usernameFragment: draw(['abcd', offer.sdp.match(/a=ice-ufrag:(.*)/)[1].trim(), 7]),
                candidates: draw([[], [7], [{ candidate: 'nonsense', sdpMid: '0' }], 'none', undefined]),
            };
            // A message that validly starts or ends a session is not hostile.
            const begins = body.messageType === 'OFFER' && typeof body.offererSessionId === 'string'
                && body.offererSessionId !== own;
            const ends = body.messageType === 'SHUTDOWN';
            if (begins || ends) body.offererSessionId = body.answererSessionId = 'nobody at all';
            if (begins) body.seq = 'none';
            const renegotiates = body.messageType === 'OFFER' && !begins;
            if (renegotiates) body.seq = draw([0, 1, '1', null]);
            inject(body);
        }
        // A peer keeps no more than this of what it has no time for yet; the rest would have to be sent again.
        await reached();
        const replies = received.slice(before).filter(isReply).length;
        received.splice(0, received.length, answer);
        return replies;
    ";
    let mut replies = 0;
    for seed in (0..count / BATCH).map(|batch| batch * 7_919 + 1) {
        let script = script.replace("arguments_", &json!([types, BATCH, seed]).to_string());
        replies += sender
            .page()
            .eval(&script, &[])
            .await?
            .as_u64()
            .context("no number")?;
    }
    Ok(replies)
}
