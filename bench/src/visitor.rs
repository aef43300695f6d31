//! A person with a contender's page open, and what the probe in it saw.

use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::{Context, Result};
use serde_json::{Value, json};
use visavis_journeys::{Browser, Engine, Launch, Page};

use crate::contender::Contender;
use crate::site::{Lines, Opening};

/// As fast as real cameras are: each frame that is not sent would cost a call three times as much at the journeys' rate.
const CAMERA: &str = "--use-fake-device-for-media-stream=fps=30";

/// How long a page is left alone before Join is pressed, so that whatever it prepares is prepared.
const SETTLED_MS: u32 = 700;

/// A person; the page closes with [`Visitor::leave`].
#[derive(Debug)]
pub struct Visitor {
    page: Page,
    contender: Contender,
    engine: Engine,
}

/// The processor time of the main thread so far, in seconds.
#[derive(Clone, Copy, Debug, Default)]
pub struct Busy {
    /// All tasks.
    pub tasks: f64,
    /// JavaScript and WebAssembly.
    pub script: f64,
    /// Style and layout.
    pub layout: f64,
    /// When this was measured, on the clock.
    pub at: f64,
}

/// Launches a browser in which people have cameras.
///
/// # Errors
///
/// If it does not start.
pub async fn launch(engine: Engine) -> Result<Browser> {
    // The last flag counts.
    Launch::new(engine).flag(CAMERA).start().await
}

impl Visitor {
    /// Opens the page.
    ///
    /// # Errors
    ///
    /// If it does not load.
    pub async fn open(
        browser: &Browser,
        lines: &Lines,
        contender: Contender,
        room: &str,
        opening: Opening,
    ) -> Result<Self> {
        let page = browser.open(&lines.url(contender, room, opening)).await?;
        let engine = browser.engine();
        if engine == Engine::Chromium {
            // Otherwise a task would last longer while the other processes have both processors.
            let processor_time = json!({ "timeDomain": "threadTicks" });
            page.devtools("Performance.enable", &processor_time).await?;
        }
        Ok(Self {
            page,
            contender,
            engine,
        })
    }

    /// Waits until the page shows its own camera and has done whatever it prepares for a call.
    ///
    /// # Errors
    ///
    /// If there is no Join, or no camera.
    pub async fn is_ready(&self) -> Result<()> {
        self.time("joinable").await?;
        self.start_devices().await?;
        self.time("camera").await?;
        self.wait(SETTLED_MS).await
    }

    /// Starts camera and microphone as a person does in our lobby: it asks for them by itself only where the browser says
    /// that they are allowed, and Firefox does not.
    async fn start_devices(&self) -> Result<()> {
        if self.contender.page().is_some() || self.engine != Engine::Firefox {
            return Ok(());
        }
        for device in ["camera", "microphone"] {
            let button = format!("vis-a-vis >>> .lobby [data-action={device}][data-status=unasked]");
            self.page.click(&button).await?;
        }
        Ok(())
    }

    /// Presses Join.
    ///
    /// # Errors
    ///
    /// If it cannot be pressed.
    pub async fn press_join(&self) -> Result<()> {
        let button = match self.contender.page() {
            None => "vis-a-vis >>> [data-action=join]",
            Some(_) => "#join",
        };
        self.page.click(button).await
    }

    /// Lets the page press Join at a moment of the clock that all pages share, in milliseconds.
    ///
    /// # Errors
    ///
    /// If the page is gone.
    pub async fn press_join_at(&self, moment: f64) -> Result<()> {
        let script = format!("setTimeout(() => probe.press(), {moment} - Date.now())");
        self.page.eval(&script, &[]).await?;
        Ok(())
    }

    /// Returns how many connections decode video.
    ///
    /// # Errors
    ///
    /// If the page is gone.
    pub async fn calls(&self) -> Result<usize> {
        let calls = self.number("await probe.calls()").await?;
        Ok(calls as usize)
    }

    /// Joins, and waits until whoever comes can call this person.
    ///
    /// # Errors
    ///
    /// If that does not happen.
    pub async fn enter(&self) -> Result<()> {
        self.is_ready().await?;
        self.press_join().await?;
        self.time("entered").await?;
        self.wait(SETTLED_MS).await
    }

    /// Waits for a moment that the probe records, and returns it in milliseconds since the page was opened.
    ///
    /// # Errors
    ///
    /// If it does not come.
    pub async fn time(&self, moment: &str) -> Result<f64> {
        let script = format!(
            "return await Promise.race([probe.{moment}, new Promise((done) => setTimeout(done, 20_000))])"
        );
        let time = self.page.eval(&script, &[]).await?;
        time.as_f64()
            .with_context(|| format!("{}: there was no {moment} within 20 s", self.contender))
    }

    /// Returns a moment on the clock that all pages share.
    ///
    /// # Errors
    ///
    /// If it does not come.
    pub async fn clock(&self, moment: &str) -> Result<f64> {
        let time = self.time(moment).await?;
        self.number("performance.timeOrigin")
            .await
            .map(|origin| origin + time)
    }

    /// Evaluates an expression that is a number.
    ///
    /// # Errors
    ///
    /// If it is none.
    pub async fn number(&self, expression: &str) -> Result<f64> {
        let value = self.value(expression).await?;
        value
            .as_f64()
            .with_context(|| format!("{expression} is {value}, not a number"))
    }

    /// Evaluates an expression.
    ///
    /// # Errors
    ///
    /// If it throws.
    pub async fn value(&self, expression: &str) -> Result<Value> {
        self.page.eval(&format!("return {expression}"), &[]).await
    }

    /// Waits in the page, by the page's clock.
    ///
    /// # Errors
    ///
    /// If the page is gone.
    pub async fn wait(&self, milliseconds: u32) -> Result<()> {
        let script = format!("await new Promise((done) => setTimeout(done, {milliseconds}))");
        self.page.eval(&script, &[]).await?;
        Ok(())
    }

    /// Waits until a second after Join was pressed.
    ///
    /// # Errors
    ///
    /// If it was not pressed.
    pub async fn first_second(&self) -> Result<()> {
        let script = "const pressed = await probe.pressed;
            await new Promise((done) => setTimeout(done, pressed + 1000 - performance.now()))";
        self.page.eval(script, &[]).await?;
        Ok(())
    }

    /// Returns how busy the main thread was so far; `None` where the browser does not tell.
    ///
    /// # Errors
    ///
    /// If the browser does not answer.
    pub async fn busy(&self) -> Result<Option<Busy>> {
        if self.engine != Engine::Chromium {
            return Ok(None);
        }
        let metrics = self.page.devtools("Performance.getMetrics", &json!({})).await?;
        let metrics = metrics["metrics"].as_array().context("no metrics")?;
        let of = |name: &str| {
            let metric = metrics.iter().find(|metric| metric["name"] == name);
            metric
                .and_then(|metric| metric["value"].as_f64())
                .unwrap_or_default()
        };
        Ok(Some(Busy {
            tasks: of("TaskDuration"),
            script: of("ScriptDuration"),
            layout: of("LayoutDuration") + of("RecalcStyleDuration"),
            at: SystemTime::now()
                .duration_since(UNIX_EPOCH)
                .context("a clock before 1970")?
                .as_secs_f64(),
        }))
    }

    /// Returns the page.
    pub fn page(&self) -> &Page {
        &self.page
    }

    /// Closes the page.
    ///
    /// # Errors
    ///
    /// If it does not close.
    pub async fn leave(self) -> Result<()> {
        self.page.close().await
    }
}
