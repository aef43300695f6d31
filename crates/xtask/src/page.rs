//! Builds a page as Trunk does, from the same `index.html`, and with the same bytes as the result: the clone needs no
//! Trunk to be built and served.

mod client;
mod links;

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::package::files;
use crate::{cache, repository, rust};
pub use client::{PART, order};
use links::Link;

/// How a page is built.
#[derive(Clone, Copy, Debug, Default)]
pub struct Options<'o> {
    /// Whether the client is built as its release, and shrunk.
    pub is_release: bool,
    /// Whether what only a call needs goes into a file of its own.
    pub is_divided: bool,
    /// Arguments for cargo that choose the client's features.
    pub features: &'o [&'o str],
}

/// Builds the page of this repository, into a folder of the task `name`, and returns that folder.
///
/// # Errors
///
/// If the client does not compile, or a file is missing. What was built before stays as it was.
pub fn build(name: &str, options: Options<'_>) -> Result<PathBuf> {
    rust::ensure_wasm_target()?;
    let folder = repository::scratch(name)?;
    let (dist, staging) = (folder.join("page"), folder.join("staging"));
    cache::clear(&staging)?;
    let root = repository::root();
    let text = source()?;
    for link in links::of(&text)? {
        match link.required("rel")? {
            "rust" => client::build(&link, options, &target(&link, &staging)?)?,
            "copy-file" => {
                let file = root.join(link.required("href")?);
                files::copy(&file, &staging.join(name_of(&file)?))?;
            }
            "copy-dir" => files::copy_folder(&root.join(link.required("href")?), &target(&link, &staging)?)?,
            other => bail!("index.html has a link for Trunk of the kind {other}, which only Trunk knows"),
        }
    }
    write(&staging.join("index.html"), &without_links(&text)?)?;
    cache::clear(&dist)?;
    fs::rename(&staging, &dist).with_context(|| format!("{} cannot be renamed", staging.display()))?;
    Ok(dist)
}

/// Builds the client alone, as `index.html` says but for its features, and puts it into `folder`.
///
/// # Errors
///
/// If it does not compile.
pub fn build_client(options: Options<'_>, folder: &Path) -> Result<()> {
    rust::ensure_wasm_target()?;
    let text = source()?;
    let all = links::of(&text)?;
    let client = all.iter().find(|link| link.attribute("rel") == Some("rust"));
    client::build(client.context("index.html names no Rust crate")?, options, folder)
}

/// Returns the text of a page without its links for Trunk, which mean nothing to a browser. Trunk leaves that to the crate
/// where it injects no scripts.
///
/// # Errors
///
/// If one of them does not end.
pub fn without_links(text: &str) -> Result<String> {
    links::without(text)
}

fn source() -> Result<String> {
    fs::read_to_string(repository::root().join("index.html")).context("index.html cannot be read")
}

/// Returns the folder that a link goes into.
fn target(link: &Link<'_>, dist: &Path) -> Result<PathBuf> {
    match link.attribute("data-target-path") {
        Some(path) => Ok(dist.join(path)),
        None => Ok(dist.join(name_of(Path::new(link.required("href")?))?)),
    }
}

fn name_of(file: &Path) -> Result<&std::ffi::OsStr> {
    file.file_name()
        .with_context(|| format!("{} has no name", file.display()))
}

fn write(file: &Path, text: &str) -> Result<()> {
    fs::write(file, text).with_context(|| format!("{} cannot be written", file.display()))
}
