//! `cargo xtask package`: builds `dist/` and `pkg/`, and is the only place that builds and shrinks what is published.
//!
//! Trunk builds the page for production, and the client once more without its interface. `dist/` is the page with both;
//! a web server serves it, and `visavis-server` can contain it. `pkg/` is the npm package.

pub mod files;
mod imports;
mod manifest;
mod minify;

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::page::{Page, SIGNAL_PORT};
use crate::{cache, children, npm, programs, repository, rust, say, tools};

/// The modules that only the entry with the interface loads at once.
pub const INTERFACE_MODULES: [&str; 7] = [
    "visavis.js",
    "element.js",
    "waiting.js",
    "failure.js",
    "attributes.js",
    "strings.js",
    "tools.js",
];

/// The entry without the interface.
pub const HEADLESS_ENTRY: &str = "headless.js";

/// The modules that both entries load at once.
pub const SHARED_MODULES: [&str; 12] = [
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

/// Entries of the package that load no client of their own: the page around a frame has none, and that of the framework
/// is the element.
const OTHER_ENTRIES: [&str; 3] = ["frame.js", "react.js", "vue.js"];

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

/// Returns the JavaScript modules of the package, in addition to the two builds of the client.
fn modules() -> impl Iterator<Item = &'static str> {
    INTERFACE_MODULES
        .into_iter()
        .chain([HEADLESS_ENTRY])
        .chain(SHARED_MODULES)
        .chain(LAZY_MODULES)
        .chain(OTHER_ENTRIES)
}

/// The folder of the build with an interface, as `index.html` names it.
pub const CLIENT: &str = "client";
/// The folder of the build without an interface.
pub const HEADLESS: &str = "headless";

/// Returns the files that a browser loads at once, relative to `dist/`, for each of the two builds.
pub fn loaded_at_once() -> [(&'static str, Vec<String>); 2] {
    let files = |folder: &str, entry: &[&str]| {
        let client = ["visavis_bg.wasm", "visavis.js"].map(|file| format!("{folder}/{file}"));
        let modules = entry
            .iter()
            .chain(&SHARED_MODULES)
            .map(|&module| module.to_owned());
        client.into_iter().chain(modules).collect()
    };
    [
        ("with the interface", files(CLIENT, &INTERFACE_MODULES)),
        ("without", files(HEADLESS, &[HEADLESS_ENTRY])),
    ]
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
    rust::ensure_wasm_target()?;
    let [trunk, wasm_bindgen] = tools::ensure([&tools::trunk(), &tools::wasm_bindgen()?])?;
    let wasm_opt = npm::BINARYEN.ensure()?;
    let path = programs::path_with([&*trunk, &*wasm_bindgen, &*wasm_opt])?;
    let build = |page: &Page, what: &str| {
        page.clear()?;
        children::run(
            what,
            page.trunk(&trunk, ["build", "--release"]).env("PATH", &path),
        )
    };

    let page = Page::configure("package", SIGNAL_PORT)?;
    build(&page, "the build of the page")?;
    let headless = Page::of(&headless_page()?, "headless", SIGNAL_PORT)?;
    build(&headless, "the build without an interface")?;

    let root = repository::root();
    let built = Built {
        dist: root.join("dist"),
        pkg: root.join("pkg"),
    };
    // Trunk built the page into the first folder: the second build joins it there.
    files::copy_folder(&headless.dist().join(HEADLESS), &page.dist().join(HEADLESS))?;
    minify::minify(page.dist())?;
    cache::clear(&built.dist)?;
    files::copy_folder(page.dist(), &built.dist)?;
    gather(&root, &built)?;
    files::compress(&built.dist)?;
    Ok(built)
}

/// Copies the files of the package from `dist/` and the source tree to `pkg/`.
fn gather(root: &Path, built: &Built) -> Result<()> {
    let Built { dist, pkg } = built;
    cache::clear(pkg)?;
    for folder in [CLIENT, HEADLESS] {
        files::copy_folder(&dist.join(folder), &pkg.join(folder))?;
    }
    for module in modules() {
        files::copy(&dist.join(module), &pkg.join(module))?;
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

/// Writes a page that contains only the client without its interface, with the build options of `index.html`.
fn headless_page() -> Result<PathBuf> {
    let root = repository::root();
    let text = std::fs::read_to_string(root.join("index.html")).context("index.html cannot be read")?;
    let link = headless_link(&text)?;
    let file = repository::scratch("headless")?.join("index.html");
    std::fs::write(&file, format!("<!doctype html>\n{link}\n"))
        .with_context(|| format!("{} cannot be written", file.display()))?;
    Ok(file)
}

/// Returns the line of `index.html` that names the client, changed to build it without the feature `view`.
fn headless_link(text: &str) -> Result<String> {
    let line = text
        .lines()
        .find(|line| line.contains(r#"rel="rust""#))
        .context("index.html names no Rust crate")?;
    Ok(line
        .trim()
        // Relative to the folder of this page, `target/xtask/headless`: Trunk accepts no absolute path.
        .replace("Cargo.toml", "../../../Cargo.toml")
        .replace(
            &format!(r#"data-target-path="{CLIENT}""#),
            &format!(r#"data-target-path="{HEADLESS}" data-cargo-no-default-features data-cargo-features="exports""#),
        ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_headless_page_differs_in_folder_and_features_only() {
        let page = r#"
            <title>Page</title>
            <link data-trunk rel="rust" href="Cargo.toml" data-wasm-opt="z" data-target-path="client">"#;

        assert_eq!(
            headless_link(page).unwrap(),
            r#"<link data-trunk rel="rust" href="../../../Cargo.toml" data-wasm-opt="z" data-target-path="headless" data-cargo-no-default-features data-cargo-features="exports">"#
        );
    }

    #[test]
    fn the_page_of_the_repository_has_a_headless_variant() {
        let link = headless_link(include_str!("../../../index.html")).unwrap();

        assert!(
            link.contains(r#"data-target-path="headless" data-cargo-no-default-features"#),
            "{link}"
        );
    }

    #[test]
    fn the_page_copies_every_module_of_the_package() {
        let page = include_str!("../../../index.html");

        for module in modules() {
            assert!(page.contains(&format!(r#"href="www/{module}""#)), "{module}");
        }
    }
}
