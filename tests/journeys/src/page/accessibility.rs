//! The accessible role, name and state of an element, as a screen reader gets them.

use anyhow::{Context, Result};
use fantoccini::Client;
use fantoccini::wd::WebDriverCompatibleCommand;
use http::Method;
use serde_json::Value;
use url::{ParseError, Url};

use super::{ELEMENT, Page};
use crate::capabilities::Engine;
use crate::chromium;

/// An element in the browser's accessibility tree.
#[derive(Debug, PartialEq, Eq)]
pub struct AccessibleNode {
    /// The computed role, such as "button".
    pub role: String,
    /// The computed name.
    pub name: String,
    /// The pressed state; only Chromium reports it.
    pub pressed: Option<Value>,
}

impl Page {
    /// Returns the accessibility node of an element.
    ///
    /// # Errors
    ///
    /// Fails if there is no such element or it has no accessibility node.
    pub async fn accessible_node(&self, path: &str) -> Result<AccessibleNode> {
        let found = self
            .eval(&format!("return $({})", Value::from(path)), &[])
            .await?;
        let id = found[ELEMENT].as_str().context("no element")?;
        let current = self.session.switch_to(&self.target).await?;
        let role = computed(current.client, id, "computedrole").await?;
        let name = computed(current.client, id, "computedlabel").await?;
        let pressed = match self.session.engine() {
            Engine::Chromium => {
                let tree = current
                    .client
                    .issue_cmd(chromium::Command::accessibility())
                    .await?;
                let nodes = tree["nodes"].as_array().context("no accessibility tree")?;
                let node = nodes
                    .iter()
                    .find(|node| node["role"]["value"] == *role && node["name"]["value"] == *name)
                    .with_context(|| format!("no {role} {name} in the accessibility tree"))?;
                let properties = node["properties"]
                    .as_array()
                    .context("the node has no properties")?;
                let pressed = properties.iter().find(|property| property["name"] == "pressed");
                Some(pressed.context("the node has no pressed state")?["value"]["value"].clone())
            }
            Engine::Firefox => None,
        };
        Ok(AccessibleNode { role, name, pressed })
    }
}

#[derive(Debug)]
struct GetComputed(String, &'static str);

impl WebDriverCompatibleCommand for GetComputed {
    fn endpoint(&self, base: &Url, session: Option<&str>) -> Result<Url, ParseError> {
        let session = session.unwrap_or_default();
        base.join(&format!("session/{session}/element/{}/{}", self.0, self.1))
    }

    fn method_and_body(&self, _: &Url) -> (Method, Option<String>) {
        (Method::GET, None)
    }
}

async fn computed(client: &Client, element: &str, what: &'static str) -> Result<String> {
    let answer = client
        .issue_cmd(GetComputed(element.to_owned(), what))
        .await
        .with_context(|| format!("no {what}"))?;
    Ok(answer.as_str().context("not a string")?.to_owned())
}
