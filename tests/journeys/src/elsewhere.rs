//! The page from another server than the signalling's, which goes on serving it when that one is dead.

use std::os::unix::fs::symlink;

use anyhow::{Context, Result, ensure};

use crate::environment;
use crate::files::Files;
use crate::server::Server;

/// Serves the page until it is dropped; its element is told where the signalling server is.
#[derive(Debug)]
#[must_use = "the page is served until this is dropped"]
pub struct Elsewhere(Files);

impl Elsewhere {
    /// Serves the page that calls by way of `server`.
    ///
    /// # Errors
    ///
    /// If the page was not built.
    pub async fn serve(server: &Server) -> Result<Self> {
        let dist = environment::dist()?;
        let folder = environment::temporary()?.join(format!("page-{}", server.port()));
        std::fs::create_dir_all(&folder).with_context(|| format!("{} cannot be made", folder.display()))?;
        for entry in std::fs::read_dir(&dist)
            .with_context(|| format!("no {}", dist.display()))?
            .flatten()
        {
            if entry.file_name() != "index.html" {
                symlink(entry.path(), folder.join(entry.file_name()))
                    .with_context(|| format!("no link to {}", entry.path().display()))?;
            }
        }
        let page = std::fs::read_to_string(dist.join("index.html")).context("no page")?;
        let (before, after) = page.split_once("<vis-a-vis").context("no element in the page")?;
        ensure!(!after.contains("<vis-a-vis"), "more than one element in the page");
        let page = format!("{before}<vis-a-vis server=\"{}\"{after}", server.signal_url());
        std::fs::write(folder.join("index.html"), page).context("the page cannot be written")?;
        Ok(Self(Files::serve(&folder).await?))
    }

    /// The address of the page.
    pub fn url(&self) -> String {
        self.0.url("")
    }
}
