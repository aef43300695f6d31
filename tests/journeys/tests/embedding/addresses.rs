//! Where pages look for their server, and the names of rooms.

use std::fs;

use anyhow::{Context, Result, ensure};
use serde_json::json;
use visavis_journeys::{Browser, Engine, Files, Page, Person, SOON, Server, SubPath};

use crate::embedder::{copy_of_published, embedder};

const IS_CONNECTED: &str = "$('vis-a-vis >>> [data-signalling=connected]')";

#[tokio::test]
async fn every_page_below_a_path_finds_its_server_in_chromium() -> Result<()> {
    every_page_below_a_path_finds_its_server(Engine::Chromium).await
}

#[tokio::test]
async fn every_page_below_a_path_finds_its_server_in_firefox() -> Result<()> {
    every_page_below_a_path_finds_its_server(Engine::Firefox).await
}

#[tokio::test]
async fn a_link_names_only_servers_that_the_page_lists_in_chromium() -> Result<()> {
    a_link_names_only_servers_that_the_page_lists(Engine::Chromium).await
}

#[tokio::test]
async fn a_link_names_only_servers_that_the_page_lists_in_firefox() -> Result<()> {
    a_link_names_only_servers_that_the_page_lists(Engine::Firefox).await
}

#[tokio::test]
async fn a_policy_that_forbids_the_socket_is_named_in_chromium() -> Result<()> {
    a_policy_that_forbids_the_socket_is_named(Engine::Chromium).await
}

#[tokio::test]
async fn a_policy_that_forbids_the_socket_is_named_in_firefox() -> Result<()> {
    a_policy_that_forbids_the_socket_is_named(Engine::Firefox).await
}

#[tokio::test]
async fn two_spellings_of_a_room_meet_in_chromium() -> Result<()> {
    two_spellings_of_a_room_meet(Engine::Chromium).await
}

#[tokio::test]
async fn two_spellings_of_a_room_meet_in_firefox() -> Result<()> {
    two_spellings_of_a_room_meet(Engine::Firefox).await
}

async fn every_page_below_a_path_finds_its_server(engine: Engine) -> Result<()> {
    let server = Server::start_published(&[]).await?;
    let proxy = SubPath::of(&server).await?;
    let around = embedder(&format!(
        r#"<script type="module" src="{}"></script><vis-a-vis room="below"></vis-a-vis>"#,
        proxy.url("visavis.js")
    ))
    .await?;
    let browser = Browser::launch(engine).await?;

    let ada = Person::join(&browser, &proxy.url(""), "below", "Ada").await?;
    let lin = Person::join(&browser, &proxy.url("embed.html?room=below"), "", "Lin").await?;
    for person in [&ada, &lin] {
        person.sees("the server", IS_CONNECTED).await?;
        person.is_in_call_with(1).await?;
    }
    for url in [proxy.url("examples/smallest/index.html"), around.url()] {
        let kim = Person::join(&browser, &url, "", "Kim").await?;
        kim.sees("the server", IS_CONNECTED).await?;
        kim.close().await?;
    }
    let page = browser
        .open(&proxy.url("examples/headless/index.html?room=below"))
        .await?;
    page.click("#lobby button").await?;
    page.until("the server", "$('#status').textContent === 'connected'", SOON)
        .await?;
    Ok(())
}

async fn a_link_names_only_servers_that_the_page_lists(engine: Engine) -> Result<()> {
    let server = Server::start_published(&[]).await?;
    let stranger = Server::start_published(&[]).await?;
    let folder = copy_of_published()?;
    let listing = format!(
        r#"<head><meta name="visavis-servers" content="wss://other.example/signal {}">
           <script>window.failures = []; addEventListener('visavis-failed', ({{ detail }}) => failures.push(detail.code));</script>"#,
        server.signal_url()
    );
    for page in ["index.html", "embed.html"] {
        let file = folder.path().join(page);
        fs::write(&file, fs::read_to_string(&file)?.replacen("<head>", &listing, 1))?;
    }
    let files = Files::serve(folder.path()).await?;
    let browser = Browser::launch(engine).await?;

    let with = |page: &str, server: &Server| files.url(&format!("{page}server={}", server.signal_url()));
    for page in ["?", "embed.html?room=listed&"] {
        let ada = Person::join(&browser, &with(page, &server), "listed", "Ada").await?;
        ada.sees("the server", IS_CONNECTED).await?;

        let misled = browser.open(&format!("{}#listed", with(page, &stranger))).await?;
        misled
            .until(
                "the sentence",
                "readableText().includes(\"This link names a call server that this page doesn't use.\")",
                SOON,
            )
            .await?;
        let state =
            "return [failures, $('vis-a-vis').getAttribute('server'), Boolean($('vis-a-vis >>> form'))]";
        let state = misled.eval(state, &[]).await?;
        ensure!(
            state == json!([["ServerNotListed"], null, false]),
            "{page}: {state}"
        );
    }
    Ok(())
}

async fn a_policy_that_forbids_the_socket_is_named(engine: Engine) -> Result<()> {
    let server = Server::start_published(&[]).await?;
    let policy = format!("connect-src 'self' {}", server.url());
    let embedder = embedder(&format!(
        r#"<meta http-equiv="Content-Security-Policy" content="{policy}">
           <script>window.codes = []; addEventListener('visavis-failed', ({{ detail }}) => codes.push(detail.code));</script>
           <script type="module" src="{}visavis.js"></script>
           <vis-a-vis server="{}" room="forbidden"></vis-a-vis>"#,
        server.url(),
        server.signal_url()
    ))
    .await?;
    let sentence = "This page's Content-Security-Policy blocks the connection to the call server";
    let browser = Browser::launch(engine).await?;

    let ada = Person::open(&browser, &embedder.url(), "", "Ada").await?;
    ada.reads(sentence).await?;
    ada.sees_error_code("ServerForbidden", SOON).await?;
    ada.press_join().await?;

    ada.sees("the end", "$('vis-a-vis >>> [data-screen=after]')")
        .await?;
    ada.reads(sentence).await?;
    let codes = ada.page().eval("return codes", &[]).await?;
    ensure!(codes == json!(["ServerForbidden", "ServerForbidden"]), "{codes}");
    Ok(())
}

async fn two_spellings_of_a_room_meet(engine: Engine) -> Result<()> {
    let server = Server::start_published(&[]).await?;
    let browser = Browser::launch(engine).await?;
    for url in [server.url(), format!("{}?signalling=tabs", server.url())] {
        let ada = Person::join(&browser, &url, "Caf%C3%A9", "Ada").await?;
        let lin = Person::join(&browser, &url, "%E2%80%8BCafe%CC%81%20", "Lin").await?;

        ada.is_in_call_with(1).await?;
        lin.is_in_call_with(1).await?;
        ada.hang_up().await?;
        lin.hang_up().await?;
    }
    Ok(())
}

#[tokio::test]
async fn the_own_page_warns_of_nothing() -> Result<()> {
    let folder = copy_of_published()?;
    let file = folder.path().join("index.html");
    let noting = "<head><script>window.warnings = []; console.warn = (...words) => warnings.push(words.join(' '));</script>";
    fs::write(&file, fs::read_to_string(&file)?.replacen("<head>", noting, 1))?;
    let files = Files::serve(folder.path()).await?;
    for engine in [Engine::Chromium, Engine::Firefox] {
        let browser = Browser::launch(engine).await?;
        let page = browser.open(&files.url("")).await?;
        page.until("the lobby", "$('vis-a-vis >>> form')", SOON).await?;

        let warnings = warnings(&page).await?;
        ensure!(warnings.is_empty(), "{warnings:?}");
        page.eval("document.body.append(document.createElement('vis-a-vis'))", &[])
            .await?;
        page.until("that a warning would be noted", "warnings.length === 1", SOON)
            .await?;
    }
    Ok(())
}

async fn warnings(page: &Page) -> Result<Vec<String>> {
    let warnings = page.eval("return warnings", &[]).await?;
    let warnings = warnings.as_array().context("a list")?;
    Ok(warnings.iter().map(ToString::to_string).collect())
}

/// What a bundler does: the scripts in one place, the other files in another.
#[tokio::test]
async fn the_files_of_a_bundle_may_be_elsewhere() -> Result<()> {
    let folder = copy_of_published()?;
    for file in [
        "client/visavis_bg.wasm",
        "client/visavis_call.wasm",
        "client/strings/de.txt",
        "headless/visavis_bg.wasm",
        "headless/visavis_call.wasm",
        "pcm.js",
    ] {
        let elsewhere = folder.path().join("elsewhere").join(file);
        fs::create_dir_all(elsewhere.parent().context("a folder")?)?;
        fs::rename(folder.path().join(file), elsewhere)?;
    }
    fs::write(
        folder.path().join("index.html"),
        r#"<!doctype html><script type="module" src="visavis.js"></script>
           <vis-a-vis room="bundled" signalling="loopback" lang="de" base="/elsewhere"></vis-a-vis>"#,
    )?;
    let files = Files::serve(folder.path()).await?;
    for engine in [Engine::Chromium, Engine::Firefox] {
        let browser = Browser::launch(engine).await?;
        let ada = Person::open(&browser, &files.url(""), "", "Ada").await?;
        ada.sees("German", "$('vis-a-vis >>> .visavis').lang === 'de'")
            .await?;
        ada.press_join().await?;
        let hear = "await $('vis-a-vis').tapAudio(() => { window.heard = true; }); return true";
        ada.sees("her microphone", "$('vis-a-vis').ownMedia.microphone === 'on'")
            .await?;
        ada.page().eval(hear, &[]).await?;

        let page = browser.open(&files.url("examples/examples.css")).await?;
        let outcome = page
            .eval(
                "const { join } = await import('/headless.js');
                 const given = { room: 'bundled', signalling: 'loopback' };
                 const refused = await join({ ...given, base: 7 }).catch(({ code }) => code);
                 const call = await join({ ...given, base: '/elsewhere/' });
                 return [refused, call.isInCall]",
                &[],
            )
            .await?;
        ensure!(outcome == json!(["UnusableOption", true]), "{outcome}");
    }
    Ok(())
}
