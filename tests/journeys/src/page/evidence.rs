//! Diagnostics of a page, gathered when a journey fails.

use std::sync::atomic::{AtomicU32, Ordering};

use anyhow::{Context, Result};
use fantoccini::Client;
use serde_json::json;

use super::script::{self, Outcome};
use crate::browser::{Session, Target};
use crate::capabilities::Engine;
use crate::{chromium, environment};

/// Collects the URL, the readable text, the connections, the console and a screenshot, as far as they are available.
pub(crate) async fn gather(session: &Session, target: &Target) -> String {
    let Ok(current) = session.switch_to(target).await else {
        return "the window or the frame is gone".to_owned();
    };
    let sections = [
        (
            "address",
            current
                .client
                .current_url()
                .await
                .map(String::from)
                .map_err(Into::into),
        ),
        ("text", eval(current.client, "return readableText()").await),
        (
            "connections",
            eval(
                current.client,
                "return JSON.stringify(await connections(), null, 1)",
            )
            .await,
        ),
        ("console", console(session, current.client).await),
        ("picture", picture(current.client).await),
    ];
    sections
        .map(|(name, section)| {
            format!(
                "--- {name}: {}",
                section.unwrap_or_else(|error| format!("{error:#}"))
            )
        })
        .join("\n")
}

async fn eval(client: &Client, body: &str) -> Result<String> {
    match script::outcome(client.execute_async(&script::once(body), vec![json!([])]).await?)? {
        Outcome::Returned(value) => Ok(value.as_str().unwrap_or_default().to_owned()),
        Outcome::Threw(error) | Outcome::Pending(error) => Ok(error),
    }
}

/// Returns the console output of all windows of the browser: neither driver attributes a line to a window.
async fn console(session: &Session, client: &Client) -> Result<String> {
    match session.engine() {
        Engine::Chromium => {
            let log = client.issue_cmd(chromium::Command::console()).await?;
            let lines = log
                .as_array()
                .into_iter()
                .flatten()
                .map(|entry| entry["message"].as_str().unwrap_or_default());
            Ok(lines.map(|line| format!("\n{line}")).collect())
        }
        Engine::Firefox => {
            let lines = session.driver().lines().context("Firefox has its own driver")?;
            Ok(format!(
                "\n{}",
                lines.matching(|line| line.starts_with("console.") || line.starts_with("JavaScript"))
            ))
        }
    }
}

async fn picture(client: &Client) -> Result<String> {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    let file = environment::artifact(&format!("{}-{count}.png", environment::test_name()))?;
    std::fs::write(&file, client.screenshot().await?)?;
    Ok(file.display().to_string())
}
