//! A browser driven over WebDriver, and its windows.

use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use fantoccini::wd::{TimeoutConfiguration, WindowHandle};
use fantoccini::{Client, ClientBuilder};
use serde_json::{Map, Value};
use tokio::sync::{Mutex, MutexGuard};

use crate::capabilities::{Engine, Launch};
use crate::driver::Driver;
use crate::namespace::Namespace;
use crate::page::Page;
use crate::{chromium, firefox};

/// The WebDriver script timeout; a script that runs for longer is considered hung.
const SCRIPT_TIMEOUT: Duration = Duration::from_secs(60);

/// A browser; dropping it closes it, with all its pages.
#[derive(Debug)]
#[must_use = "the browser closes when it is dropped"]
pub struct Browser {
    session: Arc<Session>,
    /// A script to run before the scripts of each document.
    script: Option<&'static str>,
}

/// A WebDriver session. Commands go to the current window, so the lock on it serialises them.
#[derive(Debug)]
pub(crate) struct Session {
    engine: Engine,
    driver: Driver,
    id: String,
    client: Client,
    current: Mutex<Option<Target>>,
}

/// The document that commands go to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Target {
    pub(crate) window: WindowHandle,
    /// The document is that of the first frame in the window, of whatever origin.
    pub(crate) is_framed: bool,
}

/// Exclusive use of the session, switched to a document.
pub(crate) struct Current<'s> {
    pub(crate) client: &'s Client,
    _current: MutexGuard<'s, Option<Target>>,
}

impl Browser {
    /// Launches a browser with a fake camera and microphone; see [`Launch`] for other options.
    ///
    /// # Errors
    ///
    /// Fails if the browser or its driver does not start.
    pub async fn launch(engine: Engine) -> Result<Self> {
        Launch::new(engine).start().await
    }

    /// Launches Chromium and Firefox, each with a fake camera and microphone.
    ///
    /// # Errors
    ///
    /// Fails if one of them does not start.
    pub async fn launch_both() -> Result<(Self, Self)> {
        tokio::try_join!(Self::launch(Engine::Chromium), Self::launch(Engine::Firefox))
    }

    /// Trusts an authority, whose certificate is given in PEM. Only Firefox needs that: Chromium has a flag.
    ///
    /// # Errors
    ///
    /// Fails if the browser does not take the certificate.
    pub async fn trust(&self, authority: &str) -> Result<()> {
        match self.session.engine() {
            Engine::Chromium => Ok(()),
            Engine::Firefox => firefox::trust(&self.session.client, authority).await,
        }
    }

    pub(crate) async fn start(
        engine: Engine,
        capabilities: Map<String, Value>,
        script: Option<&'static str>,
        namespace: Option<&Namespace>,
    ) -> Result<Self> {
        let driver = Driver::start(engine, namespace).await?;
        let client = ClientBuilder::new(driver.connector())
            .capabilities(capabilities)
            .connect(&driver.url())
            .await
            .with_context(|| format!("{engine:?} does not start"))?;
        // Our `Drop` ends the session, not that of the client.
        client.persist().await?;
        let id = client.session_id().await?.context("the session has no id")?;
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

    /// Returns the browser's engine.
    pub fn engine(&self) -> Engine {
        self.session.engine
    }

    /// Opens a URL in a new window and waits until the page is loaded.
    ///
    /// # Errors
    ///
    /// Fails if the page does not load.
    pub async fn open(&self, url: &str) -> Result<Page> {
        let target = {
            let mut current = self.session.current.lock().await;
            // A window can only be opened from an existing one, and the current one may have been closed.
            let client = &self.session.client;
            let windows = client.windows().await.context("cannot list the windows")?;
            let any = windows.into_iter().next().context("no window is left")?;
            *current = None;
            client.switch_to_window(any).await.context("the window is gone")?;
            let window = client
                .new_window(false)
                .await
                .context("cannot open a window")?
                .handle;
            // `new_window` does not switch to the window.
            *current = None;
            Target {
                window,
                is_framed: false,
            }
        };
        if let Some(script) = self.script {
            let current = self.session.switch_to(&target).await?;
            current
                .client
                .issue_cmd(chromium::Command::preload(script))
                .await
                .context("cannot preload the script")?;
        }
        let page = Page::new(Arc::clone(&self.session), target);
        page.go(url).await?;
        Ok(page)
    }
}

impl Session {
    /// Waits for exclusive use of the session and switches to `target`.
    pub(crate) async fn switch_to(&self, target: &Target) -> Result<Current<'_>> {
        let mut current = self.current.lock().await;
        if current.as_ref() != Some(target) {
            *current = None;
            self.client
                .switch_to_window(target.window.clone())
                .await
                .context("the window is gone")?;
            if target.is_framed {
                self.client.enter_frame(0).await.context("there is no frame")?;
            }
            *current = Some(target.clone());
        }
        Ok(Current {
            client: &self.client,
            _current: current,
        })
    }

    pub(crate) async fn windows(&self) -> Result<Vec<WindowHandle>> {
        // The driver takes one command at a time, even one that concerns no window.
        let _current = self.current.lock().await;
        self.client.windows().await.context("cannot list the windows")
    }

    pub(crate) async fn crash(&self, target: &Target) -> Result<()> {
        let current = self.switch_to(target).await?;
        match self.engine {
            Engine::Chromium => {
                let crash = current.client.issue_cmd(chromium::Command::crash_page());
                // The driver reports an error, or does not answer before the script timeout.
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
