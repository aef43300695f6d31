//! What only Firefox's driver can do.

use anyhow::{Context, Result};
use fantoccini::Client;
use fantoccini::wd::WebDriverCompatibleCommand;
use http::Method;
use serde_json::json;
use url::{ParseError, Url};

/// Speaks from now on to the page, or to the window around it.
#[derive(Debug)]
struct SpeakTo(&'static str);

impl WebDriverCompatibleCommand for SpeakTo {
    fn endpoint(&self, base: &Url, session: Option<&str>) -> Result<Url, ParseError> {
        base.join(&format!("session/{}/moz/context", session.unwrap_or_default()))
    }

    fn method_and_body(&self, _: &Url) -> (Method, Option<String>) {
        (Method::POST, Some(json!({ "context": self.0 }).to_string()))
    }
}

/// Shows the page that is spoken to so many times as large.
pub async fn zoom(client: &Client, times: u32) -> Result<()> {
    client.issue_cmd(SpeakTo("chrome")).await.context("no window")?;
    let zoomed = client
        .execute(
            &format!("gBrowser.selectedBrowser.fullZoom = {times}"),
            Vec::new(),
        )
        .await;
    client.issue_cmd(SpeakTo("content")).await.context("no page")?;
    zoomed.context("no zoom")?;
    Ok(())
}
