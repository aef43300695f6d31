//! Language files: a page loads only the file of its language.

use anyhow::{Result, ensure};
use serde_json::{Value, json};
use visavis_journeys::{Browser, Engine, Person, Server};

#[tokio::test]
async fn chromium_loads_only_the_language_in_use() -> Result<()> {
    only_the_language_in_use_is_loaded(Engine::Chromium).await
}

#[tokio::test]
async fn firefox_loads_only_the_language_in_use() -> Result<()> {
    only_the_language_in_use_is_loaded(Engine::Firefox).await
}

async fn only_the_language_in_use_is_loaded(engine: Engine) -> Result<()> {
    let server = Server::start().await?;
    let browser = Browser::launch(engine).await?;
    for (language, files, join) in [
        ("en", json!([]), "Join"),
        ("en-GB", json!([]), "Join"),
        ("de", json!(["strings/de.txt"]), "Teilnehmen"),
        ("fr-CA", json!(["strings/fr.txt"]), "Participer"),
        // Klingon has no translation and falls back to English.
        ("tlh", json!([]), "Join"),
    ] {
        let ada = Person::open(&browser, &server.url(), "languages", "Ada").await?;
        set_language(&ada, language).await?;

        let shown = format!("$('vis-a-vis >>> [data-action=join]').textContent.trim().startsWith('{join}')");
        ada.sees(&format!("{language}: {join}"), &shown).await?;
        let loaded: Value = ada
            .page()
            .eval(
                "return performance.getEntriesByType('resource').map(({ name }) => name.match(/strings\\/.*/)?.[0]).filter(Boolean)",
                &[],
            )
            .await?;
        ensure!(loaded == files, "{language}: {loaded}");
        ada.close().await?;
    }
    Ok(())
}

/// Switches the element to a language and waits for its strings.
async fn set_language(person: &Person, language: &str) -> Result<()> {
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
        .sees("strings", "$('vis-a-vis >>> .visavis:not([data-wordless])')")
        .await
}
