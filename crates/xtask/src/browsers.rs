//! The browsers of the tests, and Chromium's driver, which comes with it.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};
use nix::unistd::geteuid;

use crate::{children, programs, say};

/// What is installed where it may be: the fonts are for screenshots that show words in any script.
const DEBIAN_PACKAGES: [&str; 5] = [
    "chromium",
    "chromium-driver",
    "firefox-esr",
    "fonts-noto-core",
    "fonts-noto-color-emoji",
];

struct Wanted {
    name: &'static str,
    programs: &'static [&'static str],
    usual_places: &'static [&'static str],
}

const CHROMIUM: Wanted = Wanted {
    name: "Chromium",
    programs: &[
        "chromium",
        "chromium-browser",
        "google-chrome",
        "google-chrome-stable",
    ],
    usual_places: &["/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"],
};
const CHROMEDRIVER: Wanted = Wanted {
    name: "chromedriver (of the same version as Chromium)",
    programs: &["chromedriver"],
    usual_places: &[
        "/usr/lib/chromium-browser/chromedriver",
        "/usr/lib/chromium/chromedriver",
    ],
};
const FIREFOX: Wanted = Wanted {
    name: "Firefox",
    programs: &["firefox-esr", "firefox"],
    usual_places: &[
        "/Applications/Firefox.app/Contents/MacOS/firefox",
        "/opt/firefox/firefox",
    ],
};

/// Where they are.
#[derive(Debug)]
pub struct Browsers {
    /// The browser.
    pub chromium: PathBuf,
    /// Its driver.
    pub chromedriver: PathBuf,
    /// The browser.
    pub firefox: PathBuf,
}

/// Finds the browsers, having installed them where that is allowed.
///
/// # Errors
///
/// What is missing and how it is installed, in a sentence.
pub fn ensure() -> Result<Browsers> {
    let missing: Vec<&str> = [CHROMIUM, CHROMEDRIVER, FIREFOX]
        .iter()
        .filter(|wanted| wanted.find().is_none())
        .map(|w| w.name)
        .collect();
    if !missing.is_empty() {
        install(&missing.join(", "))?;
    }
    Ok(Browsers {
        chromium: CHROMIUM
            .find()
            .context("Chromium was installed, but is not found")?,
        chromedriver: CHROMEDRIVER
            .find()
            .context("chromedriver was installed, but is not found")?,
        firefox: FIREFOX
            .find()
            .context("Firefox was installed, but is not found")?,
    })
}

fn install(missing: &str) -> Result<()> {
    let packages = DEBIAN_PACKAGES.join(" ");
    if !Path::new("/etc/debian_version").exists() || !geteuid().is_root() {
        bail!(
            "the browser tests need what is not on PATH: {missing}; on Debian: \
             sudo apt-get install {packages}"
        );
    }
    say::plainly(format_args!(
        "Installing the Debian packages {packages}, for the browser tests: {missing}"
    ));
    apt_get(&["update"])?;
    apt_get(
        &["install", "-y", "--no-install-recommends"]
            .iter()
            .chain(&DEBIAN_PACKAGES)
            .copied()
            .collect::<Vec<_>>(),
    )
}

fn apt_get(arguments: &[&str]) -> Result<()> {
    let mut command = Command::new("apt-get");
    command
        .args(["-q"])
        .args(arguments)
        .env("DEBIAN_FRONTEND", "noninteractive");
    children::run("apt-get", &mut command)
}

impl Wanted {
    fn find(&self) -> Option<PathBuf> {
        let usual = self
            .usual_places
            .iter()
            .map(PathBuf::from)
            .find(|file| programs::is_program(file));
        programs::on_path(self.programs).or(usual)
    }
}
