//! What a page's policy forbids, and what it may forbid.

use anyhow::Result;
use serde_json::json;
use visavis_journeys::{Browser, Engine, Person, SOON, Server};

use crate::host::host;

#[tokio::test]
async fn a_policy_that_forbids_webassembly_is_named_in_both_browsers() -> Result<()> {
    let server = Server::start_published(&[]).await?;
    let policy = format!("script-src 'self' {}", server.url());
    let host = host(&format!(
        r#"<meta http-equiv="Content-Security-Policy" content="{policy}">
           <script type="module" src="note.js"></script><script type="module" src="{0}visavis.js"></script>
           <vis-a-vis room="forbidden"></vis-a-vis>"#,
        server.url()
    ))
    .await?;
    host.add(
        "note.js",
        "addEventListener('visavis-failed', ({ detail }) => { window.code = detail.code; });",
    )?;
    for engine in [Engine::Chromium, Engine::Firefox] {
        let browser = Browser::launch(engine).await?;
        let page = browser.open(&host.url()).await?;
        page.until(
            "the sentence names the policy",
            r#"readableText().includes("its script-src needs 'wasm-unsafe-eval'")"#,
            SOON,
        )
        .await?;
        page.until("an event says so", "window.code === 'WasmForbidden'", SOON)
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
