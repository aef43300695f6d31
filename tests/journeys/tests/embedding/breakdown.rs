//! A client that breaks down ends every call of the page and frees everything.

use anyhow::Result;
use serde_json::json;
use visavis_journeys::{Browser, Engine, Person, SOON, Server};

use crate::embedder::embedder_for;

/// The Web Locks held by the pages of this origin.
const LOCKS: &str = "JSON.stringify((await navigator.locks.query()).held.map(({ name }) => name).sort())";

#[tokio::test]
async fn a_panic_ends_all_elements_and_pending_promises_in_chromium() -> Result<()> {
    a_panic_ends_all_elements_and_pending_promises(Engine::Chromium).await
}

#[tokio::test]
async fn a_panic_ends_all_elements_and_pending_promises_in_firefox() -> Result<()> {
    a_panic_ends_all_elements_and_pending_promises(Engine::Firefox).await
}

async fn a_panic_ends_all_elements_and_pending_promises(engine: Engine) -> Result<()> {
    // With the page of the tests, which can be made to panic.
    let server = Server::start().await?;
    let embedder = embedder_for(
        &server,
        r#"<script src="tracks.js"></script><script src="sockets.js"></script>
           <script type="module" src="breakdown.js"></script>
           <vis-a-vis server="SIGNAL" room="one"></vis-a-vis><vis-a-vis server="SIGNAL" room="two" autojoin></vis-a-vis>"#,
    )
    .await?;
    embedder.add(
        "sockets.js",
        "window.sockets = [];
         window.WebSocket = class extends WebSocket {
             constructor(...words) { super(...words); window.sockets.push(this); }
         };",
    )?;
    embedder.add_for(&server, "breakdown.js", include_str!("breakdown.js"))?;
    embedder.add_for(
        &server,
        "plain.html",
        r#"<!doctype html><script type="module" src="SERVERvisavis.js"></script>
           <vis-a-vis server="SIGNAL" room="one"></vis-a-vis>"#,
    )?;
    let browser = Browser::launch(engine).await?;
    let lin = Person::join(&browser, &embedder.url_of("plain.html"), "", "Lin").await?;
    lin.sees("locks", &format!("({LOCKS}).length > 2")).await?;
    let locks_of_lin = lin.page().eval(&format!("return {LOCKS}"), &[]).await?;
    let ada = Person::join(&browser, &embedder.url(), "", "Ada").await?;
    ada.is_in_call_with(1).await?;
    ada.sees("that data can be sent", "window.reached").await?;

    let told = ada
        .page()
        .eval("return JSON.parse(await breakDown())", &[])
        .await?;

    let broken = "BrokenDown";
    let ends = [broken; 5];
    let once = json!([["one", broken], ["two", broken]]);
    assert_eq!(told, json!({ "failures": once, "ends": ends, "late": broken }));
    let nothing = r#"alive() === '{"sockets":0,"tracks":0}'"#;
    ada.sees("nothing alive", nothing).await?;
    ada.sees("no connection", "(await connections()).length === 0")
        .await?;
    ada.sees("no lock but Lin's", &format!("{LOCKS} === {locks_of_lin}"))
        .await?;
    let sentences = "$$('vis-a-vis >>> [part~=failure]').map((one) => one.textContent)";
    let both =
        format!("{sentences}.filter((one) => one.startsWith('The video call stopped working')).length === 2");
    ada.page()
        .until("both elements show the failure", &both, SOON)
        .await?;
    lin.is_alone().await
}
