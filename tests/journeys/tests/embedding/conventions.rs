//! Conventions of the web platform: reflected properties, event names, abort signals.

use std::fs;

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use visavis_journeys::{Engine, SOON, dist};

use crate::embedder::Place;

const PAGE: &str = r#"<body><script src="tracks.js"></script>"#;

#[tokio::test]
async fn attributes_are_properties_in_chromium() -> Result<()> {
    attributes_are_properties(Engine::Chromium).await
}

#[tokio::test]
async fn attributes_are_properties_in_firefox() -> Result<()> {
    attributes_are_properties(Engine::Firefox).await
}

#[tokio::test]
async fn the_element_has_the_state_of_the_call_in_chromium() -> Result<()> {
    the_element_has_the_state_of_the_call(Engine::Chromium).await
}

#[tokio::test]
async fn the_element_has_the_state_of_the_call_in_firefox() -> Result<()> {
    the_element_has_the_state_of_the_call(Engine::Firefox).await
}

#[tokio::test]
async fn joining_can_be_aborted_in_chromium() -> Result<()> {
    joining_can_be_aborted(Engine::Chromium).await
}

#[tokio::test]
async fn joining_can_be_aborted_in_firefox() -> Result<()> {
    joining_can_be_aborted(Engine::Firefox).await
}

async fn attributes_are_properties(engine: Engine) -> Result<()> {
    let place = Place::new(engine, PAGE).await?;
    let page = &place.open("").await?;

    let upgraded = page
        .eval(
            "const early = document.createElement('vis-a-vis');
             Object.assign(early, { room: 'early', audioOnly: true, relayOnly: false, iceServers: [], send: () => {} });
             window.visavis = await import(args[0] + 'visavis.js');
             document.body.append(early);
             return [early.outerHTML, Object.keys(early), early.iceServers];",
            &[json!(place.server.url())],
        )
        .await?;
    ensure!(
        upgraded == json!([r#"<vis-a-vis room="early" audio-only=""></vis-a-vis>"#, [], []]),
        "{upgraded}"
    );

    for (change, html) in [
        ("element.room = 'a'", r#" room="a""#),
        ("element.room = null", ""),
        ("element.theme = 'dark'", r#" theme="dark""#),
        ("element.theme = undefined", ""),
        ("element.autojoin = true", r#" autojoin="""#),
        ("element.autojoin = 'false'", ""),
        ("element.ring = ''", r#" ring="""#),
        ("element.ring = false", ""),
    ] {
        let after = page
            .eval(
                &format!(
                    "const element = (window.element ??= document.createElement('vis-a-vis')); {change}; return element.outerHTML"
                ),
                &[],
            )
            .await?;
        ensure!(
            after == format!("<vis-a-vis{html}></vis-a-vis>"),
            "{change}: {after}"
        );
    }
    let read = page
        .eval(
            "element.setAttribute('token', 't');
             element.setAttribute('audio-only', 'false');
             element.setAttribute('relay-only', '');
             return [element.token, element.audioOnly, element.relayOnly, element.server, element.name]",
            &[],
        )
        .await?;
    ensure!(read == json!(["t", false, true, "", ""]), "{read}");

    // In the package, the tables are part of a bundle.
    for module in ["verbs.js", "constraints.js", "client.js"] {
        let text = fs::read_to_string(dist()?.join(module)).context(module)?;
        place.add(module, &text)?;
    }
    let missing = page
        .eval(
            "const { VERBS, REQUESTS } = await import(args[0]);
             const classes = [visavis.VisAVis, visavis.Call];
             return [...Object.keys(VERBS), ...REQUESTS].filter((name) => classes.some((one) => typeof one.prototype[name] !== 'function'))",
            &[json!(place.url("verbs.js"))],
        )
        .await?;
    ensure!(missing == json!([]), "not on the element or the call: {missing}");
    Ok(())
}

async fn the_element_has_the_state_of_the_call(engine: Engine) -> Result<()> {
    let place = Place::new(engine, PAGE).await?;
    let page = &place.open("").await?;
    let state = "({ isInCall: call.isInCall, ownId: call.ownId, people: call.people.size, ownStream: call.ownStream !== null,
        ownScreen: call.ownScreen, ownMedia: call.ownMedia, signallingState: call.signallingState, version: call.version })";
    page.eval(
        &format!(
            "document.head.append(Object.assign(document.createElement('script'), {{ type: 'module', src: args[0] + 'visavis.js' }}));
             await customElements.whenDefined('vis-a-vis');
             window.call = document.createElement('vis-a-vis');
             window.state = () => {state};
             window.heard = [];
             for (const type of ['ready', 'own-id-changed', 'person-joined', 'person-media-changed', 'left']) {{
                 document.addEventListener(`visavis-${{type}}`, ({{ detail }}) => heard.push(detail.type));
             }}
             Object.assign(call, {{ room: 'state', signalling: 'loopback', audioOnly: true }});
             document.body.append(call);"
        ),
        &[json!(place.server.url())],
    )
    .await?;
    page.until("the element is ready", "heard.join() === 'ready'", SOON)
        .await?;
    let before = page.eval("await call.leave(); return state()", &[]).await?;
    ensure!(
        before["isInCall"] == false && before["ownId"] == Value::Null && before["people"] == 0,
        "{before}"
    );

    page.eval("call.join('Ada')", &[]).await?;
    page.until(
        "she is in a call",
        "state().people === 1 && state().ownMedia.microphone === 'on' && heard.includes('personMediaChanged')",
        SOON,
    )
    .await?;
    let inside = page.eval("return state()", &[]).await?;
    ensure!(
        inside["isInCall"] == true
            && inside["ownId"].as_str().is_some_and(|id| id.len() == 32)
            && inside["ownStream"] == true
            && inside["ownScreen"] == Value::Null
            && inside["signallingState"] == "connected"
            && inside["version"].is_string(),
        "{inside}"
    );
    let heard = page.eval("return heard.slice(0, 3)", &[]).await?;
    ensure!(
        heard == json!(["ready", "ownIdChanged", "personJoined"]),
        "{heard}"
    );

    let left = page
        .eval(
            "const left = call.leave().then(() => heard.push('resolved'));
             await Promise.all([left, call.leave()]);
             return [...heard.slice(-2), call.isInCall, call.ownId]",
            &[],
        )
        .await?;
    ensure!(left == json!(["left", "resolved", false, null]), "{left}");

    let again = page
        .eval(
            "call.join('Ada'); await call.leave(); return [heard.at(-1), call.isInCall]",
            &[],
        )
        .await?;
    ensure!(
        again == json!(["left", false]),
        "left although it had not entered yet: {again}"
    );
    Ok(())
}

async fn joining_can_be_aborted(engine: Engine) -> Result<()> {
    let place = Place::new(engine, PAGE).await?;
    let page = &place.open("").await?;
    page.eval(
        "const { join } = await import(args[0] + 'headless.js');
         window.heard = [];
         window.begin = (signal, act = () => {}) =>
             join({ room: 'abort', signalling: 'loopback', signal }, (event) => { heard.push(event.type); act(event); });
         window.outcome = (joining) => joining.then(() => 'joined', (reason) => reason.code ?? reason);",
        &[json!(place.server.url())],
    )
    .await?;

    let early = page
        .eval(
            "return [await outcome(begin(AbortSignal.abort('early'))), heard]",
            &[],
        )
        .await?;
    ensure!(early == json!(["early", []]), "{early}");

    let loading = page
        .eval(
            "const controller = new AbortController();
             const joining = outcome(begin(controller.signal));
             controller.abort('loading');
             return [await joining, heard]",
            &[],
        )
        .await?;
    ensure!(loading == json!(["loading", []]), "{loading}");

    // Loaded by now, so that joining begins within a few turns of the microtask queue.
    let between = page
        .eval(
            "const outcomes = [];
             for (let turns = 0; turns < 4; turns++) {
                 const controller = new AbortController();
                 const joining = outcome(begin(controller.signal));
                 for (let turn = 0; turn < turns; turn++) await null;
                 controller.abort(turns);
                 outcomes.push(await joining);
             }
             return outcomes",
            &[],
        )
        .await?;
    ensure!(between == json!([0, 1, 2, 3]), "{between}");

    let entering = page
        .eval(
            "const controller = new AbortController();
             return await outcome(begin(controller.signal, ({ type }) => {
                 if (type === 'ownIdChanged') controller.abort('entering');
             }))",
            &[],
        )
        .await?;
    ensure!(entering == "entering", "{entering}");
    page.until("it has left", "heard.at(-1) === 'left'", SOON).await?;
    page.until(
        "nothing is left of it",
        "tracks.every((track) => track.readyState === 'ended') && (await connections()).length === 0",
        SOON,
    )
    .await?;

    let late = page
        .eval(
            "const controller = new AbortController();
             const call = await begin(controller.signal);
             controller.abort('late');
             const goesOn = call.isInCall;
             await call.leave();
             return [goesOn, heard.at(-1)]",
            &[],
        )
        .await?;
    ensure!(late == json!([true, "left"]), "{late}");

    let unusable = page.eval("return await outcome(begin(7))", &[]).await?;
    ensure!(unusable == "UnusableOption", "{unusable}");
    Ok(())
}
