//! The viewport of a window: size, zoom and screenshots.

use std::path::Path;

use anyhow::{Context, Result};

use super::Page;
use crate::capabilities::Engine;
use crate::{SOON, chromium, firefox};

impl Page {
    /// Resizes the viewport, in CSS pixels.
    ///
    /// # Errors
    ///
    /// Fails if the window does not take the size: Firefox allows no window narrower than 450 pixels.
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
        let current = self.session.switch_to(&self.target).await?;
        current
            .client
            .set_window_size(width + extra(0), height + extra(1))
            .await
            .context("the window does not resize")?;
        drop(current);
        let fits = format!("innerWidth === {width} && innerHeight === {height}");
        self.until(&format!("the page is {width} by {height}"), &fits, SOON)
            .await?;
        Ok(())
    }

    /// Zooms the page by a factor, as browser zoom does: the viewport gets smaller in CSS pixels.
    ///
    /// # Errors
    ///
    /// Fails if the browser does not zoom.
    pub async fn zoom(&self, times: u32) -> Result<()> {
        let size = self.eval("return [innerWidth, innerHeight]", &[]).await?;
        let current = self.session.switch_to(&self.target).await?;
        match self.session.engine() {
            Engine::Chromium => {
                let [width, height] = [0, 1].map(|side| size[side].as_u64().unwrap_or(0) / u64::from(times));
                current
                    .client
                    .issue_cmd(chromium::Command::resize(width, height, times))
                    .await?;
            }
            Engine::Firefox => firefox::zoom(current.client, times).await?,
        }
        Ok(())
    }

    /// Saves a screenshot as PNG.
    ///
    /// # Errors
    ///
    /// Fails if it cannot be taken or written.
    pub async fn screenshot(&self, file: &Path) -> Result<()> {
        let picture = self
            .session
            .switch_to(&self.target)
            .await?
            .client
            .screenshot()
            .await
            .context("cannot take a screenshot")?;
        std::fs::write(file, picture).with_context(|| format!("cannot write {}", file.display()))
    }
}
