//! The step that builds what is embedded, as it is published, and checks what can be checked without a browser.

use std::process::Command;

use anyhow::Result;

use crate::{children, examples, npm, package, programs, repository, size};

/// Types, size, that a bundler can use it, and that the server's copy has the same bytes.
pub fn package() -> Result<()> {
    let mut tsc = Command::new(npm::TYPESCRIPT.ensure()?);
    tsc.arg("--project").arg(repository::root().join("www"));
    children::run("tsc", &mut tsc)?;

    let built = package::build()?;
    size::check(&built)?;
    examples::vite()?;
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
