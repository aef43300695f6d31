//! A browser window driven over WebDriver.

mod accessibility;
mod evidence;
mod gestures;
mod script;
mod viewport;

use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use fantoccini::elements::{Element, ElementRef};
use fantoccini::error::CmdError;
use fantoccini::wd::WindowHandle;
use serde_json::Value;
use tokio::time::Instant;

use crate::browser::{Session, Target};
use crate::capabilities::Engine;
use crate::{SOON, chromium};
pub use accessibility::AccessibleNode;
use script::Outcome;

/// How long a script polls in one window before other windows may use the WebDriver session.
const SLICE: Duration = Duration::from_millis(250);

/// The key of an element reference in WebDriver's JSON.
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

/// A window of a browser.
///
/// Elements are addressed by CSS selectors; ` >>> ` descends into an open shadow root. Scripts run in the page and can
/// use the helpers of `prelude.js`, such as `$(path)`, `$$(path)`, `readableText()` and `await connections()`.
#[derive(Debug)]
pub struct Page {
    session: Arc<Session>,
    target: Target,
}

impl Page {
    pub(crate) fn new(session: Arc<Session>, target: Target) -> Self {
        Self { session, target }
    }

    /// Returns the page in the first frame of this one, even if it is of another origin. Clicks and keys in it are a
    /// person's. It navigates with its window.
    #[must_use]
    pub fn frame(&self) -> Self {
        let target = Target {
            is_framed: true,
            ..self.target.clone()
        };
        Self::new(Arc::clone(&self.session), target)
    }

    /// Navigates to a URL and waits until the page is loaded.
    ///
    /// # Errors
    ///
    /// Fails if the page does not load.
    pub async fn go(&self, url: &str) -> Result<()> {
        let current = self.session.switch_to(&self.target).await?;
        current
            .client
            .goto(url)
            .await
            .with_context(|| format!("{url} does not load"))?;
        drop(current);
        self.install_hooks().await
    }

    /// Reloads the page and waits until it is loaded.
    ///
    /// # Errors
    ///
    /// Fails if the page does not load.
    pub async fn reload(&self) -> Result<()> {
        self.session
            .switch_to(&self.target)
            .await?
            .client
            .refresh()
            .await
            .context("the page does not reload")?;
        self.install_hooks().await
    }

    /// Closes the window, running its unload handlers.
    ///
    /// # Errors
    ///
    /// Fails if the window is already gone.
    pub async fn close(self) -> Result<()> {
        self.session
            .switch_to(&self.target)
            .await?
            .client
            .close_window()
            .await
            .context("the window does not close")
    }

    /// Sets the permission for a device, as a person would in the browser's own panel; only in Chromium.
    ///
    /// # Errors
    ///
    /// Fails if the browser does not know the device or the setting.
    pub async fn permit(&self, device: &str, setting: &str) -> Result<()> {
        let origin = self.eval("return location.origin", &[]).await?;
        let origin = origin.as_str().context("no origin")?;
        let current = self.session.switch_to(&self.target).await?;
        current
            .client
            .issue_cmd(chromium::Command::permit(origin, device, setting))
            .await?;
        Ok(())
    }

    /// Calls a method of the DevTools protocol and returns its result; only in Chromium.
    ///
    /// # Errors
    ///
    /// Fails if the browser rejects the call.
    pub async fn devtools(&self, method: &str, parameters: &Value) -> Result<Value> {
        let current = self.session.switch_to(&self.target).await?;
        let answer = current
            .client
            .issue_cmd(chromium::Command::devtools(method, parameters))
            .await;
        answer.with_context(|| format!("{method} was rejected"))
    }

    /// Ends the page without running its unload handlers, and keeps the other windows of its browser open.
    ///
    /// Firefox cannot crash a single page: there the window is closed while its unload events are suppressed.
    ///
    /// # Errors
    ///
    /// Fails if the page survives.
    pub async fn crash_alone(self) -> Result<()> {
        match self.session.engine() {
            Engine::Chromium => self.crash().await,
            Engine::Firefox => {
                let suppress = "for (const name of ['pagehide', 'beforeunload', 'unload', 'visibilitychange', 'freeze']) {
                     addEventListener(name, (event) => event.stopImmediatePropagation(), { capture: true });
                 }";
                self.eval(suppress, &[]).await?;
                self.close().await
            }
        }
    }

    /// Opens the same URL in a window that starts with a copy of this one's `sessionStorage`, like a duplicated tab.
    ///
    /// # Errors
    ///
    /// Fails if no window opens.
    pub async fn duplicate(&self) -> Result<Self> {
        let before = self.session.windows().await?;
        self.eval("window.open(location.href)", &[]).await?;
        let page = self.opened_since(&before).await?;
        page.until(
            "the duplicate is loaded",
            "document.readyState === 'complete'",
            SOON,
        )
        .await?;
        page.install_hooks().await?;
        Ok(page)
    }

    /// Crashes the page: kills its process in Chromium, the whole browser in Firefox. No unload handler runs.
    ///
    /// # Errors
    ///
    /// Fails if the page is already gone.
    pub async fn crash(self) -> Result<()> {
        self.session.crash(&self.target).await
    }

    /// Runs the body of an `async` function with `args` and returns its result.
    ///
    /// # Errors
    ///
    /// Fails if the script throws.
    pub async fn eval(&self, body: &str, args: &[Value]) -> Result<Value> {
        match self.run(&script::once(body), args).await? {
            Outcome::Returned(value) => Ok(value),
            Outcome::Threw(error) | Outcome::Pending(error) => bail!("the page threw {error} from: {body}"),
        }
    }

    /// Waits until an expression, which may `await`, becomes truthy, and returns its value.
    ///
    /// `what` describes the condition in error messages. An expression that throws counts as not yet true, and so does
    /// a page that is still loading.
    ///
    /// # Errors
    ///
    /// Fails if the condition is not met within `deadline`; the error describes the state of the page.
    pub async fn until(&self, what: &str, expression: &str, deadline: Duration) -> Result<Value> {
        let poll = script::poll(expression, SLICE);
        let end = Instant::now() + deadline;
        loop {
            let last = match self.run(&poll, &[]).await {
                Ok(Outcome::Returned(value)) => return Ok(value),
                Ok(Outcome::Pending(last) | Outcome::Threw(last)) => last,
                Err(error) => {
                    // The script did not run, so the pause between polls happens here.
                    tokio::time::sleep(SLICE).await;
                    format!("{error:#}")
                }
            };
            if Instant::now() >= end {
                let evidence = evidence::gather(&self.session, &self.target).await;
                bail!("condition not met within {deadline:?}: {what}: {last}\nin: {expression}\n{evidence}");
            }
        }
    }

    /// Clicks an element as soon as it exists and is clickable.
    ///
    /// # Errors
    ///
    /// Fails if that does not happen within [`SOON`].
    pub async fn click(&self, path: &str) -> Result<()> {
        self.when_ready(path, async |element| element.click().await).await
    }

    /// Clicks an element that opens a window, and returns the page in it.
    ///
    /// # Errors
    ///
    /// Fails if no window opens within [`SOON`].
    pub async fn click_to_open(&self, path: &str) -> Result<Self> {
        let before = self.session.windows().await?;
        self.click(path).await?;
        self.opened_since(&before).await
    }

    async fn opened_since(&self, before: &[WindowHandle]) -> Result<Self> {
        let end = Instant::now() + SOON;
        loop {
            let opened = self.session.windows().await?;
            if let Some(window) = opened.into_iter().find(|window| !before.contains(window)) {
                let target = Target {
                    window,
                    is_framed: false,
                };
                return Ok(Self::new(Arc::clone(&self.session), target));
            }
            if Instant::now() >= end {
                bail!("no window opened");
            }
            tokio::time::sleep(SLICE).await;
        }
    }

    /// Replaces the text of a field by typing.
    ///
    /// # Errors
    ///
    /// Fails if no such field accepts input within [`SOON`].
    pub async fn fill(&self, path: &str, text: &str) -> Result<()> {
        self.when_ready(path, async |element| {
            element.clear().await?;
            element.send_keys(text).await
        })
        .await
    }

    /// Returns the statistics of each open connection of the page; see `connections` in `prelude.js`.
    ///
    /// # Errors
    ///
    /// Fails if the script cannot run.
    pub async fn connections(&self) -> Result<Value> {
        self.eval("return connections()", &[]).await
    }

    /// Runs the prelude, which hooks `RTCPeerConnection` and `MediaStreamTrack` the first time it runs in a page.
    async fn install_hooks(&self) -> Result<()> {
        self.eval("", &[]).await?;
        Ok(())
    }

    async fn run(&self, script: &str, args: &[Value]) -> Result<Outcome> {
        let current = self.session.switch_to(&self.target).await?;
        let answer = current
            .client
            .execute_async(script, vec![Value::from(args)])
            .await?;
        script::outcome(answer)
    }

    /// Retries an action on an element until it succeeds: the element may move, be covered or be replaced.
    async fn when_ready(
        &self,
        path: &str,
        act: impl AsyncFn(Element) -> std::result::Result<(), CmdError>,
    ) -> Result<()> {
        let end = Instant::now() + SOON;
        let find = format!("$({})", Value::from(path));
        loop {
            let found = self.until(&format!("there is {path}"), &find, SOON).await?;
            let current = self.session.switch_to(&self.target).await?;
            let Err(error) = act(element(current.client, &found)?).await else {
                return Ok(());
            };
            drop(current);
            if Instant::now() >= end {
                let evidence = evidence::gather(&self.session, &self.target).await;
                return Err(error)
                    .with_context(|| format!("{path} exists but does not become usable\n{evidence}"));
            }
        }
    }
}

fn element(client: &fantoccini::Client, found: &Value) -> Result<Element> {
    let id = found[ELEMENT]
        .as_str()
        .with_context(|| format!("not an element: {found}"))?;
    Ok(Element::from_element_id(
        client.clone(),
        ElementRef::from(id.to_owned()),
    ))
}
