//! `cargo xtask package`: builds `dist/` and `pkg/`, and is the only place that builds and shrinks what is published.
//!
//! The page is built for production, and the client once more without its interface. `dist/` is the page with both; a
//! web server serves it, and `visavis-server` can contain it. `pkg/` is the npm package.

pub mod files;
mod imports;
mod manifest;
mod minify;
mod version;

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};

use crate::page::{self, Options};
use crate::{cache, repository, say};

/// The entry with the interface.
const INTERFACE_ENTRY: &str = "visavis.js";

/// The entry without the interface.
const HEADLESS_ENTRY: &str = "headless.js";

/// The bundle of what both entries load at once, so that a page may load both.
const SHARED_BUNDLE: &str = "visavis-shared.js";

/// The modules in it.
const SHARED_MODULES: [&str; 12] = [
    "call.js",
    "join.js",
    "given.js",
    "settings.js",
    "verbs.js",
    "constraints.js",
    "values.js",
    "sinks.js",
    "state.js",
    "messages.js",
    "client.js",
    "place.js",
];

/// The modules that the other bundles contain, each whatever it imports of them.
const BUNDLED_MODULES: [&str; 8] = [
    "element.js",
    "waiting.js",
    "failure.js",
    "attributes.js",
    "strings.js",
    "tools.js",
    "language.js",
    "servers.js",
];

/// The modules loaded on first use.
pub const LAZY_MODULES: [&str; 10] = [
    "announcer.js",
    "audio.js",
    "canvas.js",
    "files.js",
    "recording.js",
    "snapshot.js",
    "report.js",
    "redaction.js",
    "taps.js",
    "pcm.js",
];

/// The entry of the page around a frame, where there is no client: it stands alone.
const FRAME_ENTRY: &str = "frame.js";

/// Those of the frameworks are the element.
const FRAMEWORK_ENTRIES: [&str; 2] = ["react.js", "vue.js"];

/// The scripts of our own pages, which are not part of the npm package.
const PAGE_SCRIPTS: [&str; 2] = ["page.js", "embed.js"];

/// The types that `www/types.d.ts` exports, which is `visavis.d.ts` in the package.
const TYPES: [&str; 7] = [
    "events.d.ts",
    "framed.d.ts",
    "interface.d.ts",
    "methods.d.ts",
    "options.d.ts",
    "requests.d.ts",
    "vis-a-vis.d.ts",
];

/// Returns the JavaScript files of the npm package, in addition to the two builds of the client.
fn scripts() -> impl Iterator<Item = &'static str> {
    [INTERFACE_ENTRY, HEADLESS_ENTRY, SHARED_BUNDLE, FRAME_ENTRY]
        .into_iter()
        .chain(LAZY_MODULES)
        .chain(FRAMEWORK_ENTRIES)
}

/// Returns the modules of `www/` that the bundles are made of.
#[cfg(test)]
fn modules() -> impl Iterator<Item = &'static str> {
    let scripts = scripts().filter(|&script| script != SHARED_BUNDLE);
    scripts
        .chain(PAGE_SCRIPTS)
        .chain(SHARED_MODULES)
        .chain(BUNDLED_MODULES)
}

/// The folder of the build with an interface, as `index.html` names it.
pub const CLIENT: &str = "client";
/// The folder of the build without an interface.
pub const HEADLESS: &str = "headless";

/// The builds of the client: their names in tables, their folders, and their entries.
pub const BUILDS: [(&str, &str, &str); 2] = [
    ("with the interface", CLIENT, INTERFACE_ENTRY),
    ("without", HEADLESS, HEADLESS_ENTRY),
];

/// Returns the scripts that an entry loads at once.
pub fn entry_scripts(entry: &str) -> [&str; 2] {
    [entry, SHARED_BUNDLE]
}

/// Returns the files that a browser loads at once, relative to `dist/`, for each of the two builds.
pub fn loaded_at_once() -> [(&'static str, Vec<String>); 2] {
    BUILDS.map(|(name, folder, entry)| {
        let client = ["visavis_bg.wasm", "visavis.js"].map(|file| format!("{folder}/{file}"));
        let scripts = entry_scripts(entry).map(str::to_owned);
        (name, client.into_iter().chain(scripts).collect())
    })
}

/// The folders that were built.
#[derive(Debug)]
pub struct Built {
    /// The page together with the files of the package, ready to be served.
    pub dist: PathBuf,
    /// The npm package.
    pub pkg: PathBuf,
}

/// Builds `dist/` and `pkg/`, and prints their paths.
pub fn package() -> Result<()> {
    let built = build()?;
    say::plainly(format_args!(
        "Built the page in {} and the npm package in {}",
        built.dist.display(),
        built.pkg.display()
    ));
    Ok(())
}

/// Builds `dist/` and `pkg/`.
pub fn build() -> Result<Built> {
    let whole = Options {
        is_release: true,
        is_divided: true,
        features: &[],
    };
    let page = page::build("package", whole)?;
    let headless = Options {
        is_release: true,
        is_divided: true,
        features: &["--no-default-features", "--features", "exports"],
    };
    page::build_client(headless, &page.join(HEADLESS))?;

    say_divided(&page.join("client.js"))?;

    let root = repository::root();
    let built = Built {
        dist: root.join("dist"),
        pkg: root.join("pkg"),
    };
    minify::minify(&page)?;
    for name in ["index.html", "embed.html"] {
        preload_shared(&page.join(name))?;
    }
    cache::clear(&built.dist)?;
    files::copy_folder(&page, &built.dist)?;
    gather(&root, &built)?;
    let version = version::lead_pages(&built.dist)?;
    files::compress(&built.dist)?;
    version::copy_files(&built.dist, &version)?;
    Ok(built)
}

/// Lets the JavaScript expect what only a call needs in a file of its own.
fn say_divided(module: &Path) -> Result<()> {
    let text =
        std::fs::read_to_string(module).with_context(|| format!("{} cannot be read", module.display()))?;
    let (whole, divided) = ("const IS_DIVIDED = false;", "const IS_DIVIDED = true;");
    ensure!(text.contains(whole), "{} does not say {whole}", module.display());
    std::fs::write(module, text.replacen(whole, divided, 1))
        .with_context(|| format!("{} cannot be written", module.display()))
}

/// Adds the bundle that both entries share to what a page loads at once: it does not exist before.
fn preload_shared(page: &Path) -> Result<()> {
    let text = std::fs::read_to_string(page).with_context(|| format!("{} cannot be read", page.display()))?;
    let glue = r#"<link rel="modulepreload" href="client/visavis.js">"#;
    ensure!(
        text.contains(glue),
        "{} does not preload the client",
        page.display()
    );
    let both = format!("<link rel=\"modulepreload\" href=\"{SHARED_BUNDLE}\">\n  {glue}");
    std::fs::write(page, text.replacen(glue, &both, 1))
        .with_context(|| format!("{} cannot be written", page.display()))
}

/// Copies the files of the package from `dist/` and the source tree to `pkg/`.
fn gather(root: &Path, built: &Built) -> Result<()> {
    let Built { dist, pkg } = built;
    cache::clear(pkg)?;
    for folder in [CLIENT, HEADLESS] {
        files::copy_folder(&dist.join(folder), &pkg.join(folder))?;
    }
    for script in scripts() {
        files::copy(&dist.join(script), &pkg.join(script))?;
    }
    files::copy(&root.join("www/types.d.ts"), &pkg.join("visavis.d.ts"))?;
    for types in TYPES {
        files::copy(&root.join("www").join(types), &pkg.join(types))?;
    }
    for (from, to) in [
        ("www/package/headless.d.ts", "headless.d.ts"),
        ("www/package/frame.d.ts", "frame.d.ts"),
        ("www/package/react.d.ts", "react.d.ts"),
        ("www/package/vue.d.ts", "vue.d.ts"),
        ("www/package/README.md", "README.md"),
        ("LICENSE-MIT", "LICENSE-MIT"),
        ("LICENSE-APACHE", "LICENSE-APACHE"),
        ("src/view/icons/LICENSE", "LICENSE-ICONS"),
    ] {
        files::copy(&root.join(from), &pkg.join(to))?;
    }
    let manifest = manifest::manifest(root)?;
    let file = pkg.join("package.json");
    std::fs::write(&file, manifest).with_context(|| format!("{} cannot be written", file.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_copies_every_module_of_the_bundles() {
        let page = include_str!("../../../index.html");

        for module in modules() {
            assert!(page.contains(&format!(r#"href="www/{module}""#)), "{module}");
        }
    }
}
