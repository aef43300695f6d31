//! Firefox-specific WebDriver commands.

use anyhow::{Context, Result};
use fantoccini::Client;
use fantoccini::wd::WebDriverCompatibleCommand;
use http::Method;
use serde_json::{Value, json};
use url::{ParseError, Url};

/// Switches the context of further commands: `content` for the page, `chrome` for the browser's own window.
#[derive(Debug)]
struct SetContext(&'static str);

impl WebDriverCompatibleCommand for SetContext {
    fn endpoint(&self, base: &Url, session: Option<&str>) -> Result<Url, ParseError> {
        base.join(&format!("session/{}/moz/context", session.unwrap_or_default()))
    }

    fn method_and_body(&self, _: &Url) -> (Method, Option<String>) {
        (Method::POST, Some(json!({ "context": self.0 }).to_string()))
    }
}

/// Zooms the current page.
pub async fn zoom(client: &Client, times: u32) -> Result<()> {
    let script = format!("gBrowser.selectedBrowser.fullZoom = {times}");
    in_chrome(client, &script, Vec::new())
        .await
        .context("cannot zoom")
}

/// Trusts an authority, whose certificate is given in PEM, for TLS.
pub async fn trust(client: &Client, authority: &str) -> Result<()> {
    let certificate: String = authority.lines().filter(|line| !line.starts_with('-')).collect();
    let script = "Cc['@mozilla.org/security/x509certdb;1']
        .getService(Ci.nsIX509CertDB)
        .addCertFromBase64(arguments[0], 'C,,')";
    let arguments = vec![certificate.into()];
    in_chrome(client, script, arguments)
        .await
        .context("cannot trust an authority")
}

/// Runs a script in the browser's own window.
async fn in_chrome(client: &Client, script: &str, arguments: Vec<Value>) -> Result<()> {
    client
        .issue_cmd(SetContext("chrome"))
        .await
        .context("cannot switch to the chrome context")?;
    let outcome = client.execute(script, arguments).await;
    client
        .issue_cmd(SetContext("content"))
        .await
        .context("cannot switch to the content context")?;
    outcome?;
    Ok(())
}
