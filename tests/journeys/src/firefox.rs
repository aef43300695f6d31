//! Firefox-specific WebDriver commands.

use anyhow::{Context, Result};
use fantoccini::Client;
use fantoccini::wd::WebDriverCompatibleCommand;
use http::Method;
use serde_json::json;
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
    client
        .issue_cmd(SetContext("chrome"))
        .await
        .context("cannot switch to the chrome context")?;
    let zoomed = client
        .execute(
            &format!("gBrowser.selectedBrowser.fullZoom = {times}"),
            Vec::new(),
        )
        .await;
    client
        .issue_cmd(SetContext("content"))
        .await
        .context("cannot switch to the content context")?;
    zoomed.context("cannot zoom")?;
    Ok(())
}
