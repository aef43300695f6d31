//! The step that builds what is embedded, as it is published, and checks what can be checked without a browser.

use std::path::Path;
use std::process::Command;

use anyhow::Result;

use crate::{children, examples, npm, package, programs, repository, size};

/// Types, size, that a bundler can use it, that it can be imported where there is no document, and that the server's copy
/// has the same bytes.
pub fn package() -> Result<()> {
    let mut tsc = Command::new(npm::TYPESCRIPT.ensure()?);
    tsc.arg("--project").arg(repository::root().join("www"));
    children::run("tsc", &mut tsc)?;

    let built = package::build()?;
    size::check(&built)?;
    examples::vite()?;
    is_imported_by_a_server(&built.pkg)?;
    children::run(
        "the test of the server's copy",
        &mut programs::cargo([
            "test",
            "--package",
            "visavis-server",
            "--features",
            "embed",
            "--test",
            "embedded",
        ]),
    )
}

/// Where there is no document, as frameworks do.
fn is_imported_by_a_server(pkg: &Path) -> Result<()> {
    let import = "const { join, VisAVis } = await import('./visavis.js');
        if (typeof join !== 'function' || typeof VisAVis !== 'function') process.exit(1);";
    let mut node = Command::new(npm::node()?);
    node.current_dir(pkg)
        .args(["--input-type=module", "--eval", import]);
    children::run("the import without a document", &mut node)
}
