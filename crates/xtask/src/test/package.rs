//! The step that builds the npm package, and checks all of it that needs no browser.

use std::path::Path;
use std::process::Command;

use anyhow::Result;

use crate::{children, examples, npm, package, programs, repository, size};

/// Checks the types and the size, that npm would publish the package, that bundlers can use it, that it can be imported
/// where there is no document, and that the server's copy has the same bytes.
pub fn package() -> Result<()> {
    let mut tsc = Command::new(npm::TYPESCRIPT.ensure()?);
    tsc.arg("--project").arg(repository::root().join("www"));
    children::run("tsc", &mut tsc)?;

    let built = package::build()?;
    size::check(&built)?;
    rehearse_publishing(&built.pkg)?;
    examples::vite()?;
    import_without_document(&built.pkg)?;
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

/// Does everything of `npm publish` but the upload, and checks the package as others would install it.
fn rehearse_publishing(pkg: &Path) -> Result<()> {
    children::run(
        "npm publish --dry-run",
        &mut npm::npm(pkg, ["publish", "--dry-run", "--access", "public"]),
    )?;
    children::run(
        "publint",
        Command::new(npm::PUBLINT.ensure()?).arg("--strict").arg(pkg),
    )?;
    // A page loads ES modules, so there is no CommonJS build, whose absence the other profiles report.
    children::run(
        "attw",
        Command::new(npm::ATTW.ensure()?)
            .args(["--pack", "--profile", "esm-only"])
            .arg(pkg),
    )
}

/// Imports the package the way frameworks do that render pages on a server.
fn import_without_document(pkg: &Path) -> Result<()> {
    let import = "const { join, VisAVis } = await import('./visavis.js');
        if (typeof join !== 'function' || typeof VisAVis !== 'function') process.exit(1);";
    let mut node = Command::new(npm::node()?);
    node.current_dir(pkg)
        .args(["--input-type=module", "--eval", import]);
    children::run("the import without a document", &mut node)
}
