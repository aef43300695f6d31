//! Embedding pages from another origin, and copies of the package.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use tempfile::TempDir;
use visavis_journeys::{Files, Server, published};

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
