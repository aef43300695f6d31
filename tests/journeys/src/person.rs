//! Somebody who uses the page: what they do, and what they see of it.

use std::time::Duration;

use anyhow::{Context, Result};
use serde_json::Value;

use crate::SOON;
use crate::browser::Browser;
use crate::page::Page;

/// Somebody with the page open.
#[derive(Debug)]
pub struct Person {
    page: Page,
    name: String,
}

/// What one person's log says was sent and received of each type, in order.
#[derive(Debug, PartialEq, Eq)]
pub struct Log(Vec<String>);

impl Person {
    /// Opens the page of a room.
    ///
    /// # Errors
    ///
    /// If it does not load, or shows no lobby.
    pub async fn open(browser: &Browser, url: &str, room: &str, name: &str) -> Result<Self> {
        let page = browser.open(&format!("{url}#{room}")).await?;
        Self::before(page, name).await
    }

    /// Somebody at a page that is there already.
    pub fn at(page: Page, name: &str) -> Self {
        Self {
            page,
            name: name.to_owned(),
        }
    }

    async fn before(page: Page, name: &str) -> Result<Self> {
        let person = Self::at(page, name);
        person
            .sees("the lobby", "$('vis-a-vis >>> [data-screen=lobby]')")
            .await?;
        Ok(person)
    }

    /// Opens the page of a room and joins it.
    ///
    /// # Errors
    ///
    /// If the page shows no call.
    pub async fn join(browser: &Browser, url: &str, room: &str, name: &str) -> Result<Self> {
        let person = Self::open(browser, url, room, name).await?;
        person.press_join().await?;
        Ok(person)
    }

    /// Gives the name and presses Join. Whoever is refused at once is past the call by then.
    ///
    /// # Errors
    ///
    /// If the page goes on showing the lobby.
    pub async fn press_join(&self) -> Result<()> {
        self.page
            .fill("vis-a-vis >>> input[name=name]", &self.name)
            .await?;
        self.press("join").await?;
        self.sees("no lobby", "!$('vis-a-vis >>> [data-screen=lobby]')")
            .await
    }

    /// Presses Hang up.
    ///
    /// # Errors
    ///
    /// If the page goes on showing the call.
    pub async fn hang_up(&self) -> Result<()> {
        self.press("leave").await?;
        self.sees("that the call is over", "$('vis-a-vis >>> [data-screen=after]')")
            .await
    }

    /// Presses the button of an action.
    ///
    /// # Errors
    ///
    /// If there is none that can be pressed.
    pub async fn press(&self, action: &str) -> Result<()> {
        self.page
            .click(&format!("vis-a-vis >>> [data-action={action}]"))
            .await
    }

    /// Waits until an expression of the page becomes true.
    ///
    /// # Errors
    ///
    /// If it does not soon.
    pub async fn sees(&self, what: &str, expression: &str) -> Result<()> {
        self.sees_within(SOON, what, expression).await
    }

    /// Waits as long as that until an expression of the page becomes true.
    ///
    /// # Errors
    ///
    /// If it does not.
    pub async fn sees_within(&self, deadline: Duration, what: &str, expression: &str) -> Result<()> {
        let what = format!("{} sees {what}", self.name);
        match self.page.until(&what, expression, deadline).await {
            Ok(_) => Ok(()),
            Err(error) => Err(error.context(format!("{} has {:?}", self.name, self.log().await?))),
        }
    }

    /// Waits until this sentence, or part of one, can be read.
    ///
    /// # Errors
    ///
    /// If it cannot soon.
    pub async fn reads(&self, text: &str) -> Result<()> {
        self.sees(
            &format!("\"{text}\""),
            &format!("readableText().includes({})", Value::from(text)),
        )
        .await
    }

    /// Waits until exactly so many others are seen and heard: their video is decoded, and their sound arrives.
    ///
    /// # Errors
    ///
    /// If it does not come to that soon.
    pub async fn is_in_call_with(&self, others: usize) -> Result<()> {
        let tiles = format!("$$('vis-a-vis >>> [data-person][data-link=connected]').length === {others}");
        self.sees(&format!("{others} connected"), &tiles).await?;
        let flowing = format!(
            "(await connections()).filter((c) => c.framesDecoded > 5 && c.audioPacketsReceived > 5).length === {others}"
        );
        self.sees(&format!("and hears {others}"), &flowing).await
    }

    /// Waits until exactly so many others are connected and their video is decoded, whatever is sent to them.
    ///
    /// # Errors
    ///
    /// If it does not come to that soon.
    pub async fn sees_others(&self, others: usize) -> Result<()> {
        let decoded = format!("(await connections()).filter((c) => c.framesDecoded > 5).length === {others}");
        self.sees(&format!("{others} others"), &decoded).await
    }

    /// Waits until more video has come from everyone than had at the time of asking.
    ///
    /// # Errors
    ///
    /// If it does not soon.
    pub async fn goes_on_seeing(&self) -> Result<()> {
        self.goes_on_seeing_within(SOON).await
    }

    /// Waits as long as that until more video has come than had at the time of asking, by whatever connection.
    ///
    /// # Errors
    ///
    /// If it does not.
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
        self.sees_within(deadline, "more of the others", &more).await
    }

    /// Waits until no new video has been decoded for a while.
    ///
    /// # Errors
    ///
    /// If the video goes on.
    pub async fn sees_a_standstill(&self) -> Result<()> {
        // The expression is evaluated again and again: it remembers when the video moved last.
        let still = "await (async () => {
            const frames = JSON.stringify((await connections()).map((c) => c.framesDecoded));
            if (window.framesBefore !== frames) {
                window.framesBefore = frames;
                window.movedAt = performance.now();
            }
            return performance.now() - window.movedAt > 600;
        })()";
        self.sees("a standstill", still).await
    }

    /// Waits until a code stands behind *Why?*.
    ///
    /// # Errors
    ///
    /// If it does not come to that.
    pub async fn is_told_why(&self, code: &str, deadline: Duration) -> Result<()> {
        let told = format!("$('vis-a-vis').shadowRoot.textContent.includes('{code}')");
        self.sees_within(deadline, code, &told).await
    }

    /// What the page calls somebody.
    ///
    /// # Errors
    ///
    /// If it shows nobody of that name.
    pub async fn id_of(&self, name: &str) -> Result<Value> {
        let id = format!("return $('vis-a-vis >>> [data-person][aria-label={name}]').dataset.person");
        self.page.eval(&id, &[]).await
    }

    /// The way that the media of the only connection takes; see `routeOf` in `prelude.js`.
    ///
    /// # Errors
    ///
    /// If the page cannot be asked.
    pub async fn route(&self) -> Result<Value> {
        self.page
            .eval("return (await connections())[0]?.route", &[])
            .await
    }

    /// Waits until nobody else is seen.
    ///
    /// # Errors
    ///
    /// If somebody is for long.
    pub async fn is_alone(&self) -> Result<()> {
        self.sees("nobody", "$$('vis-a-vis >>> [data-person]').length === 0")
            .await?;
        self.sees("no connection", "(await connections()).length === 0")
            .await
    }

    /// What the message log says, candidates left out.
    ///
    /// # Errors
    ///
    /// If there is none.
    pub async fn log(&self) -> Result<Log> {
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

    /// The window.
    pub fn page(&self) -> &Page {
        &self.page
    }

    /// Ends the page as a crash does; see [`Page::crash`].
    ///
    /// # Errors
    ///
    /// If it is gone already.
    pub async fn crash(self) -> Result<()> {
        self.page.crash().await
    }

    /// Ends the page without a word; see [`Page::crash_alone`].
    ///
    /// # Errors
    ///
    /// If it goes on.
    pub async fn crash_alone(self) -> Result<()> {
        self.page.crash_alone().await
    }

    /// Somebody else in a window that was made by duplicating this one's.
    ///
    /// # Errors
    ///
    /// If no window opens, or it shows no lobby.
    pub async fn duplicate(&self, name: &str) -> Result<Self> {
        Self::before(self.page.duplicate().await?, name).await
    }

    /// Closes the window.
    ///
    /// # Errors
    ///
    /// If it stays open.
    pub async fn close(self) -> Result<()> {
        self.page.close().await
    }
}

/// Runs the script of each at the same moment of the clock that their pages share.
///
/// # Errors
///
/// If it cannot be planned.
pub async fn at_once(plan: [(&Person, &str); 2]) -> Result<()> {
    let now = plan[0].0.page().eval("return Date.now()", &[]).await?;
    let moment = now.as_u64().context("no time")? + 1_500;
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
