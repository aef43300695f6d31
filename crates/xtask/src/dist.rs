//! `cargo xtask dist`: makes what an operator installs: an archive, and a Debian package.
//!
//! Both have the server as it is released, with the page and the package inside.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use crate::{cache, children, package, programs, repository, say, tools};

/// What is in the archive beside the program: where it is in the repository, and where in the archive.
const FILES: [(&str, &str); 12] = [
    ("packaging/visavis.toml", "visavis.toml"),
    ("packaging/systemd/visavis.service", "systemd/visavis.service"),
    ("packaging/systemd/visavis.socket", "systemd/visavis.socket"),
    ("packaging/container/Containerfile", "container/Containerfile"),
    ("packaging/container/compose.yaml", "container/compose.yaml"),
    (
        "packaging/container/compose.coturn.yaml",
        "container/compose.coturn.yaml",
    ),
    ("docs/operating.md", "docs/operating.md"),
    ("docs/monitoring/alerts.yml", "docs/monitoring/alerts.yml"),
    ("docs/monitoring/dashboard.json", "docs/monitoring/dashboard.json"),
    ("CHANGELOG.md", "CHANGELOG.md"),
    ("LICENSE-APACHE", "LICENSE-APACHE"),
    ("LICENSE-MIT", "LICENSE-MIT"),
];

/// A folder that the Containerfile copies: what the server keeps is there.
const STATE: &str = "container/state";

/// What was made.
#[derive(Debug)]
pub struct Shipped {
    /// The compressed archive; all is in one folder of its name.
    pub archive: PathBuf,
    /// The name of that folder.
    pub name: String,
    /// The Debian package; `None` where there is no `dpkg-deb` to look into it.
    pub debian: Option<PathBuf>,
}

/// Makes the archive and the Debian package, and prints their paths.
///
/// # Errors
///
/// Those of [`build`].
pub fn dist() -> Result<()> {
    let shipped = build()?;
    say::plainly(format_args!("Built {}", shipped.archive.display()));
    if let Some(debian) = shipped.debian {
        say::plainly(format_args!("Built {}", debian.display()));
    }
    Ok(())
}

/// Makes the archive and the Debian package.
///
/// # Errors
///
/// If the page or the server cannot be built, or a file cannot be written.
pub fn build() -> Result<Shipped> {
    package::build()?;
    let arguments = [
        "build",
        "--release",
        "--locked",
        "--package",
        "visavis-server",
        "--features",
        "embed",
    ];
    children::run("cargo build", &mut programs::cargo(arguments))?;
    let host = host()?;
    let name = format!("visavis-server-{}-{host}", env!("CARGO_PKG_VERSION"));
    let folder = repository::scratch("dist")?;
    cache::clear(&folder)?;
    fill(&folder.join(&name))?;
    let archive = folder.join(format!("{name}.tar.gz"));
    pack(&folder, &name, &archive)?;
    let debian = match programs::on_path(&["dpkg-deb"]) {
        Some(_) => Some(debian(&folder)?),
        None => None,
    };
    Ok(Shipped {
        archive,
        name,
        debian,
    })
}

/// Copies what belongs into the archive.
fn fill(folder: &Path) -> Result<()> {
    let root = repository::root();
    let program = repository::programs("release")?.join("visavis-server");
    copy(&program, &folder.join("visavis-server"))?;
    for (from, to) in FILES {
        copy(&root.join(from), &folder.join(to))?;
    }
    let state = folder.join(STATE);
    fs::create_dir_all(&state).with_context(|| format!("{} cannot be created", state.display()))
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    let parent = to.parent().context("a file is in a folder")?;
    fs::create_dir_all(parent).with_context(|| format!("{} cannot be created", parent.display()))?;
    fs::copy(from, to).with_context(|| format!("{} cannot be copied", from.display()))?;
    Ok(())
}

/// Packs a folder. The same files make the same bytes: they are as old as the last commit, and belong to root.
fn pack(around: &Path, name: &str, archive: &Path) -> Result<()> {
    let mut git = Command::new("git");
    git.args(["log", "-1", "--format=%ct"])
        .current_dir(repository::root());
    let time = children::output(&mut git).unwrap_or_default();
    let time = match time.trim() {
        "" => "0",
        seconds => seconds,
    };
    let mut tar = Command::new("tar");
    tar.args([
        "--create",
        "--gzip",
        "--sort=name",
        "--owner=0",
        "--group=0",
        "--numeric-owner",
    ])
    .arg(format!("--mtime=@{time}"))
    .arg("--file")
    .arg(archive)
    .arg("--directory")
    .arg(around)
    .arg(name);
    children::run("tar", &mut tar)
}

/// Makes the Debian package, of what was built.
fn debian(folder: &Path) -> Result<PathBuf> {
    let [program] = tools::ensure([&tools::cargo_deb()])?;
    let package = folder.join("visavis-server.deb");
    let mut deb = Command::new(program);
    deb.args([
        "--package",
        "visavis-server",
        "--no-build",
        "--no-strip",
        "--quiet",
        "--output",
    ])
    .arg(&package)
    .env("CARGO_TARGET_DIR", repository::target()?)
    .current_dir(repository::root());
    children::run("cargo deb", &mut deb)?;
    Ok(package)
}

fn host() -> Result<String> {
    let text = children::output(Command::new("rustc").arg("-vV")).context("rustc does not tell its host")?;
    let host = text.lines().find_map(|line| line.strip_prefix("host: "));
    Ok(host.context("rustc does not tell its host")?.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_in_the_archive_exists() {
        for (from, to) in FILES {
            assert!(repository::root().join(from).is_file(), "{from}");
            assert!(Path::new(to).is_relative(), "{to}");
        }
    }
}
