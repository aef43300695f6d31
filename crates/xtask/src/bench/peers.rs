//! What the benchmarks compare us with, each in its pinned version.

use std::path::PathBuf;
use std::process::Command;

use anyhow::Result;
use serde_json::{Value, json};

use crate::cargo_tool::CargoTool;
use crate::npm::{self, Package};
use crate::package::files;
use crate::{cache, children, repository, tools};

const PEERJS: Package = Package {
    name: "peerjs",
    version: "1.5.5",
    file: "peerjs/dist/peerjs.min.js",
    purpose: "to compare with",
};

const PEERJS_SERVER: Package = Package {
    name: "peer",
    version: "1.0.2",
    file: "peer/dist/bin/peerjs.js",
    purpose: "to compare with",
};

const SIMPLE_PEER: Package = Package {
    name: "simple-peer",
    version: "9.11.1",
    file: "simple-peer/simplepeer.min.js",
    purpose: "to compare with",
};

const TRYSTERO: Package = Package {
    name: "@trystero-p2p/core",
    version: "0.25.4",
    file: "@trystero-p2p/core/dist/index.mjs",
    purpose: "to compare with",
};

/// The nearest server to ours.
fn matchbox() -> CargoTool {
    CargoTool {
        crate_name: "matchbox_server",
        version: "0.15.0".to_owned(),
        programs: &["matchbox_server"],
        tells_version: false,
        profile: "release",
        arguments: &[],
        purpose: "to compare with",
    }
}

/// The installed peers.
#[derive(Debug)]
pub struct Peers {
    /// The folder with the scripts for browsers, as their projects publish them, and compressed as ours are.
    pub pages: PathBuf,
    /// The script of the server of PeerJS, for Node.js.
    pub peerjs_server: PathBuf,
    /// The program of matchbox_server.
    pub matchbox: PathBuf,
    /// The version of each.
    pub versions: Value,
}

/// Installs those that are missing.
///
/// # Errors
///
/// If one of them cannot be installed.
pub fn ensure() -> Result<Peers> {
    let pages = repository::scratch("bench/peers")?;
    cache::clear(&pages)?;
    files::copy(&PEERJS.ensure()?, &pages.join("peerjs.min.js"))?;
    files::copy(&SIMPLE_PEER.ensure()?, &pages.join("simplepeer.min.js"))?;
    // Its modules are bundled, as its users do: it publishes no bundle of its core.
    let mut bundle = Command::new(npm::ESBUILD.ensure()?);
    bundle
        .arg(TRYSTERO.ensure()?)
        .args(["--bundle", "--minify", "--format=esm", "--log-level=warning"])
        .arg(format!("--outfile={}", pages.join("trystero.min.js").display()));
    children::run("esbuild", &mut bundle)?;
    files::compress(&pages)?;
    let [matchbox_server] = tools::ensure([&matchbox()])?;
    Ok(Peers {
        pages,
        peerjs_server: PEERJS_SERVER.ensure()?,
        matchbox: matchbox_server,
        versions: versions(),
    })
}

fn versions() -> Value {
    let packages = [PEERJS, PEERJS_SERVER, SIMPLE_PEER, TRYSTERO];
    let mut versions: serde_json::Map<String, Value> = packages
        .iter()
        .map(|package| (package.name.to_owned(), json!(package.version)))
        .collect();
    versions.insert(matchbox().crate_name.to_owned(), json!(matchbox().version));
    Value::Object(versions)
}
