//! What only Chromium's driver can do.

use fantoccini::wd::WebDriverCompatibleCommand;
use http::Method;
use serde_json::{Value, json};
use url::{ParseError, Url};

/// A command that WebDriver does not know.
#[derive(Debug)]
pub struct Command {
    path: &'static str,
    body: Value,
}

impl Command {
    /// What all pages have written to the console since it was last asked for.
    pub fn console() -> Self {
        Self {
            path: "se/log",
            body: json!({ "type": "browser" }),
        }
    }

    /// Lets pages of `origin` use a device, or forbids it: `setting` is "granted", "denied" or "prompt".
    pub fn permit(origin: &str, device: &str, setting: &str) -> Self {
        let parameters = json!({ "permission": { "name": device }, "setting": setting, "origin": origin });
        Self {
            path: "goog/cdp/execute",
            body: json!({ "cmd": "Browser.setPermission", "params": parameters }),
        }
    }

    /// All that a screen reader is told of the page that is spoken to.
    pub fn accessibility() -> Self {
        Self {
            path: "goog/cdp/execute",
            body: json!({ "cmd": "Accessibility.getFullAXTree", "params": {} }),
        }
    }

    /// Ends the process of the page that is spoken to; never answered.
    pub fn crash_page() -> Self {
        Self {
            path: "goog/cdp/execute",
            body: json!({ "cmd": "Page.crash", "params": {} }),
        }
    }

    /// Gives the page that is spoken to a size in CSS pixels, each of them so many of the screen's wide.
    pub fn resize(width: u64, height: u64, scale: u32) -> Self {
        let parameters =
            json!({ "width": width, "height": height, "deviceScaleFactor": scale, "mobile": false });
        Self {
            path: "goog/cdp/execute",
            body: json!({ "cmd": "Emulation.setDeviceMetricsOverride", "params": parameters }),
        }
    }

    /// Runs a script in each document of the window that is spoken to, before those of the document.
    pub fn run_first(script: &str) -> Self {
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
