//! A person in a call: page-level actions and the conditions to wait for.

use std::time::Duration;

use anyhow::{Context, Result};
use serde_json::Value;

use crate::SOON;
use crate::browser::Browser;
use crate::page::Page;

/// A person with the page open.
#[derive(Debug)]
pub struct Person {
    page: Page,
    name: String,
}

/// The negotiation messages in one person's log, in order.
#[derive(Debug, PartialEq, Eq)]
pub struct Log(Vec<String>);

impl Person {
    /// Opens the page of a room and waits for the lobby.
    ///
    /// # Errors
    ///
    /// Fails if the page does not load or shows no lobby.
    pub async fn open(browser: &Browser, url: &str, room: &str, name: &str) -> Result<Self> {
        let page = browser.open(&format!("{url}#{room}")).await?;
        Self::in_lobby(page, name).await
    }

    /// Wraps a page that is already open.
    pub fn at(page: Page, name: &str) -> Self {
        Self {
            page,
            name: name.to_owned(),
        }
    }

    async fn in_lobby(page: Page, name: &str) -> Result<Self> {
        let person = Self::at(page, name);
        person
            .sees("the lobby", "$('vis-a-vis >>> [data-screen=lobby]')")
            .await?;
        Ok(person)
    }

    /// Opens the page of a room and joins the call.
    ///
    /// # Errors
    ///
    /// Fails if the page stays in the lobby.
    pub async fn join(browser: &Browser, url: &str, room: &str, name: &str) -> Result<Self> {
        let person = Self::open(browser, url, room, name).await?;
        person.press_join().await?;
        Ok(person)
    }

    /// Opens the page of a room and joins the call, in which everything is relayed by a TURN server.
    ///
    /// # Errors
    ///
    /// Fails if the page stays in the lobby.
    pub async fn join_relay_only(browser: &Browser, url: &str, room: &str, name: &str) -> Result<Self> {
        let person = Self::open(browser, url, room, name).await?;
        person
            .page()
            .eval(
                "const element = $('vis-a-vis');
                 const ready = new Promise((ready) => element.addEventListener('visavis-ready', ready, { once: true }));
                 element.setAttribute('relay-only', '');
                 await ready;",
                &[],
            )
            .await?;
        person.press_join().await?;
        Ok(person)
    }

    /// Enters the name, presses Join and waits until the lobby is gone. If the server refuses the person at once, the
    /// page may already show the screen after the call.
    ///
    /// # Errors
    ///
    /// Fails if the page stays in the lobby.
    pub async fn press_join(&self) -> Result<()> {
        self.page
            .fill("vis-a-vis >>> input[name=name]", &self.name)
            .await?;
        self.press("join").await?;
        self.sees("no lobby", "!$('vis-a-vis >>> [data-screen=lobby]')")
            .await
    }

    /// Presses Hang up and waits until the call is over.
    ///
    /// # Errors
    ///
    /// Fails if the page still shows the call.
    pub async fn hang_up(&self) -> Result<()> {
        self.press("leave").await?;
        self.sees("that the call is over", "$('vis-a-vis >>> [data-screen=after]')")
            .await
    }

    /// Clicks the button with this `data-action`.
    ///
    /// # Errors
    ///
    /// Fails if no such button becomes clickable.
    pub async fn press(&self, action: &str) -> Result<()> {
        self.page
            .click(&format!("vis-a-vis >>> [data-action={action}]"))
            .await
    }

    /// Chooses something in the menu *More*, also in one of its submenus.
    ///
    /// # Errors
    ///
    /// Fails if the menu does not offer it.
    pub async fn choose(&self, action: &str) -> Result<()> {
        self.press("more").await?;
        let menu = format!(
            "$$('vis-a-vis >>> .menu [data-action={action}]')
                .find((item) => getComputedStyle(item).display !== 'none').closest('[data-menu]').dataset.menu"
        );
        let menu = self
            .page
            .until(&format!("the menu offers {action}"), &menu, SOON)
            .await?;
        let menu = menu.as_str().context("no menu")?;
        if menu != "main" {
            self.press(menu).await?;
        }
        self.page
            .click(&format!(
                "vis-a-vis >>> [data-menu={menu}] [data-action={action}]"
            ))
            .await
    }

    /// Waits until an expression in the page becomes truthy. `what` completes the sentence "Ada sees …".
    ///
    /// # Errors
    ///
    /// Fails if that does not happen within [`SOON`].
    pub async fn sees(&self, what: &str, expression: &str) -> Result<()> {
        self.sees_within(SOON, what, expression).await
    }

    /// Waits until an expression in the page becomes truthy, with a given deadline.
    ///
    /// # Errors
    ///
    /// Fails if that does not happen within `deadline`.
    pub async fn sees_within(&self, deadline: Duration, what: &str, expression: &str) -> Result<()> {
        let what = format!("{} sees {what}", self.name);
        match self.page.until(&what, expression, deadline).await {
            Ok(_) => Ok(()),
            Err(error) => Err(error.context(format!("{} logged {:?}", self.name, self.log().await?))),
        }
    }

    /// Waits until the visible text contains `text`.
    ///
    /// # Errors
    ///
    /// Fails if that does not happen within [`SOON`].
    pub async fn reads(&self, text: &str) -> Result<()> {
        self.sees(
            &format!("\"{text}\""),
            &format!("readableText().includes({})", Value::from(text)),
        )
        .await
    }

    /// Waits until the person is connected to exactly `others` people, decodes their video and receives their audio.
    ///
    /// # Errors
    ///
    /// Fails if that does not happen within [`SOON`].
    pub async fn is_in_call_with(&self, others: usize) -> Result<()> {
        let tiles = format!("$$('vis-a-vis >>> [data-person][data-link=connected]').length === {others}");
        self.sees(&format!("{others} connected people"), &tiles).await?;
        let flowing = format!(
            "(await connections()).filter((c) => c.framesDecoded > 5 && c.audioPacketsReceived > 5).length === {others}"
        );
        self.sees(&format!("video and audio from {others} people"), &flowing)
            .await
    }

    /// Waits until exactly `others` connections decode video, whether or not the person sends anything.
    ///
    /// # Errors
    ///
    /// Fails if that does not happen within [`SOON`].
    pub async fn receives_video_from(&self, others: usize) -> Result<()> {
        let decoded = format!("(await connections()).filter((c) => c.framesDecoded > 5).length === {others}");
        self.sees(&format!("video from {others} people"), &decoded).await
    }

    /// Waits until more video has been decoded than at the time of the call.
    ///
    /// # Errors
    ///
    /// Fails if that does not happen within [`SOON`].
    pub async fn goes_on_seeing(&self) -> Result<()> {
        self.goes_on_seeing_within(SOON).await
    }

    /// Waits until any connection, even a new one, has decoded more video than at the time of the call, with a given
    /// deadline.
    ///
    /// # Errors
    ///
    /// Fails if that does not happen within `deadline`.
    pub async fn goes_on_seeing_within(&self, deadline: Duration) -> Result<()> {
        let before = self
            .page
            .eval(
                "return Object.fromEntries((await connections()).map((c) => [c.id, c.framesDecoded]))",
                &[],
            )
            .await?;
        let more =
            format!("(await connections()).some((c) => c.framesDecoded > (({before})[c.id] ?? 0) + 20)");
        self.sees_within(deadline, "further video", &more).await
    }

    /// Waits until no new video has been decoded for a while.
    ///
    /// # Errors
    ///
    /// Fails if video keeps arriving for longer than [`SOON`].
    pub async fn sees_video_stop(&self) -> Result<()> {
        // The expression is evaluated again and again: it remembers when a frame was last decoded.
        let still = "await (async () => {
            const frames = JSON.stringify((await connections()).map((c) => c.framesDecoded));
            if (window.framesBefore !== frames) {
                window.framesBefore = frames;
                window.framesChangedAt = performance.now();
            }
            return performance.now() - window.framesChangedAt > 600;
        })()";
        self.sees("no further video", still).await
    }

    /// Waits until the details behind *Details* contain an error code.
    ///
    /// # Errors
    ///
    /// Fails if that does not happen within `deadline`.
    pub async fn sees_error_code(&self, code: &str, deadline: Duration) -> Result<()> {
        let shown = format!("$('vis-a-vis').shadowRoot.textContent.includes('{code}')");
        self.sees_within(deadline, code, &shown).await
    }

    /// Returns the id that the page has for a person, looked up by name.
    ///
    /// # Errors
    ///
    /// Fails if the page shows no person of that name.
    pub async fn id_of(&self, name: &str) -> Result<Value> {
        let id = format!("return $('vis-a-vis >>> [data-person][aria-label={name}]').dataset.person");
        self.page.eval(&id, &[]).await
    }

    /// Returns the selected candidate pair of the only connection; see `routeOf` in `prelude.js`.
    ///
    /// # Errors
    ///
    /// Fails if the script cannot run.
    pub async fn route(&self) -> Result<Value> {
        self.page
            .eval("return (await connections())[0]?.route", &[])
            .await
    }

    /// Waits until no other person is shown and no connection is open.
    ///
    /// # Errors
    ///
    /// Fails if that does not happen within [`SOON`].
    pub async fn is_alone(&self) -> Result<()> {
        self.sees(
            "no other person",
            "$$('vis-a-vis >>> [data-person]').length === 0",
        )
        .await?;
        self.sees("no connection", "(await connections()).length === 0")
            .await
    }

    /// Returns the message log without candidates.
    ///
    /// # Errors
    ///
    /// Fails if the page has no log.
    pub async fn log(&self) -> Result<Log> {
        self.log_is_drawn().await?;
        let rows = self
            .page
            .eval(
                "return $$('vis-a-vis >>> [data-type][data-direction]')
                    .filter((row) => row.dataset.type !== 'CANDIDATE')
                    .map((row) => [row.dataset.direction, row.dataset.type, row.dataset.error].filter(Boolean).join(' '))",
                &[],
            )
            .await?;
        let rows = rows.as_array().context("no log")?;
        Ok(Log(rows
            .iter()
            .filter_map(Value::as_str)
            .map(str::to_owned)
            .collect()))
    }

    /// Waits until the log shows everything that has happened: its rows are drawn late.
    ///
    /// # Errors
    ///
    /// Fails if that does not happen within [`SOON`].
    pub async fn log_is_drawn(&self) -> Result<()> {
        let is_drawn = "!$('vis-a-vis >>> .log[aria-busy]')";
        self.page.until("the log is drawn", is_drawn, SOON).await?;
        Ok(())
    }

    /// Returns the page.
    pub fn page(&self) -> &Page {
        &self.page
    }

    /// Crashes the page; see [`Page::crash`].
    ///
    /// # Errors
    ///
    /// Fails if the page is already gone.
    pub async fn crash(self) -> Result<()> {
        self.page.crash().await
    }

    /// Ends the page without running its unload handlers; see [`Page::crash_alone`].
    ///
    /// # Errors
    ///
    /// Fails if the page survives.
    pub async fn crash_alone(self) -> Result<()> {
        self.page.crash_alone().await
    }

    /// Duplicates the tab, for another person, and waits for the lobby.
    ///
    /// # Errors
    ///
    /// Fails if no window opens or it shows no lobby.
    pub async fn duplicate(&self, name: &str) -> Result<Self> {
        Self::in_lobby(self.page.duplicate().await?, name).await
    }

    /// Closes the window.
    ///
    /// # Errors
    ///
    /// Fails if the window stays open.
    pub async fn close(self) -> Result<()> {
        self.page.close().await
    }
}

/// Runs a script in each of two pages at the same moment of their shared clock.
///
/// # Errors
///
/// Fails if the scripts cannot be scheduled.
pub async fn simultaneously(plan: [(&Person, &str); 2]) -> Result<()> {
    let now = plan[0].0.page().eval("return Date.now()", &[]).await?;
    let moment = now.as_u64().context("`Date.now()` is not an integer")? + 1_500;
    for (person, script) in plan {
        let planned = format!("setTimeout(() => {{ {script} }}, {moment} - Date.now())");
        person.page().eval(&planned, &[]).await?;
    }
    Ok(())
}

impl PartialEq<[&str]> for Log {
    fn eq(&self, other: &[&str]) -> bool {
        self.0 == other
    }
}

impl<const N: usize> PartialEq<[&str; N]> for Log {
    fn eq(&self, other: &[&str; N]) -> bool {
        self.0 == other
    }
}
