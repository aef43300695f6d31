//! Files that are missing, of another version, or loaded twice.

use std::fs;
use std::path::Path;

use anyhow::{Result, ensure};
use serde_json::json;
use visavis_journeys::{Browser, Engine, Files, Person, SOON, published};

use crate::embedder::{copy, copy_of_published};

#[tokio::test]
async fn a_missing_file_and_one_of_another_version_are_named_in_chromium() -> Result<()> {
    a_missing_file_and_one_of_another_version_are_named(Engine::Chromium).await
}

#[tokio::test]
async fn a_missing_file_and_one_of_another_version_are_named_in_firefox() -> Result<()> {
    a_missing_file_and_one_of_another_version_are_named(Engine::Firefox).await
}

async fn a_missing_file_and_one_of_another_version_are_named(engine: Engine) -> Result<()> {
    let browser = Browser::launch(engine).await?;
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
    make_of_version_9(&folder.path().join("visavis-shared.js"))?;
    shows(
        &browser,
        folder.path(),
        "ClientVersion",
        "its files are not all of version 9",
    )
    .await
}

#[tokio::test]
async fn loading_the_package_twice_warns_and_uses_the_first_in_chromium() -> Result<()> {
    loading_the_package_twice_warns_and_uses_the_first(Engine::Chromium).await
}

#[tokio::test]
async fn loading_the_package_twice_warns_and_uses_the_first_in_firefox() -> Result<()> {
    loading_the_package_twice_warns_and_uses_the_first(Engine::Firefox).await
}

async fn loading_the_package_twice_warns_and_uses_the_first(engine: Engine) -> Result<()> {
    let folder = copy_of_published()?;
    let second = folder.path().join("second");
    copy(&published()?, &second)?;
    make_of_version_9(&second.join("visavis-shared.js"))?;
    fs::write(
        folder.path().join("index.html"),
        r#"<!doctype html><script src="note.js"></script>
           <script type="module" src="visavis.js"></script>
           <script type="module" src="second/visavis.js"></script>
           <script type="module" src="joins.js"></script>
           <vis-a-vis room="twice" signalling="tabs"></vis-a-vis>"#,
    )?;
    fs::write(
        folder.path().join("note.js"),
        "window.warnings = []; console.warn = (...words) => window.warnings.push(words.join(' '));",
    )?;
    fs::write(
        folder.path().join("joins.js"),
        "for (const entry of ['visavis.js', 'headless.js']) {
             const { join } = await import(`./${entry}`);
             const second = await import(`./second/${entry}`);
             (window.joins ??= []).push(second.join === join && typeof join === 'function');
         }",
    )?;
    let files = Files::serve(folder.path()).await?;
    let browser = Browser::launch(engine).await?;

    let ada = Person::open(&browser, &files.url(""), "", "Ada").await?;

    for entry in ["visavis.js", "headless.js"] {
        let warning =
            format!(r"/{entry} was loaded in two versions, (.*) and 9\.\1; the one that was there first/");
        ada.sees(
            "a warning of two versions, once",
            &format!("window.warnings.filter((one) => {warning}.test(one)).length === 1"),
        )
        .await?;
    }
    ada.sees("the first of both", "String(window.joins) === 'true,true'")
        .await
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

/// Changes the version of a file, as if it came from another release than the files around it.
fn make_of_version_9(client: &Path) -> Result<()> {
    let version = env!("CARGO_PKG_VERSION");
    let text = fs::read_to_string(client)?;
    let other = text.replace(&format!("\"{version}\""), &format!("\"9.{version}\""));
    ensure!(other != text, "{} names no version", client.display());
    fs::write(client, other)?;
    Ok(())
}
