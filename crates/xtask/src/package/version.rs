//! Gives our own pages addresses of their files that change with the content, which browsers may keep. An embedder's page
//! has the addresses without it.

use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::Path;

use anyhow::{Context, Result, ensure};

use super::{CLIENT, INTERFACE_ENTRY, LAZY_MODULES, PAGE_SCRIPTS, SHARED_BUNDLE, files};

/// The folder of the versions; the server knows it as well (`page/caching.rs`).
const FOLDER: &str = "v";

/// The pages, and what they name.
const PAGES: [&str; 2] = ["index.html", "embed.html"];
const STYLE: &str = "page.css";

/// The client of our own pages.
const CLIENT_FILES: [&str; 3] = [
    "client/visavis.js",
    "client/visavis_bg.wasm",
    "client/visavis_call.wasm",
];

/// The scripts and the style that our own pages load.
fn names() -> impl Iterator<Item = &'static str> {
    [INTERFACE_ENTRY, SHARED_BUNDLE, STYLE]
        .into_iter()
        .chain(PAGE_SCRIPTS)
        .chain(LAZY_MODULES)
}

/// Lets the pages load their files from a folder named after the content of all of them, and returns its path in `dist`.
pub fn lead_pages(dist: &Path) -> Result<String> {
    let mut hasher = DefaultHasher::new();
    for name in names().chain(CLIENT_FILES) {
        let file = dist.join(name);
        let content = fs::read(&file).with_context(|| format!("{} cannot be read", file.display()))?;
        content.hash(&mut hasher);
    }
    let version = format!("{FOLDER}/{:016x}", hasher.finish());
    for page in PAGES {
        lead(&dist.join(page), &version)?;
    }
    Ok(version)
}

/// Copies the files into that folder, with their compressed variants.
pub fn copy_files(dist: &Path, version: &str) -> Result<()> {
    let folder = dist.join(version);
    for name in names() {
        for ending in ["", ".br", ".gz"] {
            let name = format!("{name}{ending}");
            files::copy(&dist.join(&name), &folder.join(&name))?;
        }
    }
    files::copy_folder(&dist.join(CLIENT), &folder.join(CLIENT))
}

fn lead(page: &Path, version: &str) -> Result<()> {
    let text = fs::read_to_string(page).with_context(|| format!("{} cannot be read", page.display()))?;
    let text = with_version(&text, version);
    ensure!(
        text.contains(&format!("{version}/{CLIENT}/visavis_bg.wasm")),
        "{} does not load the client",
        page.display()
    );
    fs::write(page, text).with_context(|| format!("{} cannot be written", page.display()))
}

/// Returns the page with other addresses of scripts, style and client; that of the icon stays.
fn with_version(text: &str, version: &str) -> String {
    let mut text = text.replace(&format!("\"{CLIENT}/"), &format!("\"{version}/{CLIENT}/"));
    for name in names() {
        text = text.replace(&format!("\"{name}\""), &format!("\"{version}/{name}\""));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_loads_all_but_its_icon_from_the_version() {
        let page = include_str!("../../../../index.html");

        let text = with_version(&crate::page::without_links(page).unwrap(), "v/1f");

        let addresses: Vec<_> = ["href=\"", "src=\""]
            .iter()
            .flat_map(|before| text.split(before).skip(1))
            .filter_map(|rest| rest.split('"').next())
            .collect();
        let (kept, other): (Vec<_>, Vec<_>) = addresses.into_iter().partition(|one| one.starts_with("v/1f/"));
        assert_eq!(other, ["favicon.svg"]);
        assert_eq!(kept.len(), 5);
    }
}
