//! The ways in which a page of somebody else's has a call, with the package as it is published.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use serde_json::json;
use tempfile::TempDir;
use visavis_journeys::{Browser, Engine, Files, Page, Person, SOON, Server, published};

/// Notes every device that the page gets.
const NOTE_TRACKS: &str = "
    if (window.tracks) return;
    window.tracks = [];
    const devices = navigator.mediaDevices;
    const original = devices.getUserMedia.bind(devices);
    devices.getUserMedia = async (wanted) => {
        const stream = await original(wanted);
        window.tracks.push(...stream.getTracks());
        return stream;
    };";
/// What the pages of this origin hold.
const LOCKS: &str = "JSON.stringify((await navigator.locks.query()).held.map(({ name }) => name).sort())";
const NO_TRACK_IS_LIVE: &str =
    "window.tracks.length > 0 && window.tracks.every((track) => track.readyState === 'ended')";
const CALL_FLOWS: &str =
    "(await connections()).some((c) => c.framesDecoded > 5 && c.audioPacketsReceived > 5)";

#[tokio::test]
async fn the_smallest_embed_calls_in_chromium() -> Result<()> {
    the_smallest_embed_calls(Engine::Chromium).await
}

#[tokio::test]
async fn the_smallest_embed_calls_in_firefox() -> Result<()> {
    the_smallest_embed_calls(Engine::Firefox).await
}

#[tokio::test]
async fn an_interface_of_ones_own_calls_in_chromium() -> Result<()> {
    an_interface_of_ones_own_calls(Engine::Chromium).await
}

#[tokio::test]
async fn an_interface_of_ones_own_calls_in_firefox() -> Result<()> {
    an_interface_of_ones_own_calls(Engine::Firefox).await
}

#[tokio::test]
async fn a_frame_is_steered_from_another_origin_in_chromium() -> Result<()> {
    a_frame_is_steered_from_another_origin(Engine::Chromium).await
}

#[tokio::test]
async fn a_frame_is_steered_from_another_origin_in_firefox() -> Result<()> {
    a_frame_is_steered_from_another_origin(Engine::Firefox).await
}

#[tokio::test]
async fn every_example_shows_its_lobby_in_chromium() -> Result<()> {
    every_example_shows_its_lobby(Engine::Chromium).await
}

#[tokio::test]
async fn every_example_shows_its_lobby_in_firefox() -> Result<()> {
    every_example_shows_its_lobby(Engine::Firefox).await
}

#[tokio::test]
async fn a_page_of_another_origin_loads_everything_from_the_server_in_chromium() -> Result<()> {
    a_page_of_another_origin_loads_everything_from_the_server(Engine::Chromium).await
}

#[tokio::test]
async fn a_page_of_another_origin_loads_everything_from_the_server_in_firefox() -> Result<()> {
    a_page_of_another_origin_loads_everything_from_the_server(Engine::Firefox).await
}

#[tokio::test]
async fn a_policy_that_forbids_webassembly_is_named_in_both_browsers() -> Result<()> {
    let server = Server::start_published(&[]).await?;
    let policy = format!("script-src 'self' {}", server.url());
    let host = host(&format!(
        r#"<meta http-equiv="Content-Security-Policy" content="{policy}">
           <script type="module" src="{0}visavis.js"></script><vis-a-vis room="forbidden"></vis-a-vis>"#,
        server.url()
    ))
    .await?;
    for engine in [Engine::Chromium, Engine::Firefox] {
        let browser = Browser::launch(engine).await?;
        let page = browser.open(&host.url()).await?;
        page.until(
            "the sentence names the policy",
            r#"readableText().includes("its script-src needs 'wasm-unsafe-eval'")"#,
            SOON,
        )
        .await?;
    }
    Ok(())
}

#[tokio::test]
async fn a_strict_policy_holds_in_chromium() -> Result<()> {
    a_strict_policy_holds(Engine::Chromium).await
}

#[tokio::test]
async fn a_strict_policy_holds_in_firefox() -> Result<()> {
    a_strict_policy_holds(Engine::Firefox).await
}

#[tokio::test]
async fn the_bar_makes_room_for_controls_of_the_page() -> Result<()> {
    let server = Server::start_published(&[]).await?;
    let browser = Browser::launch(Engine::Chromium).await?;
    let url = format!("{}examples/smallest/index.html", server.url());
    let ada = Person::join(&browser, &url, "", "Ada").await?;
    let is_shown = "$('vis-a-vis >>> .bar').checkVisibility()";
    ada.sees("the bar", is_shown).await?;

    ada.page()
        .eval("$('vis-a-vis').setAttribute('controls', 'off')", &[])
        .await?;

    ada.sees("no bar", &format!("!{is_shown}")).await?;
    ada.page().eval("$('vis-a-vis').leave()", &[]).await?;
    ada.sees("the end", "$('vis-a-vis >>> [data-screen=after]')")
        .await
}

#[tokio::test]
async fn a_missing_file_and_one_of_another_version_are_named() -> Result<()> {
    let browser = Browser::launch(Engine::Chromium).await?;
    let folder = copy_of_published()?;
    fs::write(folder.path().join("index.html"), ELEMENT)?;
    let wasm = folder.path().join("client/visavis_bg.wasm");
    let whole = fs::read(&wasm)?;

    fs::remove_file(&wasm)?;
    shows(
        &browser,
        folder.path(),
        "ClientMissing",
        "visavis_bg.wasm is not there",
    )
    .await?;

    fs::write(&wasm, whole)?;
    make_of_version_9(&folder.path().join("client.js"))?;
    shows(
        &browser,
        folder.path(),
        "ClientVersion",
        "its files are not all of version 9",
    )
    .await
}

#[tokio::test]
async fn what_the_element_does_not_know_is_warned_of_once() -> Result<()> {
    let server = Server::start_published(&[]).await?;
    let browser = Browser::launch(Engine::Chromium).await?;
    let page = browser
        .open(&format!("{}examples/smallest/index.html", server.url()))
        .await?;

    let warnings = page
        .eval(
            "const warnings = [];
             console.warn = (...words) => warnings.push(words.join(' '));
             for (let count = 0; count < 2; count += 1) {
                 const element = document.createElement('vis-a-vis');
                 element.setAttribute('rom', 'typo');
                 element.setAttribute('theme', 'pink');
                 element.setAttribute('class', 'mine');
                 document.body.append(element);
             }
             await import(new URL('../../visavis.js?again', location.href));
             return warnings;",
            &[],
        )
        .await?;

    let warnings: Vec<_> = warnings
        .as_array()
        .context("a list")?
        .iter()
        .filter_map(|one| one.as_str())
        .collect();
    assert_eq!(
        warnings
            .iter()
            .filter(|one| one.contains("no attribute \"rom\"; it has server, room"))
            .count(),
        1
    );
    assert_eq!(
        warnings
            .iter()
            .filter(|one| one.contains("\"pink\"; it may be light or dark"))
            .count(),
        1
    );
    assert!(!warnings.iter().any(|one| one.contains("class")), "{warnings:?}");
    Ok(())
}

#[tokio::test]
async fn loading_it_twice_warns_and_works_with_the_first_in_chromium() -> Result<()> {
    loading_it_twice_warns_and_works_with_the_first(Engine::Chromium).await
}

#[tokio::test]
async fn loading_it_twice_warns_and_works_with_the_first_in_firefox() -> Result<()> {
    loading_it_twice_warns_and_works_with_the_first(Engine::Firefox).await
}

#[tokio::test]
async fn a_moved_element_keeps_the_call_and_a_removed_one_leaves_in_chromium() -> Result<()> {
    a_moved_element_keeps_the_call_and_a_removed_one_leaves(Engine::Chromium).await
}

#[tokio::test]
async fn a_moved_element_keeps_the_call_and_a_removed_one_leaves_in_firefox() -> Result<()> {
    a_moved_element_keeps_the_call_and_a_removed_one_leaves(Engine::Firefox).await
}

#[tokio::test]
async fn a_hundred_mounts_leave_nothing_behind() -> Result<()> {
    let server = Server::start_published(&[]).await?;
    let browser = Browser::launch(Engine::Chromium).await?;
    let page = browser
        .open(&format!("{}examples/smallest/index.html", server.url()))
        .await?;
    page.eval(NOTE_TRACKS, &[]).await?;
    page.eval(
        "window.listening = new Map();
         for (const target of [window, document, navigator.mediaDevices]) {
             const count = { now: 0 };
             window.listening.set(target, count);
             const { addEventListener, removeEventListener } = target;
             target.addEventListener = function (...words) { count.now += 1; return addEventListener.apply(this, words); };
             target.removeEventListener = function (...words) { count.now -= 1; return removeEventListener.apply(this, words); };
         }
         window.listeners = () => [...window.listening.values()].map((count) => count.now).join();
         window.mountOnce = async () => {
             const before = window.tracks.length;
             const element = document.createElement('vis-a-vis');
             element.setAttribute('room', 'hundred');
             element.setAttribute('autojoin', '');
             const isOn = new Promise((resolve) => element.addEventListener('visavis-mediaChanged', ({ detail }) => {
                 if (detail.source === 'camera' && detail.state === 'on') resolve();
             }));
             document.body.append(element);
             await isOn;
             element.remove();
             while (window.tracks.slice(before).some((track) => track.readyState === 'live')) await new Promise(requestAnimationFrame);
             return window.tracks.length - before;
         };
         $('vis-a-vis').remove();",
        &[],
    )
    .await?;
    page.eval("return await mountOnce()", &[]).await?;
    let after_one = page.eval("return listeners()", &[]).await?;

    for _ in 0..10 {
        let tracks = page
            .eval(
                "let sum = 0; for (let i = 0; i < 10; i += 1) sum += await mountOnce(); return sum",
                &[],
            )
            .await?;
        assert_eq!(tracks, 20, "camera and microphone, each time, and both off again");
    }

    page.until(
        "as many listeners as after one",
        &format!("listeners() === {after_one}"),
        SOON,
    )
    .await?;
    page.until("no connection", "(await connections()).length === 0", SOON)
        .await?;
    Ok(())
}

/// Only in Chromium: the modules that a script of Firefox's driver imports are others than those of the page.
#[tokio::test]
async fn a_panic_ends_everything_for_two_elements_and_for_what_waits_in_chromium() -> Result<()> {
    a_panic_ends_everything_for_two_elements_and_for_what_waits(Engine::Chromium).await
}

async fn the_smallest_embed_calls(engine: Engine) -> Result<()> {
    let server = Server::start_published(&[]).await?;
    let browser = Browser::launch(engine).await?;
    let url = format!("{}examples/smallest/index.html", server.url());

    let ada = Person::join(&browser, &url, "", "Ada").await?;
    let lin = Person::join(&browser, &url, "", "Lin").await?;

    ada.is_in_call_with(1).await?;
    lin.is_in_call_with(1).await
}

async fn an_interface_of_ones_own_calls(engine: Engine) -> Result<()> {
    let server = Server::start_published(&[]).await?;
    let browser = Browser::launch(engine).await?;
    let url = format!("{}examples/headless/index.html", server.url());
    let (ada, lin) = (browser.open(&url).await?, browser.open(&url).await?);
    for (page, name) in [(&ada, "Ada"), (&lin, "Lin")] {
        page.eval(NOTE_TRACKS, &[]).await?;
        page.fill("#lobby input", name).await?;
        page.click("#lobby button").await?;
    }
    for page in [&ada, &lin] {
        page.until("the call flows", CALL_FLOWS, SOON).await?;
        page.until("there are two pictures", "$$('video').length === 2", SOON)
            .await?;
    }

    ada.fill("#chat input", "Hello <b>Lin</b>").await?;
    ada.click("#chat button").await?;
    lin.until(
        "what Ada wrote is text",
        "$('#said li')?.textContent === 'Ada: Hello <b>Lin</b>'",
        SOON,
    )
    .await?;

    ada.click("#leave").await?;
    ada.until("every device is off", NO_TRACK_IS_LIVE, SOON).await?;
    ada.until("no connection", "(await connections()).length === 0", SOON)
        .await?;
    lin.until("Lin is alone", "$$('video').length === 1", SOON)
        .await?;
    Ok(())
}

/// The policy of `docs/embedding.md`, with nothing allowed besides.
async fn a_strict_policy_holds(engine: Engine) -> Result<()> {
    let server = Server::start_published(&[]).await?;
    let (url, signal) = (server.url(), server.signal_url());
    let policy = format!(
        "default-src 'none'; script-src 'self' {url} 'wasm-unsafe-eval'; connect-src {url} {signal}; \
         media-src 'self' blob:; img-src data: blob:; require-trusted-types-for 'script'; trusted-types visavis"
    );
    let host = host(&format!(
        r#"<meta http-equiv="Content-Security-Policy" content="{policy}">
           <script type="module" src="violations.js"></script><script type="module" src="{url}visavis.js"></script>
           <vis-a-vis server="{signal}" room="strict" lang="de"></vis-a-vis>"#
    ))
    .await?;
    host.add(
        "violations.js",
        "window.violations = [];
         addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) => {
             violations.push(`${violatedDirective} ${blockedURI}`);
         });",
    )?;
    let browser = Browser::launch(engine).await?;

    let ada = Person::join(&browser, &host.url(), "", "Ada").await?;
    let lin = Person::join(&browser, &host.url(), "", "Lin").await?;
    ada.is_in_call_with(1).await?;
    lin.is_in_call_with(1).await?;
    let forbidden = ada.page().eval("return violations.join()", &[]).await?;
    assert_eq!(forbidden, json!(""));

    ada.page()
        .eval(
            "const image = new Image(); image.src = '/not-allowed.png'; document.body.append(image)",
            &[],
        )
        .await?;
    ada.sees("that it would be noticed", "violations.length === 1")
        .await
}

async fn a_frame_is_steered_from_another_origin(engine: Engine) -> Result<()> {
    let server = Server::start_published(&[]).await?;
    let frame = format!("{}embed.html?room=framed&name=Ada&autojoin", server.url());
    let host = host(&format!(
        r#"<script type="module" src="host.js"></script><button data-command="leave">Leave</button><pre id="log"></pre>
           <iframe src="{frame}" allow="camera; microphone; display-capture; autoplay"></iframe>"#
    ))
    .await?;
    let browser = Browser::launch(engine).await?;

    let ada = browser.open(&host.url()).await?;
    let lin = Person::join(
        &browser,
        &format!("{}embed.html?room=framed", server.url()),
        "",
        "Lin",
    )
    .await?;
    lin.is_in_call_with(1).await?;
    told(&ada, "Lin").await?;
    told(&ada, r#"{"type":"linkChanged""#).await?;

    ada.click("button").await?;
    told(&ada, r#"{"type":"left"}"#).await?;
    lin.is_alone().await
}

#[tokio::test]
async fn a_frame_without_permission_says_so_on_itself_in_chromium() -> Result<()> {
    let folder = copy_of_published()?;
    fs::write(
        folder.path().join("index.html"),
        r#"<!doctype html><iframe src="embed.html?room=kept&signalling=tabs" allow="camera 'none'; microphone 'none'"></iframe>"#,
    )?;
    let files = Files::serve(folder.path()).await?;
    let browser = Browser::launch(Engine::Chromium).await?;
    let page = browser.open(&files.url("")).await?;
    let call = "$('iframe').contentDocument.querySelector('vis-a-vis')";
    page.until(
        "the lobby",
        &format!("{call}?.shadowRoot.querySelector('[data-screen=lobby]') != null"),
        SOON,
    )
    .await?;

    page.eval(
        &format!("const call = {call}; call.addEventListener('visavis-mediaChanged', ({{ detail }}) => {{ window.code ??= detail.code; }}); call.join('Ada')"),
        &[],
    )
    .await?;

    page.until("the code", "window.code === 'FrameNotAllowed'", SOON)
        .await?;
    page.until(
        "the sentence",
        &format!("{call}.shadowRoot.querySelector('[part~=status]').innerText.includes('its <iframe> needs allow=')"),
        SOON,
    )
    .await?;
    Ok(())
}

async fn told(page: &Page, what: &str) -> Result<()> {
    let told = format!("$('#log').textContent.includes({})", json!(what));
    page.until(&format!("the host is told {what}"), &told, SOON)
        .await?;
    Ok(())
}

/// A page of somebody else's, from another origin than the server's.
async fn host(body: &str) -> Result<Host> {
    let folder = tempfile::tempdir()?;
    fs::write(
        folder.path().join("index.html"),
        format!("<!doctype html>\n{body}"),
    )?;
    fs::copy(
        published()?.join("examples/iframe/host.js"),
        folder.path().join("host.js"),
    )?;
    let files = Files::serve(folder.path()).await?;
    Ok(Host { files, folder })
}

struct Host {
    files: Files,
    folder: TempDir,
}

impl Host {
    fn add(&self, name: &str, text: &str) -> Result<()> {
        fs::write(self.folder.path().join(name), text)?;
        Ok(())
    }

    fn url(&self) -> String {
        self.files.url("")
    }
}

const ELEMENT: &str = r#"<!doctype html><script src="note.js"></script>
    <script type="module" src="visavis.js"></script><vis-a-vis room="broken"></vis-a-vis>"#;

async fn shows(browser: &Browser, folder: &Path, code: &str, sentence: &str) -> Result<()> {
    fs::write(
        folder.join("note.js"),
        "addEventListener('visavis-failed', (event) => { window.code = event.detail.code; });",
    )?;
    let files = Files::serve(folder).await?;
    let page = browser.open(&files.url("")).await?;
    page.until(
        sentence,
        &format!("readableText().includes({})", json!(sentence)),
        SOON,
    )
    .await?;
    page.until(code, &format!("window.code === {}", json!(code)), SOON)
        .await?;
    Ok(())
}

fn copy_of_published() -> Result<TempDir> {
    let folder = tempfile::tempdir()?;
    copy(&published()?, folder.path())?;
    Ok(folder)
}

/// As if it came from another release than the files around it.
fn make_of_version_9(client: &Path) -> Result<()> {
    let version = env!("CARGO_PKG_VERSION");
    let text = fs::read_to_string(client)?;
    let other = text.replace(&format!("\"{version}\""), &format!("\"9.{version}\""));
    ensure!(other != text, "{} names no version", client.display());
    fs::write(client, other)?;
    Ok(())
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to)?;
    for entry in
        fs::read_dir(from).with_context(|| format!("no {}: run `cargo xtask package`", from.display()))?
    {
        let (path, name) = entry.map(|entry| (entry.path(), entry.file_name()))?;
        if path.is_dir() {
            copy(&path, &to.join(name))?;
        } else {
            fs::copy(&path, to.join(name))?;
        }
    }
    Ok(())
}

async fn every_example_shows_its_lobby(engine: Engine) -> Result<()> {
    let server = Server::start_published(&[]).await?;
    let browser = Browser::launch(engine).await?;
    for (example, lobby) in [
        ("slides", "$('vis-a-vis >>> [data-screen=lobby]')"),
        (
            "moodle",
            "$('iframe').contentDocument.querySelector('vis-a-vis').shadowRoot.querySelector('[data-screen=lobby]') !== null",
        ),
        ("iframe", "$('#log').textContent.includes('ready')"),
    ] {
        let page = browser
            .open(&format!("{}examples/{example}/index.html", server.url()))
            .await?;
        page.until(&format!("{example} shows a lobby"), lobby, SOON)
            .await?;
    }
    let index = browser.open(&format!("{}examples/", server.url())).await?;
    let links = index.eval("return $$('li a').length", &[]).await?;
    assert_eq!(links, 5);
    Ok(())
}

async fn a_page_of_another_origin_loads_everything_from_the_server(engine: Engine) -> Result<()> {
    let server = Server::start_published(&[]).await?;
    let host = host(&format!(
        r#"<script type="module" src="{0}visavis.js"></script><vis-a-vis server="{1}" room="elsewhere"></vis-a-vis>"#,
        server.url(),
        server.signal_url()
    ))
    .await?;
    let browser = Browser::launch(engine).await?;

    let ada = Person::join(&browser, &host.url(), "", "Ada").await?;
    let lin = Person::join(&browser, &host.url(), "", "Lin").await?;

    ada.is_in_call_with(1).await?;
    lin.is_in_call_with(1).await
}

async fn loading_it_twice_warns_and_works_with_the_first(engine: Engine) -> Result<()> {
    let folder = copy_of_published()?;
    let second = folder.path().join("second");
    copy(&published()?, &second)?;
    make_of_version_9(&second.join("client.js"))?;
    fs::write(
        folder.path().join("index.html"),
        r#"<!doctype html><script src="note.js"></script>
           <script type="module" src="visavis.js"></script>
           <script type="module" src="second/visavis.js"></script>
           <vis-a-vis room="twice" signalling="tabs"></vis-a-vis>"#,
    )?;
    fs::write(
        folder.path().join("note.js"),
        "window.warnings = []; console.warn = (...words) => window.warnings.push(words.join(' '));",
    )?;
    let files = Files::serve(folder.path()).await?;
    let browser = Browser::launch(engine).await?;

    let ada = Person::open(&browser, &files.url(""), "", "Ada").await?;

    ada.sees(
        "a warning of two versions",
        "window.warnings.some((one) => /in two versions, (.*) and 9\\.\\1; the one that was there first/.test(one))",
    )
    .await
}

async fn a_moved_element_keeps_the_call_and_a_removed_one_leaves(engine: Engine) -> Result<()> {
    let server = Server::start_published(&[]).await?;
    let browser = Browser::launch(engine).await?;
    let url = format!("{}examples/smallest/index.html", server.url());
    let ada = Person::join(&browser, &url, "", "Ada").await?;
    ada.page().eval(NOTE_TRACKS, &[]).await?;
    let lin = Person::join(&browser, &url, "", "Lin").await?;
    ada.is_in_call_with(1).await?;

    ada.page()
        .eval(
            "document.body.append(document.createElement('div')); $('div').append($('vis-a-vis'))",
            &[],
        )
        .await?;
    ada.goes_on_seeing().await?;
    ada.is_in_call_with(1).await?;

    ada.page().eval("$('vis-a-vis').remove()", &[]).await?;
    lin.is_alone().await?;
    ada.sees("no connection", "(await connections()).length === 0")
        .await
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
