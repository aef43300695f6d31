//! Embedding pages from another origin, those who open them, and copies of the package.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use tempfile::TempDir;
use visavis_journeys::{Browser, Engine, Files, Page, Person, Server, published};

/// Records every track that the page obtains from devices.
pub const NOTE_TRACKS: &str = "
    if (window.tracks) return;
    window.tracks = [];
    const devices = navigator.mediaDevices;
    const original = devices.getUserMedia.bind(devices);
    devices.getUserMedia = async (wanted) => {
        const stream = await original(wanted);
        window.tracks.push(...stream.getTracks());
        return stream;
    };";

pub const NO_TRACK_IS_LIVE: &str =
    "window.tracks.length > 0 && window.tracks.every((track) => track.readyState === 'ended')";

pub const CALL_FLOWS: &str =
    "(await connections()).some((c) => c.framesDecoded > 5 && c.audioPacketsReceived > 5)";

/// A server, the pages of another origin that embed its calls, and the browser of those who open them.
pub struct Place {
    pub server: Server,
    pub embedder: Embedder,
    pub browser: Browser,
}

impl Place {
    /// With this page as its `index.html`; see [`embedder_for`].
    pub async fn new(engine: Engine, body: &str) -> Result<Self> {
        Self::within(Browser::launch(engine).await?, body).await
    }

    /// In a browser that was launched otherwise.
    pub async fn within(browser: Browser, body: &str) -> Result<Self> {
        let server = Server::start_published(&[]).await?;
        let embedder = embedder_for(&server, body).await?;
        Ok(Self {
            server,
            embedder,
            browser,
        })
    }

    /// With the pages of `pages/faults`, on which calls of earlier versions went wrong. They are served as they are, but
    /// for the address of the server and `tracks.js`.
    pub async fn of_faults(browser: Browser) -> Result<Self> {
        const ADDRESS: &str = "127.0.0.1:8080";
        const ELEMENT: &str = "<script type=\"module\"";

        let place = Self::within(browser, "").await?;
        let pages = Path::new(env!("CARGO_MANIFEST_DIR")).join("pages/faults");
        for page in fs::read_dir(&pages).with_context(|| format!("no {}", pages.display()))? {
            let page = page?;
            let text = fs::read_to_string(page.path())?
                .replace(ADDRESS, &format!("127.0.0.1:{}", place.server.port()))
                .replacen(
                    ELEMENT,
                    &format!("<script src=\"tracks.js\"></script>{ELEMENT}"),
                    1,
                );
            place.embedder.add(&page.file_name().to_string_lossy(), &text)?;
        }
        Ok(place)
    }

    /// Adds a file for `SERVER` and `SIGNAL`, as in [`embedder_for`].
    pub fn add(&self, name: &str, text: &str) -> Result<()> {
        self.embedder.add_for(&self.server, name, text)
    }

    pub fn url(&self, path: &str) -> String {
        self.embedder.url_of(path)
    }

    pub async fn open(&self, path: &str) -> Result<Page> {
        self.browser.open(&self.url(path)).await
    }

    /// Joins from the lobby of a page.
    pub async fn join(&self, path: &str, name: &str) -> Result<Person> {
        Person::join(&self.browser, &self.url(path), "", name).await
    }

    /// Enters a room by `plain.html` of the [faults](Self::of_faults).
    pub async fn enter(&self, room: &str, name: &str) -> Result<Person> {
        let page = self
            .open(&format!("plain.html?room={room}&name={name}&autojoin"))
            .await?;
        Ok(Person::at(page, name))
    }
}

/// Serves an embedding page from another origin than the server's. `SERVER` and `SIGNAL` in its text are replaced by the
/// addresses of that server, and `tracks.js` beside it records every track that the page obtains from devices.
pub async fn embedder_for(server: &Server, body: &str) -> Result<Embedder> {
    let embedder = embedder(&with_addresses(server, body)).await?;
    embedder.add("tracks.js", &format!("(() => {{{NOTE_TRACKS}}})();"))?;
    Ok(embedder)
}

fn with_addresses(server: &Server, text: &str) -> String {
    let text = text.replace("SERVER", &server.url());
    text.replace("SIGNAL", &server.signal_url())
}

/// Serves an embedding page from another origin than the server's.
pub async fn embedder(body: &str) -> Result<Embedder> {
    let folder = tempfile::tempdir()?;
    fs::write(
        folder.path().join("index.html"),
        format!("<!doctype html>\n{body}"),
    )?;
    fs::copy(
        published()?.join("examples/iframe/embedder.js"),
        folder.path().join("embedder.js"),
    )?;
    let files = Files::serve(folder.path()).await?;
    Ok(Embedder { files, folder })
}

pub struct Embedder {
    files: Files,
    folder: TempDir,
}

impl Embedder {
    pub fn add(&self, name: &str, text: &str) -> Result<()> {
        fs::write(self.folder.path().join(name), text)?;
        Ok(())
    }

    pub fn add_for(&self, server: &Server, name: &str, text: &str) -> Result<()> {
        self.add(name, &with_addresses(server, text))
    }

    pub fn url(&self) -> String {
        self.url_of("")
    }

    pub fn url_of(&self, path: &str) -> String {
        self.files.url(path)
    }
}

pub fn copy_of_published() -> Result<TempDir> {
    let folder = tempfile::tempdir()?;
    copy(&published()?, folder.path())?;
    Ok(folder)
}

pub fn copy(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to)?;
    for entry in
        fs::read_dir(from).with_context(|| format!("no {}: run `cargo xtask package`", from.display()))?
    {
        let (path, name) = entry.map(|entry| (entry.path(), entry.file_name()))?;
        if path.is_dir() {
            copy(&path, &to.join(name))?;
        } else {
            fs::copy(&path, to.join(name))?;
        }
    }
    Ok(())
}
