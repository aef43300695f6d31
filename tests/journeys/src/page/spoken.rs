//! What a screen reader is told of an element.

use anyhow::{Context, Result};
use fantoccini::Client;
use fantoccini::wd::WebDriverCompatibleCommand;
use http::Method;
use serde_json::Value;
use url::{ParseError, Url};

use super::{ELEMENT, Page};
use crate::capabilities::Engine;
use crate::chromium;

/// An element as the browser's accessibility tree has it.
#[derive(Debug, PartialEq, Eq)]
pub struct Spoken {
    /// What it is: "button".
    pub role: String,
    /// What it is called.
    pub name: String,
    /// Whether it is pressed; only Chromium tells.
    pub pressed: Option<Value>,
}

impl Page {
    /// What a screen reader is told of an element.
    ///
    /// # Errors
    ///
    /// If there is no such element, or nobody is told of it.
    pub async fn spoken(&self, path: &str) -> Result<Spoken> {
        let found = self
            .eval(&format!("return $({})", Value::from(path)), &[])
            .await?;
        let id = found[ELEMENT].as_str().context("no element")?;
        let turn = self.session.turn_to(&self.window).await?;
        let role = ask(turn.client, id, "computedrole").await?;
        let name = ask(turn.client, id, "computedlabel").await?;
        let pressed = match self.session.engine() {
            Engine::Chromium => {
                let tree = turn.client.issue_cmd(chromium::Command::accessibility()).await?;
                let nodes = tree["nodes"].as_array().context("no tree")?;
                let node = nodes
                    .iter()
                    .find(|node| node["role"]["value"] == *role && node["name"]["value"] == *name)
                    .with_context(|| format!("no {role} {name} in the tree"))?;
                let properties = node["properties"].as_array().context("nothing about it")?;
                let pressed = properties.iter().find(|one| one["name"] == "pressed");
                Some(pressed.context("not a button that stays pressed")?["value"]["value"].clone())
            }
            Engine::Firefox => None,
        };
        Ok(Spoken { role, name, pressed })
    }
}

#[derive(Debug)]
struct Ask(String, &'static str);

impl WebDriverCompatibleCommand for Ask {
    fn endpoint(&self, base: &Url, session: Option<&str>) -> Result<Url, ParseError> {
        let session = session.unwrap_or_default();
        base.join(&format!("session/{session}/element/{}/{}", self.0, self.1))
    }

    fn method_and_body(&self, _: &Url) -> (Method, Option<String>) {
        (Method::GET, None)
    }
}

async fn ask(client: &Client, element: &str, what: &'static str) -> Result<String> {
    let answer = client
        .issue_cmd(Ask(element.to_owned(), what))
        .await
        .with_context(|| format!("no {what}"))?;
    Ok(answer.as_str().context("no text")?.to_owned())
}
