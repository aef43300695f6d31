//! Finds the browsers, network tools and servers that tests need, and installs them on Debian.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};
use nix::unistd::geteuid;

use crate::{children, programs, say};

/// The packages for tests in browsers. The fonts cover every script that a screenshot may show.
const DEBIAN_PACKAGES: [&str; 5] = [
    "chromium",
    "chromium-driver",
    "firefox-esr",
    "fonts-noto-core",
    "fonts-noto-color-emoji",
];

/// The further packages for journeys through networks.
const NETWORK_PACKAGES: [&str; 4] = ["coturn", "iproute2", "nftables", "procps"];

/// A program, under the names and in the places where systems install it.
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

/// The test server of Let's Encrypt.
const ACME_SERVER: Wanted = Wanted {
    name: "Pebble",
    programs: &["pebble"],
    usual_places: &[],
};
const TURN_CLIENT: Wanted = Wanted {
    name: "turnutils_uclient",
    programs: &["turnutils_uclient"],
    usual_places: &[],
};
const TURN_SERVER: Wanted = Wanted {
    name: "coturn",
    programs: &["turnserver"],
    usual_places: &["/usr/sbin/turnserver"],
};
const NETWORK_TOOLS: [Wanted; 4] = [
    Wanted {
        name: "ip",
        programs: &["ip"],
        usual_places: &[],
    },
    Wanted {
        name: "tc",
        programs: &["tc"],
        usual_places: &[],
    },
    Wanted {
        name: "nft",
        programs: &["nft"],
        usual_places: &[],
    },
    Wanted {
        name: "sysctl",
        programs: &["sysctl"],
        usual_places: &[],
    },
];

/// The paths of the browsers' programs.
#[derive(Debug)]
pub struct Browsers {
    /// Chromium.
    pub chromium: PathBuf,
    /// The driver of this Chromium.
    pub chromedriver: PathBuf,
    /// Firefox.
    pub firefox: PathBuf,
}

/// Finds the browsers. Installs them first if they are missing and this is root on Debian.
///
/// # Errors
///
/// A sentence that names what is missing and how to install it.
pub fn ensure() -> Result<Browsers> {
    if let Some(missing) = missing(&[CHROMIUM, CHROMEDRIVER, FIREFOX]) {
        install(&missing, &DEBIAN_PACKAGES)?;
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

/// Whether journeys through networks can run on this machine.
#[derive(Debug)]
pub enum Networks {
    /// They can; this is the path of the TURN server.
    Possible(PathBuf),
    /// They cannot; this is the reason, as the end of a sentence.
    Impossible(String),
}

/// Finds the tools for journeys through networks. Installs them first if they are missing and this is root on Debian.
///
/// # Errors
///
/// If the installation fails.
pub fn ensure_networks() -> Result<Networks> {
    if !cfg!(target_os = "linux") || !geteuid().is_root() {
        return Ok(Networks::Impossible(
            "only root on Linux can create networks".to_owned(),
        ));
    }
    let [ip, tc, nft, sysctl] = NETWORK_TOOLS;
    let wanted = [ip, tc, nft, sysctl, TURN_SERVER];
    if let Some(missing) = missing(&wanted) {
        if !is_debian() {
            return Ok(Networks::Impossible(format!("these are not on PATH: {missing}")));
        }
        install(&missing, &NETWORK_PACKAGES)?;
    }
    let name = format!("visavis-{}-probe", std::process::id());
    if children::output(Command::new("ip").args(["netns", "add", &name])).is_none() {
        let why = "root may not create networks here: CAP_NET_ADMIN and CAP_SYS_ADMIN are missing";
        return Ok(Networks::Impossible(why.to_owned()));
    }
    children::run("ip", Command::new("ip").args(["netns", "del", &name]))?;
    let turn_server = TURN_SERVER.find();
    Ok(Networks::Possible(
        turn_server.context("coturn was installed, but is not found")?,
    ))
}

/// Returns whether there is an authority for tests of certificates. Installs it first if it is missing and this is root on
/// Debian; not every release has the package.
pub fn ensure_acme_server() -> bool {
    if ACME_SERVER.find().is_none()
        && is_debian()
        && geteuid().is_root()
        && let Err(error) = install(ACME_SERVER.name, &["pebble"])
    {
        say::plainly(format_args!("{error:#}"));
    }
    ACME_SERVER.find().is_some()
}

/// Returns whether there is a client of TURN for tests of the relay. Installs it first if it is missing and this is root on
/// Debian.
pub fn ensure_turn_client() -> bool {
    if TURN_CLIENT.find().is_none()
        && is_debian()
        && geteuid().is_root()
        && let Err(error) = install(TURN_CLIENT.name, &["coturn"])
    {
        say::plainly(format_args!("{error:#}"));
    }
    TURN_CLIENT.find().is_some()
}

/// Returns the names of the programs that are not found, joined; `None` if all of them are.
fn missing(wanted: &[Wanted]) -> Option<String> {
    let names: Vec<&str> = wanted
        .iter()
        .filter(|wanted| wanted.find().is_none())
        .map(|wanted| wanted.name)
        .collect();
    (!names.is_empty()).then(|| names.join(", "))
}

fn is_debian() -> bool {
    Path::new("/etc/debian_version").exists()
}

fn install(missing: &str, packages: &[&str]) -> Result<()> {
    let list = packages.join(" ");
    if !is_debian() || !geteuid().is_root() {
        bail!(
            "tests in browsers need programs that are not on PATH: {missing}; on Debian: \
             sudo apt-get install {list}"
        );
    }
    say::plainly(format_args!(
        "Installing the Debian packages {list}, because tests need: {missing}"
    ));
    apt_get(&["update"])?;
    apt_get(
        &["install", "-y", "--no-install-recommends"]
            .iter()
            .chain(packages)
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
