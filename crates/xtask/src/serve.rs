//! `cargo xtask serve`: serves the page and the signalling server at one address, and builds the page again whenever a
//! file of it is saved.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use anyhow::{Result, bail};

use crate::children::{self, Group, Interrupted};
use crate::watch::Watch;
use crate::{http, page, programs, repository, rust, say};

/// The options of the task.
#[derive(Debug, PartialEq, Eq)]
pub struct Options {
    /// The port of the page and of the signalling server.
    pub port: u16,
    /// Whether both are built for production.
    pub is_release: bool,
}

/// How often the files and the server are looked at.
const INTERVAL: Duration = Duration::from_millis(100);

/// Serves until a signal arrives or the server ends.
pub fn serve(options: &Options) -> Result<()> {
    http::ensure_free(options.port, "--port")?;
    rust::ensure_wasm_target()?;
    let profile: &[&str] = if options.is_release { &["--release"] } else { &[] };
    let build = ["build", "--package", "visavis-server"]
        .iter()
        .chain(profile)
        .copied();
    children::run("the build of the server", &mut programs::cargo(build))?;

    let mut watch = Watch::start()?;
    while !build_page(options)? {
        if !wait_for_change(&mut watch) {
            return Ok(());
        }
    }
    let folder = repository::scratch(FOLDER)?.join("page");
    let mut server = start_server(options, &folder)?;
    keep_serving(options, &mut server, &mut watch)?;
    drop(server);
    say::plainly("\nStopped.");
    Ok(())
}

const FOLDER: &str = "serve";

/// Returns whether it could be built. If not, the page stays as it was.
fn build_page(options: &Options) -> Result<bool> {
    let built = page::build(
        FOLDER,
        page::Options {
            is_release: options.is_release,
            is_divided: false,
            features: &[],
        },
    );
    match built {
        Ok(_) => Ok(true),
        Err(error) if error.is::<Interrupted>() => Err(error),
        Err(error) => {
            say::plainly(format_args!(
                "\nThe page could not be built: {error:#}. It is built again when a file is saved.\n"
            ));
            Ok(false)
        }
    }
}

/// Returns whether a file has changed, rather than a signal arrived.
fn wait_for_change(watch: &mut Watch) -> bool {
    while !children::is_interrupted() {
        if watch.has_changed() {
            return true;
        }
        std::thread::sleep(INTERVAL);
    }
    false
}

fn start_server(options: &Options, page: &Path) -> Result<Group> {
    let folder = repository::programs(if options.is_release { "release" } else { "debug" })?;
    let mut command = Command::new(folder.join("visavis-server"));
    command.args(["--listen", &format!("127.0.0.1:{}", options.port)]);
    command.arg("--page").arg(page);
    // It prints its own address there, without the advice of this program.
    command.stdout(Stdio::null());
    Group::start("the server (visavis-server)", &mut command)
}

fn keep_serving(options: &Options, server: &mut Group, watch: &mut Watch) -> Result<()> {
    let mut is_open = false;
    while !children::is_interrupted() {
        if let Some(status) = server.ended()?
            && !children::is_interrupted()
        {
            bail!("{} has ended ({status}): see its last lines above", server.name());
        }
        if !is_open && http::status(options.port, "/") == Some(200) {
            is_open = true;
            say::plainly(format_args!(
                "\nOpen http://127.0.0.1:{}/ in two tabs. Ctrl-C stops.\n",
                options.port
            ));
        }
        if watch.has_changed() && build_page(options)? {
            say::plainly("Built the page again: reload it.");
        }
        std::thread::sleep(INTERVAL);
    }
    Ok(())
}
