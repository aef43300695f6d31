//! A browser and the windows that it has.

use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use fantoccini::wd::{TimeoutConfiguration, WindowHandle};
use fantoccini::{Client, ClientBuilder};
use serde_json::{Map, Value};
use tokio::sync::{Mutex, MutexGuard};

use crate::capabilities::{Engine, Launch};
use crate::chromium;
use crate::driver::Driver;
use crate::namespace::Namespace;
use crate::page::Page;

/// How long a script may take: what hangs for longer than this never ends.
const SCRIPT_TIMEOUT: Duration = Duration::from_secs(60);

/// A browser; dropping it closes it, with all its pages.
#[derive(Debug)]
#[must_use = "the browser closes when it is dropped"]
pub struct Browser {
    session: Arc<Session>,
    /// What runs first in each document.
    script: Option<&'static str>,
}

/// WebDriver speaks to one window at a time: whoever holds the current one may speak.
#[derive(Debug)]
pub(crate) struct Session {
    engine: Engine,
    driver: Driver,
    id: String,
    client: Client,
    current: Mutex<Option<WindowHandle>>,
}

/// The right to speak to a window.
pub(crate) struct Turn<'s> {
    pub(crate) client: &'s Client,
    _current: MutexGuard<'s, Option<WindowHandle>>,
}

impl Browser {
    /// A browser with a camera and a microphone; see [`Launch`] for others.
    ///
    /// # Errors
    ///
    /// If the browser or its driver does not start.
    pub async fn launch(engine: Engine) -> Result<Self> {
        Launch::new(engine).start().await
    }

    /// Chromium and Firefox, with a camera and a microphone each.
    ///
    /// # Errors
    ///
    /// If one of them does not start.
    pub async fn launch_both() -> Result<(Self, Self)> {
        tokio::try_join!(Self::launch(Engine::Chromium), Self::launch(Engine::Firefox))
    }

    pub(crate) async fn start(
        engine: Engine,
        capabilities: Map<String, Value>,
        script: Option<&'static str>,
        namespace: Option<&Namespace>,
    ) -> Result<Self> {
        let driver = Driver::of(engine, namespace).await?;
        let client = ClientBuilder::new(driver.door())
            .capabilities(capabilities)
            .connect(&driver.url())
            .await
            .with_context(|| format!("{engine:?} does not start"))?;
        // Its end is our drop, not that of the last command.
        client.persist().await?;
        let id = client.session_id().await?.context("a session without a name")?;
        let timeouts = TimeoutConfiguration::new(Some(SCRIPT_TIMEOUT), None, None);
        client.update_timeouts(timeouts).await?;
        let session = Session {
            engine,
            driver,
            id,
            client,
            current: Mutex::new(None),
        };
        Ok(Self {
            session: Arc::new(session),
            script,
        })
    }

    /// Who made it.
    pub fn engine(&self) -> Engine {
        self.session.engine
    }

    /// Opens an address in a window of its own, and waits until it is loaded.
    ///
    /// # Errors
    ///
    /// If nothing answers there.
    pub async fn open(&self, url: &str) -> Result<Page> {
        let window = {
            let mut current = self.session.current.lock().await;
            // Only from a window that is there: the current one may have been closed.
            let client = &self.session.client;
            let windows = client.windows().await.context("no list of windows")?;
            let any = windows.into_iter().next().context("no window is left")?;
            *current = None;
            client.switch_to_window(any).await.context("the window is gone")?;
            let window = client.new_window(false).await.context("no window")?.handle;
            // The new window is not the one that is spoken to.
            *current = None;
            window
        };
        if let Some(script) = self.script {
            let turn = self.session.turn_to(&window).await?;
            turn.client
                .issue_cmd(chromium::Command::run_first(script))
                .await
                .context("no script before others")?;
        }
        let page = Page::new(Arc::clone(&self.session), window);
        page.go(url).await?;
        Ok(page)
    }
}

impl Session {
    /// Waits for the turn of `window` and turns to it.
    pub(crate) async fn turn_to(&self, window: &WindowHandle) -> Result<Turn<'_>> {
        let mut current = self.current.lock().await;
        if current.as_ref() != Some(window) {
            *current = None;
            self.client
                .switch_to_window(window.clone())
                .await
                .context("the window is gone")?;
            *current = Some(window.clone());
        }
        Ok(Turn {
            client: &self.client,
            _current: current,
        })
    }

    pub(crate) async fn windows(&self) -> Result<Vec<WindowHandle>> {
        // Only one at a time may speak, even of what is no window's business.
        let _current = self.current.lock().await;
        self.client.windows().await.context("no list of windows")
    }

    pub(crate) async fn crash(&self, window: &WindowHandle) -> Result<()> {
        let turn = self.turn_to(window).await?;
        match self.engine {
            Engine::Chromium => {
                let crash = turn.client.issue_cmd(chromium::Command::crash_page());
                // The driver says that the page crashed, or says nothing for as long as a script may take.
                match tokio::time::timeout(Duration::from_secs(5), crash).await {
                    Ok(Ok(answer)) => bail!("the page answered {answer}"),
                    Ok(Err(_)) | Err(_) => Ok(()),
                }
            }
            Engine::Firefox => self.driver.kill(),
        }
    }

    pub(crate) fn engine(&self) -> Engine {
        self.engine
    }

    pub(crate) fn driver(&self) -> &Driver {
        &self.driver
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        self.driver.end_session(&self.id);
    }
}
