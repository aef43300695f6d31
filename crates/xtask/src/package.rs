//! `cargo xtask package`: the one producer. Trunk builds the page as for production; from that, and from a build of the
//! same without an interface, come `dist/`, which a web server serves and `visavis-server` carries inside, and `pkg/`,
//! which npm publishes. Wasm and glue are made, and made small, nowhere else.

mod files;
mod imports;
mod manifest;
mod minify;

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::page::{Page, SIGNAL_PORT};
use crate::{children, install, npm, programs, repository, rust, say, tools};

/// What an entry of the package loads at once.
const EAGER_MODULES: [&str; 11] = [
    "visavis.js",
    "element.js",
    "attributes.js",
    "headless.js",
    "call.js",
    "sinks.js",
    "state.js",
    "messages.js",
    "client.js",
    "strings.js",
    "tools.js",
];

/// What is loaded when it is used first.
pub const LAZY_MODULES: [&str; 7] = [
    "audio.js",
    "recording.js",
    "snapshot.js",
    "report.js",
    "redaction.js",
    "taps.js",
    "pcm.js",
];

/// The JavaScript of the package beside the two builds of the client.
fn modules() -> impl Iterator<Item = &'static str> {
    EAGER_MODULES.into_iter().chain(LAZY_MODULES)
}

/// What Trunk names the build with an interface after: the folder in which `index.html` puts it.
pub const CLIENT: &str = "client";
/// The folder of the build without.
pub const HEADLESS: &str = "headless";

/// What was built.
#[derive(Debug)]
pub struct Built {
    /// The page and the package's files, to be served.
    pub dist: PathBuf,
    /// What npm publishes.
    pub pkg: PathBuf,
}

/// Builds `dist/` and `pkg/` and says so.
pub fn package() -> Result<()> {
    let built = build()?;
    say::plainly(format_args!(
        "{} to be served, {} to be published",
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
    // In the place of what Trunk made, so that there is one of everything.
    files::copy_folder(&headless.dist().join(HEADLESS), &page.dist().join(HEADLESS))?;
    minify::minify(page.dist())?;
    install::clear(&built.dist)?;
    files::copy_folder(page.dist(), &built.dist)?;
    gather(&root, &built)?;
    files::compress(&built.dist)?;
    Ok(built)
}

/// `pkg/`, out of what is in `dist/`.
fn gather(root: &Path, built: &Built) -> Result<()> {
    let Built { dist, pkg } = built;
    install::clear(pkg)?;
    for folder in [CLIENT, HEADLESS] {
        files::copy_folder(&dist.join(folder), &pkg.join(folder))?;
    }
    for module in modules() {
        files::copy(&dist.join(module), &pkg.join(module))?;
    }
    files::copy(&root.join("www/types.d.ts"), &pkg.join("visavis.d.ts"))?;
    for (from, to) in [
        ("www/package/headless.d.ts", "headless.d.ts"),
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

/// A page that has nothing but the client without its interface, built as that of `index.html` is.
fn headless_page() -> Result<PathBuf> {
    let root = repository::root();
    let text = std::fs::read_to_string(root.join("index.html")).context("no index.html")?;
    let link = headless_link(&text)?;
    let file = repository::scratch("headless")?.join("index.html");
    std::fs::write(&file, format!("<!doctype html>\n{link}\n"))
        .with_context(|| format!("{} cannot be written", file.display()))?;
    Ok(file)
}

/// The line that tells Trunk of the client, without the feature `view`.
fn headless_link(text: &str) -> Result<String> {
    let line = text
        .lines()
        .find(|line| line.contains(r#"rel="rust""#))
        .context("index.html names no Rust crate")?;
    Ok(line
        .trim()
        // From the folder of this page, `target/xtask/headless`: Trunk takes no absolute path.
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
    fn the_headless_page_is_built_as_the_page_is() {
        let link = headless_link(include_str!("../../../index.html")).unwrap();

        assert_eq!(
            link,
            r#"<link data-trunk rel="rust" href="../../../Cargo.toml" data-type="main" data-wasm-opt="z" data-wasm-opt-params="--one-caller-inline-max-function-size=20 --skip-pass=local-cse --skip-pass=simplify-locals" data-target-path="headless" data-cargo-no-default-features data-cargo-features="exports" data-cargo-profile-release="wasm">"#
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
