//! `cargo xtask serve`: the page and the signalling server behind one address.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use anyhow::{Result, bail};

use crate::children::{self, Group};
use crate::page::Page;
use crate::{http, programs, repository, rust, say, tools};

/// What the command line may choose.
#[derive(Debug, PartialEq, Eq)]
pub struct Options {
    /// Where the page is.
    pub port: u16,
    /// Where the signalling server is, which the page reaches through its own address.
    pub signal_port: u16,
    /// Whether both are built as for production.
    pub is_release: bool,
}

/// Serves until a signal, or until one of the two ends.
pub fn serve(options: &Options) -> Result<()> {
    http::ensure_free(options.port, "--port")?;
    http::ensure_free(options.signal_port, "--signal-port")?;
    rust::ensure_wasm_target()?;
    let [trunk, wasm_bindgen] = tools::ensure([&tools::trunk(), &tools::wasm_bindgen()?])?;

    let profile: &[&str] = if options.is_release { &["--release"] } else { &[] };
    let build = ["build", "--package", "visavis-server"]
        .iter()
        .chain(profile)
        .copied();
    children::run("the build of the server", &mut programs::cargo(build))?;

    let server = start_server(options)?;
    let page = start_page(options, &trunk, &wasm_bindgen)?;
    watch_over(options, [server, page])
}

fn start_server(options: &Options) -> Result<Group> {
    let folder = repository::programs(if options.is_release { "release" } else { "debug" })?;
    let mut command = Command::new(folder.join("visavis-server"));
    command.args(["--listen", &format!("127.0.0.1:{}", options.signal_port)]);
    // It says there where it listens, and the address to open is another one.
    command.stdout(Stdio::null());
    Group::start("the signalling server (visavis-server)", &mut command)
}

fn start_page(options: &Options, trunk: &Path, wasm_bindgen: &Path) -> Result<Group> {
    let page = Page::configure("serve", options.signal_port)?;
    page.clear()?;
    let port = options.port.to_string();
    let mut command = page.trunk(trunk, ["serve", "--address", "127.0.0.1", "--port", &port]);
    command.env("PATH", programs::path_with([trunk, wasm_bindgen])?);
    if options.is_release {
        command.arg("--release");
    }
    Group::start("the page (trunk serve)", &mut command)
}

/// Looks ten times a second whether somebody has ended; until both answer, also whether they do.
fn watch_over(options: &Options, mut groups: [Group; 2]) -> Result<()> {
    let mut progress = Progress::Starting;
    while !children::is_interrupted() {
        for group in &mut groups {
            if let Some(status) = group.ended()?
                && !children::is_interrupted()
            {
                bail!(
                    "{} has ended ({status}), so the other one was stopped: see its last lines above",
                    group.name()
                );
            }
        }
        progress = progress.next(options);
        std::thread::sleep(Duration::from_millis(100));
    }
    drop(groups);
    say::plainly("\nStopped.");
    Ok(())
}

enum Progress {
    Starting,
    Broken,
    Open,
}

impl Progress {
    /// Trunk answers once it has tried to build: with 404 if that gave no page.
    fn next(self, options: &Options) -> Self {
        if matches!(self, Self::Open) || http::status(options.signal_port, "/healthz") != Some(200) {
            return self;
        }
        match (self, http::status(options.port, "/")) {
            (_, Some(200)) => {
                say::plainly(format_args!(
                    "\nOpen http://127.0.0.1:{}/ in two tabs. Ctrl-C stops.\n",
                    options.port
                ));
                Self::Open
            }
            (Self::Starting, Some(_)) => {
                say::plainly(
                    "\nThe page was not built: see above. It is built again when a file is saved.\n",
                );
                Self::Broken
            }
            (unchanged, _) => unchanged,
        }
    }
}
