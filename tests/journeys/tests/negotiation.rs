//! What two browsers say to each other when people, networks or strangers are at their worst.

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use visavis_journeys::{Browser, Engine, Person, Server, at_once};

#[tokio::test]
async fn both_hang_up_at_once_in_chromium() -> Result<()> {
    let browser = Browser::launch(Engine::Chromium).await?;
    both_hang_up_at_once(&browser, &browser).await
}

#[tokio::test]
async fn both_hang_up_at_once_in_firefox() -> Result<()> {
    let browser = Browser::launch(Engine::Firefox).await?;
    both_hang_up_at_once(&browser, &browser).await
}

#[tokio::test]
async fn both_renegotiate_at_once_in_chromium() -> Result<()> {
    let browser = Browser::launch(Engine::Chromium).await?;
    both_renegotiate_at_once(&browser, &browser).await
}

#[tokio::test]
async fn both_renegotiate_at_once_in_firefox() -> Result<()> {
    let browser = Browser::launch(Engine::Firefox).await?;
    both_renegotiate_at_once(&browser, &browser).await
}

#[tokio::test]
async fn chromium_and_firefox_renegotiate_at_once() -> Result<()> {
    let (chromium, firefox) = Browser::launch_both().await?;
    both_renegotiate_at_once(&chromium, &firefox).await
}

#[tokio::test]
async fn ten_thousand_hostile_messages_do_not_end_a_call_in_chromium() -> Result<()> {
    ten_thousand_hostile_messages_do_not_end_a_call(Engine::Chromium).await
}

#[tokio::test]
async fn ten_thousand_hostile_messages_do_not_end_a_call_in_firefox() -> Result<()> {
    ten_thousand_hostile_messages_do_not_end_a_call(Engine::Firefox).await
}

async fn ten_thousand_hostile_messages_do_not_end_a_call(engine: Engine) -> Result<()> {
    let server = Server::start_with(&["--message-rate", "100000", "--message-burst", "100000"]).await?;
    let browser = Browser::launch(engine).await?;
    let ada = Person::join(&browser, &server.url(), "hostile", "Ada").await?;
    let lin = Person::open(&browser, &server.url(), "hostile", "Lin").await?;
    lin.page().eval(TAP, &[]).await?;
    lin.press_join().await?;
    ada.is_in_call_with(1).await?;
    lin.is_in_call_with(1).await?;
    let before = connections_made(&ada).await?;

    let unanswerable = replies_to(&lin, &["ERROR", "OK", "CANDIDATE"], 5_000).await?;
    let answerable = replies_to(
        &lin,
        &["ANSWER", "OFFER", "SHUTDOWN", "DANCE", 7.to_string().as_str()],
        5_000,
    )
    .await?;

    ensure!(
        unanswerable == 0,
        "{unanswerable} replies to ERROR, OK and CANDIDATE"
    );
    ensure!(
        answerable > 0 && answerable <= 5_000,
        "{answerable} replies to 5,000 messages"
    );
    ada.goes_on_seeing().await?;
    assert_eq!(connections_made(&ada).await?, before, "no new connection");
    Ok(())
}

#[tokio::test]
async fn a_candidate_of_a_former_generation_is_dropped_in_chromium() -> Result<()> {
    a_candidate_of_a_former_generation_is_dropped(Engine::Chromium).await
}

#[tokio::test]
async fn a_candidate_of_a_former_generation_is_dropped_in_firefox() -> Result<()> {
    a_candidate_of_a_former_generation_is_dropped(Engine::Firefox).await
}

async fn both_hang_up_at_once(one: &Browser, other: &Browser) -> Result<()> {
    let server = Server::start().await?;
    let (ada, lin) = in_a_call(&server, one, other).await?;

    let leave = "$('vis-a-vis >>> [data-action=leave]').click()";
    at_once([(&ada, leave), (&lin, leave)]).await?;

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
                "both goodbyes",
                &format!("{closing} === 'received SHUTDOWN,sent SHUTDOWN'"),
            )
            .await?;
        let errors = person
            .page()
            .eval("return $$('vis-a-vis >>> [data-type=ERROR]').length", &[])
            .await?;
        assert_eq!(errors, 0, "{:?}", person.log().await?);
    }
    // The OK of the call's one exchange, and one for each goodbye. Whoever has both may be gone before the other's
    // OK comes.
    let oks = [ada.log().await?, lin.log().await?].map(|log| format!("{log:?}").matches("sent OK").count());
    assert_eq!(oks.iter().sum::<usize>(), 3);
    Ok(())
}

/// Each makes its own of the two changes of a collision, in the same moment. All collisions come about twice.
async fn both_renegotiate_at_once(one: &Browser, other: &Browser) -> Result<()> {
    let server = Server::start().await?;
    let (ada, lin) = in_a_call(&server, one, other).await?;
    let mut sections = 2;

    for (round, changes) in COLLISIONS.iter().chain(&COLLISIONS).enumerate() {
        for person in [&ada, &lin] {
            person
                .page()
                .eval(&format!("window.former = {OPEN}; window.ufrag = {UFRAG}"), &[])
                .await?;
        }
        sections += changes.iter().filter(|change| **change == ADD_SECTION).count();
        let restarts = changes.contains(&RESTART_ICE);

        at_once([(&ada, changes[0]), (&lin, changes[1])]).await?;

        // A browser that gets stuck in a collision is given another connection, which has what the client needs.
        let settled = format!(
            "{OPEN}.signalingState === 'stable' &&
             ({OPEN} !== former || ((!{restarts} || {UFRAG} !== window.ufrag) && {SECTIONS} === {sections}))"
        );
        for person in [&ada, &lin] {
            person
                .sees(&format!("what round {round} changed"), &settled)
                .await?;
            person.goes_on_seeing().await?;
        }
        quiet(&ada, &lin).await?;
        let agreed = ada.page().eval(&format!("return {SECTIONS}"), &[]).await?;
        lin.sees("the same sections", &format!("{SECTIONS} === {agreed}"))
            .await?;
        sections = usize::try_from(agreed.as_u64().context("no number")?)?;
    }
    for person in [&ada, &lin] {
        let said = format!("{:?}", person.log().await?);
        ensure!(!said.contains("NOMATCH") && !said.contains("SHUTDOWN"), "{said}");
    }
    Ok(())
}

async fn a_candidate_of_a_former_generation_is_dropped(engine: Engine) -> Result<()> {
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
            "window.former = said.find((body) => body.messageType === 'CANDIDATE')",
            &[],
        )
        .await?;
    ada.page().eval(&format!("window.ufrag = {UFRAG}"), &[]).await?;

    lin.page()
        .eval("for (const c of journeyConnections) c.restartIce()", &[])
        .await?;
    ada.sees(
        "the new generation",
        &format!("{OPEN}.signalingState === 'stable' && {UFRAG} !== window.ufrag"),
    )
    .await?;
    quiet(&ada, &lin).await?;
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
    lin.page().eval("inject(former)", &[]).await?;

    ada.sees(
        "that it was dropped",
        "$$('vis-a-vis >>> [data-dropped]').length > 0",
    )
    .await?;
    let added = ada.page().eval("return added", &[]).await?;
    let former = lin.page().eval("return former.usernameFragment", &[]).await?;
    ensure!(
        !added.as_array().context("no list")?.contains(&former),
        "{former} was given to ICE"
    );
    ada.goes_on_seeing().await
}

const RESTART_ICE: &str =
    "for (const c of journeyConnections) if (c.signalingState !== 'closed') c.restartIce()";
const ADD_SECTION: &str =
    "for (const c of journeyConnections) if (c.signalingState !== 'closed') c.addTransceiver('video')";

const COLLISIONS: [[&str; 2]; 4] = [
    [RESTART_ICE; 2],
    [ADD_SECTION; 2],
    [RESTART_ICE, ADD_SECTION],
    [ADD_SECTION, RESTART_ICE],
];

/// The connection that is open.
const OPEN: &str = "[...journeyConnections].find((c) => c.signalingState !== 'closed')";
/// How many of its sections are in use.
const SECTIONS: &str = "[...journeyConnections].find((c) => c.signalingState !== 'closed')
    .getTransceivers().filter((t) => t.mid !== null && t.currentDirection).length";
/// The generation that it offers or answers with now.
const UFRAG: &str = "[...journeyConnections].find((c) => c.signalingState !== 'closed')
    .localDescription.sdp.match(/a=ice-ufrag:(.*)/)[1].trim()";

/// Notes what the page sends and hears on its link, by the server and from browser to browser, and lets a test say more
/// on it, by the way that the page used last.
const TAP: &str = r"
    window.said = []; window.heard = [];
    const ways = new Set();
    const tap = (way, read) => {
        const send = way.send;
        way.send = function (text) {
            if (!ways.has(this)) {
                ways.add(this);
                this.addEventListener('message', ({ data }) => {
                    const body = read(JSON.parse(data))?.body;
                    if (body?.messageType) heard.push(body);
                });
            }
            const frame = read(JSON.parse(text));
            if (frame?.n > 0) {
                window.place = frame;
                window.resume = (next) => send.call(this, JSON.stringify(next));
                if (frame.body?.messageType) said.push(frame.body);
            }
            return send.call(this, text);
        };
    };
    tap(WebSocket.prototype, (frame) => (['send', 'from'].includes(frame.type) ? frame : undefined));
    tap(RTCDataChannel.prototype, (frame) => frame);
    window.inject = (body) => {
        place = { ...place, n: place.n + 1, body };
        resume(place);
    };
";

async fn in_a_call(server: &Server, one: &Browser, other: &Browser) -> Result<(Person, Person)> {
    let ada = Person::join(one, &server.url(), "both", "Ada").await?;
    let lin = Person::join(other, &server.url(), "both", "Lin").await?;
    ada.is_in_call_with(1).await?;
    lin.is_in_call_with(1).await?;
    Ok((ada, lin))
}

/// Waits until every OFFER and ANSWER that was sent has had its reply, and both agree on the last exchange.
async fn quiet(ada: &Person, lin: &Person) -> Result<()> {
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

/// How many hostile messages go out in one script.
const BATCH: usize = 500;

/// Sends so many messages of these types, with right and wrong ids and numbers, and counts what comes back.
async fn replies_to(sender: &Person, types: &[&str], count: usize) -> Result<u64> {
    let script = r"
        const [types, count, seed] = arguments_;
        const offer = said.find((body) => body.messageType === 'OFFER');
        const answer = heard.find((body) => body.messageType === 'ANSWER');
        const [own, theirs] = [offer.offererSessionId, answer.answererSessionId];
        const ids = [own, theirs, 'nobody', '', 7, null, undefined];
        const seqs = [0, -1, 1, 2, 4294967295, 4294967296, 1.5, '1', null, undefined];
        const sdps = ['', 'v=0', null, { toString: 1 }, 'x'.repeat(2000), undefined];
        let state = seed;
        const draw = (list) => list[(state = (state * 1103515245 + 12345) % 2147483648) % list.length];
        const before = heard.length;
        const isReply = (body) => body.answererSessionId !== 'mark';
        // Waits until everything so far has been read: a message that has to be answered says so.
        const reached = async () => {
            const seq = window.marks = (window.marks ?? 0) + 1;
            inject({ messageType: 'ANSWER', offererSessionId: 'a', answererSessionId: 'mark', seq, sdp: 'v=0' });
            const deadline = Date.now() + 25000;
            while (!heard.some((body) => body.seq === seq && !isReply(body))) {
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
            // What would rightly begin or end a session is not hostile.
            const begins = body.messageType === 'OFFER' && typeof body.offererSessionId === 'string'
                && body.offererSessionId !== own;
            const ends = body.messageType === 'SHUTDOWN';
            if (begins || ends) body.offererSessionId = body.answererSessionId = 'nobody at all';
            if (begins) body.seq = 'none';
            const renegotiates = body.messageType === 'OFFER' && !begins;
            if (renegotiates) body.seq = draw([0, 1, '1', null]);
            inject(body);
            // A server closes who does not read as fast as others write.
            if (i % 250 === 249) await reached();
        }
        const replies = heard.slice(before).filter(isReply).length;
        heard.splice(0, heard.length, answer);
        return replies;
    ";
    // A script may not take for ever.
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
