//! Configures Trunk to build or serve a page independently of other builds in the same clone. Only tests do: `page`
//! builds the page without Trunk.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};
use serde_json::{Value, json};

use crate::repository;

/// The port of the signalling server to which `Trunk.toml` forwards `/signal` and `/healthz`.
pub const SIGNAL_PORT: u16 = 8081;

/// A Trunk configuration derived from `Trunk.toml`.
#[derive(Debug)]
pub struct Trunk {
    file: PathBuf,
    dist: PathBuf,
}

impl Trunk {
    /// Writes a configuration that differs from `Trunk.toml` in the output folder and in the port of the signalling
    /// server: Trunk's command line can add a proxy, but not change one.
    ///
    /// # Errors
    ///
    /// If `Trunk.toml` cannot be read or the other one cannot be written.
    pub fn configure(name: &str, signal_port: u16) -> Result<Self> {
        Self::of(&repository::root().join("index.html"), name, signal_port)
    }

    /// Does the same for a page other than the repository's `index.html`.
    ///
    /// # Errors
    ///
    /// Those of [`Trunk::configure`].
    pub fn of(source: &Path, name: &str, signal_port: u16) -> Result<Self> {
        let root = repository::root();
        let folder = repository::scratch(name)?;
        let page = Self {
            file: folder.join("Trunk.json"),
            dist: folder.join("page"),
        };

        let toml = root.join("Trunk.toml");
        let text =
            std::fs::read_to_string(&toml).with_context(|| format!("{} cannot be read", toml.display()))?;
        let adapted = adapt(&text, &root, source, &page.dist, signal_port)?;
        std::fs::write(&page.file, adapted.to_string())
            .with_context(|| format!("{} cannot be written", page.file.display()))?;
        Ok(page)
    }

    /// Returns the output folder.
    pub fn dist(&self) -> &Path {
        &self.dist
    }

    /// Returns a command that runs Trunk with this configuration. The tools that Trunk calls must be on its PATH.
    pub fn command<'a>(&self, program: &Path, arguments: impl IntoIterator<Item = &'a str>) -> Command {
        let mut command = Command::new(program);
        command
            .args(arguments)
            .arg("--config")
            .arg(&self.file)
            .arg("--skip-version-check");
        // Otherwise Trunk prints a long backtrace for each refused connection and each compile error.
        command.env("RUST_BACKTRACE", "0");
        // Trunk 0.21 rejects `NO_COLOR=1`.
        if env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty()) {
            command.env("NO_COLOR", "true");
        }
        command
    }
}

/// Makes all paths absolute, because Trunk resolves them from the folder of its configuration.
fn adapt(text: &str, root: &Path, source: &Path, dist: &Path, signal_port: u16) -> Result<Value> {
    let ours = format!("127.0.0.1:{SIGNAL_PORT}/");
    let theirs = format!("127.0.0.1:{signal_port}/");
    let mut config: Value =
        toml::from_str(&text.replace(&ours, &theirs)).context("Trunk.toml is not TOML")?;
    config["build"]["target"] = json!(source);
    config["build"]["dist"] = json!(dist);
    for path in config["watch"]["watch"].as_array_mut().into_iter().flatten() {
        *path = json!(root.join(path.as_str().context("a path in Trunk.toml is not text")?));
    }
    Ok(config)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_repositorys_configuration_is_adapted() {
        let text = include_str!("../../../Trunk.toml");

        let config = adapt(
            text,
            Path::new("/clone"),
            Path::new("/clone/index.html"),
            Path::new("/dist"),
            9,
        )
        .unwrap();

        assert_eq!(config["build"]["target"], json!("/clone/index.html"));
        assert_eq!(config["build"]["dist"], json!("/dist"));
        assert_eq!(config["build"]["inject_scripts"], json!(false));
        assert_eq!(config["watch"]["watch"][0], json!("/clone/index.html"));
        assert_eq!(config["proxy"][0]["backend"], json!("ws://127.0.0.1:9/signal"));
        assert_eq!(config["proxy"][1]["backend"], json!("http://127.0.0.1:9/healthz"));
        assert_eq!(config["proxy"][2], Value::Null);
    }
}
