//! Content security policies: those that forbid the call, and a strict one that allows it.

use anyhow::Result;
use serde_json::json;
use visavis_journeys::{Browser, Engine, Person, SOON, Server};

use crate::embedder::embedder;

#[tokio::test]
async fn a_policy_that_forbids_webassembly_is_named_in_both_browsers() -> Result<()> {
    let sentence = "its script-src needs 'wasm-unsafe-eval'";
    a_policy_is_named("", "WasmForbidden", sentence).await
}

#[tokio::test]
async fn a_policy_that_forbids_the_markup_is_named_in_both_browsers() -> Result<()> {
    let policy = "'wasm-unsafe-eval'; require-trusted-types-for 'script'; trusted-types others";
    a_policy_is_named(policy, "MarkupForbidden", "its trusted-types needs visavis").await
}

/// Checks that the failure is shown on the page and reported by an event.
async fn a_policy_is_named(rest: &str, code: &str, sentence: &str) -> Result<()> {
    let server = Server::start_published(&[]).await?;
    let policy = format!("script-src 'self' {} {rest}", server.url());
    let embedder = embedder(&format!(
        r#"<meta http-equiv="Content-Security-Policy" content="{policy}">
           <script type="module" src="note.js"></script><script type="module" src="{0}visavis.js"></script>
           <vis-a-vis room="forbidden"></vis-a-vis>"#,
        server.url()
    ))
    .await?;
    embedder.add(
        "note.js",
        "addEventListener('visavis-failed', ({ detail }) => { window.code = detail.code; });",
    )?;
    for engine in [Engine::Chromium, Engine::Firefox] {
        let browser = Browser::launch(engine).await?;
        let page = browser.open(&embedder.url()).await?;
        page.until(
            "the sentence names the policy",
            &format!("readableText().includes({})", json!(sentence)),
            SOON,
        )
        .await?;
        page.until("an event reports it", &format!("window.code === '{code}'"), SOON)
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

/// Applies the policy of `docs/embedding.md` and nothing more permissive. The page has an icon of its own, because
/// browsers look for one beside it.
async fn a_strict_policy_holds(engine: Engine) -> Result<()> {
    let server = Server::start_published(&[]).await?;
    let (url, signal) = (server.url(), server.signal_url());
    let policy = format!(
        "default-src 'none'; script-src 'self' {url} 'wasm-unsafe-eval'; connect-src {url} {signal}; \
         media-src 'self' blob:; img-src data: blob:; require-trusted-types-for 'script'; trusted-types visavis"
    );
    let embedder = embedder(&format!(
        r#"<meta http-equiv="Content-Security-Policy" content="{policy}"><link rel="icon" href="data:,">
           <script type="module" src="violations.js"></script><script type="module" src="{url}visavis.js"></script>
           <vis-a-vis server="{signal}" room="strict" lang="de"></vis-a-vis>"#
    ))
    .await?;
    embedder.add(
        "violations.js",
        "window.violations = [];
         addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) => {
             violations.push(`${violatedDirective} ${blockedURI}`);
         });",
    )?;
    let browser = Browser::launch(engine).await?;

    let ada = Person::join(&browser, &embedder.url(), "", "Ada").await?;
    let lin = Person::join(&browser, &embedder.url(), "", "Lin").await?;
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
