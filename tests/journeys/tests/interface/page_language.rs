//! The language of our own pages: the first of the browser's languages that is translated.

use anyhow::Result;
use visavis_journeys::{Engine, Launch, Person, Server};

/// Starts with Italian, which is not translated.
const LANGUAGES: &str = "it-IT,de-DE,de,en";

#[tokio::test]
async fn our_pages_use_the_language_of_chromium() -> Result<()> {
    our_pages_use_the_language_of_the_browser(Engine::Chromium).await
}

#[tokio::test]
async fn our_pages_use_the_language_of_firefox() -> Result<()> {
    our_pages_use_the_language_of_the_browser(Engine::Firefox).await
}

async fn our_pages_use_the_language_of_the_browser(engine: Engine) -> Result<()> {
    let server = Server::start().await?;
    let browser = Launch::new(engine)
        .flag(&format!("--accept-lang={LANGUAGES}"))
        .preference("intl.accept_languages", LANGUAGES.into())
        .start()
        .await?;

    let ada = Person::open(&browser, &server.url(), "language", "Ada").await?;
    ada.reads("Teilnehmen").await?;
    ada.sees("a page in German", "document.documentElement.lang === 'de'")
        .await?;

    for (options, lang, join) in [("", "de", "Teilnehmen"), ("&lang=fr", "fr", "Participer")] {
        let frame = format!("{}embed.html?room=language{options}", server.url());
        let lin = Person::at(browser.open(&frame).await?, "Lin");
        lin.reads(join).await?;
        let has_lang = format!("document.documentElement.lang === '{lang}'");
        lin.sees("a page in that language", &has_lang).await?;
    }
    Ok(())
}
