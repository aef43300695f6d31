//! A window, and what a person does in it.

mod evidence;
mod script;
mod spoken;

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use fantoccini::actions::{
    InputSource, KeyAction, KeyActions, MOUSE_BUTTON_LEFT, PointerAction, TouchActions,
};
use fantoccini::elements::{Element, ElementRef};
use fantoccini::error::CmdError;
use fantoccini::wd::WindowHandle;
use serde_json::Value;
use tokio::time::Instant;

use crate::browser::Session;
use crate::capabilities::Engine;
use crate::{SOON, chromium, firefox};
use script::Outcome;
pub use spoken::Spoken;

/// How long one window is spoken to before the others get their turn.
const SLICE: Duration = Duration::from_millis(250);

/// The key that stands for an element in WebDriver's JSON.
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

/// A window of a browser.
///
/// Paths to elements are CSS selectors, with ` >>> ` for "in the open shadow root of". Scripts run in the page
/// and can use what `prelude.js` defines: `$(path)`, `$$(path)`, `readableText()` and `await connections()`.
#[derive(Debug)]
pub struct Page {
    session: Arc<Session>,
    window: WindowHandle,
}

impl Page {
    pub(crate) fn new(session: Arc<Session>, window: WindowHandle) -> Self {
        Self { session, window }
    }

    /// Goes to an address and waits until it is loaded.
    ///
    /// # Errors
    ///
    /// If nothing answers there.
    pub async fn go(&self, url: &str) -> Result<()> {
        let turn = self.session.turn_to(&self.window).await?;
        turn.client
            .goto(url)
            .await
            .with_context(|| format!("{url} does not load"))?;
        drop(turn);
        self.note_connections().await
    }

    /// Reloads and waits until that is done.
    ///
    /// # Errors
    ///
    /// If nothing answers any more.
    pub async fn reload(&self) -> Result<()> {
        self.session
            .turn_to(&self.window)
            .await?
            .client
            .refresh()
            .await
            .context("no reload")?;
        self.note_connections().await
    }

    /// Closes the window, as a person does.
    ///
    /// # Errors
    ///
    /// If it is gone already.
    pub async fn close(self) -> Result<()> {
        self.session
            .turn_to(&self.window)
            .await?
            .client
            .close_window()
            .await
            .context("the window stays open")
    }

    /// Lets the page use a device, or forbids it, as the person would in the browser's own panel; only in Chromium.
    ///
    /// # Errors
    ///
    /// If the browser does not know the device or the setting.
    pub async fn permit(&self, device: &str, setting: &str) -> Result<()> {
        let origin = self.eval("return location.origin", &[]).await?;
        let origin = origin.as_str().context("no origin")?;
        let turn = self.session.turn_to(&self.window).await?;
        turn.client
            .issue_cmd(chromium::Command::permit(origin, device, setting))
            .await?;
        Ok(())
    }

    /// Ends the page without a word, and leaves the other windows of its browser alone.
    ///
    /// Firefox cannot crash one page. There the window closes, and the page is kept from hearing of it.
    ///
    /// # Errors
    ///
    /// If it goes on.
    pub async fn crash_alone(self) -> Result<()> {
        match self.session.engine() {
            Engine::Chromium => self.crash().await,
            Engine::Firefox => {
                let deaf = "for (const name of ['pagehide', 'beforeunload', 'unload', 'visibilitychange', 'freeze']) {
                     addEventListener(name, (event) => event.stopImmediatePropagation(), { capture: true });
                 }";
                self.eval(deaf, &[]).await?;
                self.close().await
            }
        }
    }

    /// Opens the same address in a window that begins with a copy of this one's `sessionStorage`, as a browser does when
    /// a person duplicates a tab.
    ///
    /// # Errors
    ///
    /// If no window opens.
    pub async fn duplicate(&self) -> Result<Self> {
        let before = self.session.windows().await?;
        self.eval("window.open(location.href)", &[]).await?;
        let end = Instant::now() + SOON;
        loop {
            let opened = self.session.windows().await?;
            if let Some(window) = opened.into_iter().find(|window| !before.contains(window)) {
                let page = Self::new(Arc::clone(&self.session), window);
                page.until(
                    "the duplicate is loaded",
                    "document.readyState === 'complete'",
                    SOON,
                )
                .await?;
                page.note_connections().await?;
                return Ok(page);
            }
            if Instant::now() >= end {
                bail!("no window was opened");
            }
            tokio::time::sleep(SLICE).await;
        }
    }

    /// Ends the page as a crash does: in Chromium its process, in Firefox the whole browser. Nothing is said to anyone.
    ///
    /// # Errors
    ///
    /// If it is gone already.
    pub async fn crash(self) -> Result<()> {
        self.session.crash(&self.window).await
    }

    /// Runs the body of an `async` function with `args`, and gives what it returns.
    ///
    /// # Errors
    ///
    /// What it throws.
    pub async fn eval(&self, body: &str, args: &[Value]) -> Result<Value> {
        match self.run(&script::once(body), args).await? {
            Outcome::Returned(value) => Ok(value),
            Outcome::Threw(error) | Outcome::Pending(error) => bail!("the page threw {error} from: {body}"),
        }
    }

    /// Waits until an expression, which may `await`, becomes true, and gives its value.
    ///
    /// `what` completes the sentence "it did not come about that". What the expression throws counts as not
    /// yet, and so does a page that is just being loaded.
    ///
    /// # Errors
    ///
    /// If it does not within `deadline`; with what the page showed then.
    pub async fn until(&self, what: &str, expression: &str, deadline: Duration) -> Result<Value> {
        let poll = script::poll(expression, SLICE);
        let end = Instant::now() + deadline;
        loop {
            let last = match self.run(&poll, &[]).await {
                Ok(Outcome::Returned(value)) => return Ok(value),
                Ok(Outcome::Pending(last) | Outcome::Threw(last)) => last,
                Err(error) => {
                    // The page did not wait, so that is done here.
                    tokio::time::sleep(SLICE).await;
                    format!("{error:#}")
                }
            };
            if Instant::now() >= end {
                let evidence = evidence::gather(&self.session, &self.window).await;
                bail!(
                    "it did not come about within {deadline:?} that {what}: {last}\nin: {expression}\n{evidence}"
                );
            }
        }
    }

    /// Clicks on an element, once it is there and can be clicked.
    ///
    /// # Errors
    ///
    /// If it does not become so.
    pub async fn click(&self, path: &str) -> Result<()> {
        self.once_ready(path, async |element| element.click().await).await
    }

    /// Touches the middle of an element, seen or not, as a finger does.
    ///
    /// # Errors
    ///
    /// If it is not there, or the window cannot be touched.
    pub async fn tap(&self, path: &str) -> Result<()> {
        let found = self
            .until(
                &format!("there is {path}"),
                &format!("$({})", Value::from(path)),
                SOON,
            )
            .await?;
        let middle = "const { x, y, width, height } = args[0].getBoundingClientRect();
            return [Math.round(x + width / 2), Math.round(y + height / 2)]";
        let middle = self.eval(middle, &[found]).await?;
        let [x, y] = [0, 1].map(|index| middle[index].as_f64().unwrap_or_default());
        let finger = TouchActions::new("finger".to_owned())
            .then(PointerAction::MoveTo { duration: None, x, y })
            .then(PointerAction::Down {
                button: MOUSE_BUTTON_LEFT,
            })
            .then(PointerAction::Up {
                button: MOUSE_BUTTON_LEFT,
            });
        let turn = self.session.turn_to(&self.window).await?;
        turn.client.perform_actions(finger).await.context("no touch")
    }

    /// Replaces the text of a field, key by key.
    ///
    /// # Errors
    ///
    /// If there is none that takes keys.
    pub async fn fill(&self, path: &str, text: &str) -> Result<()> {
        self.once_ready(path, async |element| {
            element.clear().await?;
            element.send_keys(text).await
        })
        .await
    }

    /// Types keys, one after the other, to whatever has the focus. `\u{e004}` is Tab, `\u{e007}` Enter, `\u{e00c}` Escape.
    ///
    /// # Errors
    ///
    /// If the window takes none.
    pub async fn type_keys(&self, keys: &str) -> Result<()> {
        let keyboard = keys
            .chars()
            .fold(KeyActions::new("keys".to_owned()), |keyboard, key| {
                keyboard
                    .then(KeyAction::Down { value: key })
                    .then(KeyAction::Up { value: key })
            });
        let turn = self.session.turn_to(&self.window).await?;
        turn.client.perform_actions(keyboard).await.context("no keys")
    }

    /// Gives the page a width and a height, in CSS pixels.
    ///
    /// # Errors
    ///
    /// If the window does not take them: Firefox has none narrower than 450 pixels.
    pub async fn set_size(&self, width: u32, height: u32) -> Result<()> {
        let frame = self
            .eval("return [outerWidth - innerWidth, outerHeight - innerHeight]", &[])
            .await?;
        let extra = |index: usize| {
            frame[index]
                .as_u64()
                .and_then(|pixels| u32::try_from(pixels).ok())
                .unwrap_or(0)
        };
        let turn = self.session.turn_to(&self.window).await?;
        turn.client
            .set_window_size(width + extra(0), height + extra(1))
            .await
            .context("the window keeps its size")?;
        drop(turn);
        let fits = format!("innerWidth === {width} && innerHeight === {height}");
        self.until(&format!("the page is {width} by {height}"), &fits, SOON)
            .await?;
        Ok(())
    }

    /// Shows everything so many times as large, as a person does who sees little: less of the page fits the window.
    ///
    /// # Errors
    ///
    /// If the browser does not do it.
    pub async fn zoom(&self, times: u32) -> Result<()> {
        let size = self.eval("return [innerWidth, innerHeight]", &[]).await?;
        let turn = self.session.turn_to(&self.window).await?;
        match self.session.engine() {
            Engine::Chromium => {
                let [width, height] = [0, 1].map(|side| size[side].as_u64().unwrap_or(0) / u64::from(times));
                turn.client
                    .issue_cmd(chromium::Command::resize(width, height, times))
                    .await?;
            }
            Engine::Firefox => firefox::zoom(turn.client, times).await?,
        }
        Ok(())
    }

    /// Saves what is seen, as PNG.
    ///
    /// # Errors
    ///
    /// If it cannot be taken or written.
    pub async fn screenshot(&self, file: &Path) -> Result<()> {
        let picture = self
            .session
            .turn_to(&self.window)
            .await?
            .client
            .screenshot()
            .await
            .context("no screenshot")?;
        std::fs::write(file, picture).with_context(|| format!("{} cannot be written", file.display()))
    }

    /// What each open connection of the page has done so far; see `connections` in `prelude.js`.
    ///
    /// # Errors
    ///
    /// If the page cannot be asked.
    pub async fn connections(&self) -> Result<Value> {
        self.eval("return connections()", &[]).await
    }

    /// The prelude does it, in whichever script is first.
    async fn note_connections(&self) -> Result<()> {
        self.eval("", &[]).await?;
        Ok(())
    }

    async fn run(&self, script: &str, args: &[Value]) -> Result<Outcome> {
        let turn = self.session.turn_to(&self.window).await?;
        let answer = turn.client.execute_async(script, vec![Value::from(args)]).await?;
        script::outcome(answer)
    }

    /// Does something with an element as soon as that succeeds: it may move, be covered or be replaced.
    async fn once_ready(
        &self,
        path: &str,
        act: impl AsyncFn(Element) -> std::result::Result<(), CmdError>,
    ) -> Result<()> {
        let end = Instant::now() + SOON;
        let find = format!("$({})", Value::from(path));
        loop {
            let found = self.until(&format!("there is {path}"), &find, SOON).await?;
            let turn = self.session.turn_to(&self.window).await?;
            let Err(error) = act(element(turn.client, &found)?).await else {
                return Ok(());
            };
            drop(turn);
            if Instant::now() >= end {
                let evidence = evidence::gather(&self.session, &self.window).await;
                return Err(error).with_context(|| format!("{path} is there but cannot be used\n{evidence}"));
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
