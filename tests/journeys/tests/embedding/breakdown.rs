//! What is left of a client that has broken down: nothing.

use anyhow::Result;
use serde_json::json;
use visavis_journeys::{Browser, Engine, Person, Server};

use crate::host::{NO_TRACK_IS_LIVE, NOTE_TRACKS};

/// What the pages of this origin hold.
const LOCKS: &str = "JSON.stringify((await navigator.locks.query()).held.map(({ name }) => name).sort())";

/// Only in Chromium: the modules that a script of Firefox's driver imports are others than those of the page.
#[tokio::test]
async fn a_panic_ends_everything_for_two_elements_and_for_what_waits_in_chromium() -> Result<()> {
    a_panic_ends_everything_for_two_elements_and_for_what_waits(Engine::Chromium).await
}

async fn a_panic_ends_everything_for_two_elements_and_for_what_waits(engine: Engine) -> Result<()> {
    // The page of the tests, which can be made to panic.
    let server = Server::start().await?;
    let browser = Browser::launch(engine).await?;
    let url = format!("{}examples/smallest/index.html", server.url());
    let lin = Person::join(&browser, &url, "", "Lin").await?;
    lin.sees("locks", &format!("({LOCKS}).length > 2")).await?;
    let locks_of_lin = lin.page().eval(&format!("return {LOCKS}"), &[]).await?;
    let ada = Person::open(&browser, &url, "", "Ada").await?;
    ada.page().eval(NOTE_TRACKS, &[]).await?;
    ada.press_join().await?;
    ada.is_in_call_with(1).await?;

    let told = ada
        .page()
        .eval(
            "const second = document.createElement('vis-a-vis');
             second.setAttribute('room', 'other');
             const isReady = new Promise((resolve) => second.addEventListener('visavis-ready', resolve));
             document.body.append(second);
             await isReady;
             const failures = [];
             addEventListener('visavis-failed', (event) => failures.push([event.target.getAttribute('room'), event.detail.code]));
             const { join } = await import(new URL('../../visavis.js', location.href));
             const pending = join({ room: 'third', server: 'ws://127.0.0.1:1/signal' }).then(() => 'joined', (error) => error.code);
             const glue = await import(new URL('../../client/visavis.js', location.href));
             await new Promise(requestAnimationFrame);
             try { glue.panic(); } catch {}
             const rejected = await pending;
             // Nothing of this does anything any more, and nothing throws.
             const element = $('vis-a-vis');
             element.join('Again'); element.mute(); element.leave(); element.call('x');
             const late = await join({ room: 'fourth' }).catch((error) => error.code);
             await new Promise(requestAnimationFrame);
             return [failures, rejected, late];",
            &[],
        )
        .await?;

    assert_eq!(
        told,
        json!([
            [["example-smallest", "BrokenDown"], ["other", "BrokenDown"]],
            "BrokenDown",
            "BrokenDown"
        ])
    );
    ada.sees("every device off", NO_TRACK_IS_LIVE).await?;
    ada.sees("no connection", "(await connections()).length === 0")
        .await?;
    ada.sees("no lock but Lin's", &format!("{LOCKS} === {locks_of_lin}"))
        .await?;
    ada.reads("The video call has broken down").await?;
    lin.is_alone().await
}
