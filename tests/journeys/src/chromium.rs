//! Chromium-specific WebDriver commands.

use fantoccini::wd::WebDriverCompatibleCommand;
use http::Method;
use serde_json::{Value, json};
use url::{ParseError, Url};

/// A chromedriver extension command.
#[derive(Debug)]
pub struct Command {
    path: &'static str,
    body: Value,
}

impl Command {
    /// Returns the console output of all pages since the last such command.
    pub fn console() -> Self {
        Self {
            path: "se/log",
            body: json!({ "type": "browser" }),
        }
    }

    /// Sets a permission for an origin; `setting` is "granted", "denied" or "prompt".
    pub fn permit(origin: &str, device: &str, setting: &str) -> Self {
        let parameters = json!({ "permission": { "name": device }, "setting": setting, "origin": origin });
        Self {
            path: "goog/cdp/execute",
            body: json!({ "cmd": "Browser.setPermission", "params": parameters }),
        }
    }

    /// Returns the accessibility tree of the current page.
    pub fn accessibility() -> Self {
        Self {
            path: "goog/cdp/execute",
            body: json!({ "cmd": "Accessibility.getFullAXTree", "params": {} }),
        }
    }

    /// Calls a method of the DevTools protocol for the current page; the answer is its result.
    pub fn devtools(method: &str, parameters: &Value) -> Self {
        Self {
            path: "goog/cdp/execute",
            body: json!({ "cmd": method, "params": parameters }),
        }
    }

    /// Kills the process of the current page; the driver never answers.
    pub fn crash_page() -> Self {
        Self {
            path: "goog/cdp/execute",
            body: json!({ "cmd": "Page.crash", "params": {} }),
        }
    }

    /// Sets the size of the current page in CSS pixels, and its device pixel ratio.
    pub fn resize(width: u64, height: u64, scale: u32) -> Self {
        let parameters =
            json!({ "width": width, "height": height, "deviceScaleFactor": scale, "mobile": false });
        Self {
            path: "goog/cdp/execute",
            body: json!({ "cmd": "Emulation.setDeviceMetricsOverride", "params": parameters }),
        }
    }

    /// Runs a script in each document of the current window, before the document's own scripts.
    pub fn preload(script: &str) -> Self {
        let parameters = json!({ "source": script });
        let body = json!({ "cmd": "Page.addScriptToEvaluateOnNewDocument", "params": parameters });
        Self {
            path: "goog/cdp/execute",
            body,
        }
    }
}

impl WebDriverCompatibleCommand for Command {
    fn endpoint(&self, base: &Url, session: Option<&str>) -> Result<Url, ParseError> {
        base.join(&format!("session/{}/{}", session.unwrap_or_default(), self.path))
    }

    fn method_and_body(&self, _: &Url) -> (Method, Option<String>) {
        (Method::POST, Some(self.body.to_string()))
    }
}
