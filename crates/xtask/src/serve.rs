//! `cargo xtask serve`: serves the page and the signalling server at one address.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use anyhow::{Result, bail};

use crate::children::{self, Group};
use crate::page::Page;
use crate::{http, programs, repository, rust, say, tools};

/// The options of the task.
#[derive(Debug, PartialEq, Eq)]
pub struct Options {
    /// The port of the page.
    pub port: u16,
    /// The port of the signalling server. The page reaches it through its own address.
    pub signal_port: u16,
    /// Whether both are built for production.
    pub is_release: bool,
}

/// Serves until a signal arrives or one of the two programs ends.
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
    // It prints its own address there, which is not the one to open.
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

/// Checks ten times a second whether both programs still run and, until they answer, whether they do.
fn watch_over(options: &Options, mut groups: [Group; 2]) -> Result<()> {
    let mut progress = Progress::Starting;
    while !children::is_interrupted() {
        for group in &mut groups {
            if let Some(status) = group.ended()?
                && !children::is_interrupted()
            {
                bail!(
                    "{} has ended ({status}), so the other program was stopped: see its last lines above",
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
    /// Trunk answers after its first attempt to build, with 404 if that failed.
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
                    "\nThe page could not be built: see above. Trunk tries again whenever a file is saved.\n",
                );
                Self::Broken
            }
            (unchanged, _) => unchanged,
        }
    }
}
