//! A second server for the page, which stays up while the signalling server is down.

use std::os::unix::fs::symlink;

use anyhow::{Context, Result, ensure};

use crate::environment;
use crate::files::Files;
use crate::server::Server;

/// Serves the page until it is dropped, with the element's `server` attribute set to the signalling server.
#[derive(Debug)]
#[must_use = "the page is served until this is dropped"]
pub struct PageServer(Files);

impl PageServer {
    /// Serves the page with `server` as its signalling server.
    ///
    /// # Errors
    ///
    /// Fails if the page was not built.
    pub async fn serve(server: &Server) -> Result<Self> {
        let dist = environment::dist()?;
        let folder = environment::temporary()?.join(format!("page-{}", server.port()));
        std::fs::create_dir_all(&folder).with_context(|| format!("cannot create {}", folder.display()))?;
        for entry in std::fs::read_dir(&dist)
            .with_context(|| format!("cannot read {}", dist.display()))?
            .flatten()
        {
            if entry.file_name() != "index.html" {
                symlink(entry.path(), folder.join(entry.file_name()))
                    .with_context(|| format!("cannot link {}", entry.path().display()))?;
            }
        }
        let page = std::fs::read_to_string(dist.join("index.html")).context("no page")?;
        let (before, after) = page.split_once("<vis-a-vis").context("no element in the page")?;
        ensure!(!after.contains("<vis-a-vis"), "more than one element in the page");
        let page = format!("{before}<vis-a-vis server=\"{}\"{after}", server.signal_url());
        std::fs::write(folder.join("index.html"), page).context("cannot write the page")?;
        Ok(Self(Files::serve(&folder).await?))
    }

    /// Returns the URL of the page.
    pub fn url(&self) -> String {
        self.0.url("")
    }
}
