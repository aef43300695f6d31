//! Languages are files, and each page loads the one that it speaks.

use anyhow::{Result, ensure};
use serde_json::{Value, json};
use visavis_journeys::{Browser, Engine, Person, Server};

#[tokio::test]
async fn chromium_loads_the_language_that_is_used_and_no_other() -> Result<()> {
    the_language_that_is_used_is_loaded_and_no_other(Engine::Chromium).await
}

#[tokio::test]
async fn firefox_loads_the_language_that_is_used_and_no_other() -> Result<()> {
    the_language_that_is_used_is_loaded_and_no_other(Engine::Firefox).await
}

async fn the_language_that_is_used_is_loaded_and_no_other(engine: Engine) -> Result<()> {
    let server = Server::start().await?;
    let browser = Browser::launch(engine).await?;
    for (language, files, join) in [
        ("en", json!([]), "Join"),
        ("en-GB", json!([]), "Join"),
        ("de", json!(["strings/de.txt"]), "Teilnehmen"),
        ("fr-CA", json!(["strings/fr.txt"]), "Participer"),
        // Nobody has written those: English.
        ("tlh", json!([]), "Join"),
    ] {
        let ada = Person::open(&browser, &server.url(), "languages", "Ada").await?;
        speak(&ada, language).await?;

        let said = format!("$('vis-a-vis >>> [data-action=join]').textContent.trim().startsWith('{join}')");
        ada.sees(&format!("{language}: {join}"), &said).await?;
        let loaded: Value = ada
            .page()
            .eval(
                "return performance.getEntriesByType('resource').map(({ name }) => name.match(/words\\/.*/)?.[0]).filter(Boolean)",
                &[],
            )
            .await?;
        ensure!(loaded == files, "{language}: {loaded}");
        ada.close().await?;
    }
    Ok(())
}

/// Has the page say everything in that language.
async fn speak(person: &Person, language: &str) -> Result<()> {
    person
        .page()
        .eval(
            "const element = $('vis-a-vis');
             element.lang = args[0];
             element.remove();
             await new Promise((next) => setTimeout(next));
             document.body.append(element);",
            &[json!(language)],
        )
        .await?;
    person
        .sees("words", "$('vis-a-vis >>> .visavis:not([data-wordless])')")
        .await
}
