//! The step that rehearses publishing every public crate to crates.io.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail, ensure};
use serde_json::Value;

use crate::{cache, children, programs, repository, rust};

/// The files that every published crate contains.
const FILES: [&str; 3] = ["README.md", "LICENSE-MIT", "LICENSE-APACHE"];

/// Packages every public crate of the workspace, checks the metadata that crates.io shows, and compiles the packaged
/// files.
pub fn publish() -> Result<()> {
    let crates = public_crates(&metadata()?)?;
    for one in &crates {
        one.check()?;
        check_files(&one.name)?;
    }
    // Packages of an earlier run can keep cargo from reading those of this run.
    let packages = repository::target()?.join("package");
    cache::clear(&packages)?;
    for (name, arguments) in [
        ("cargo publish --dry-run", &["publish", "--dry-run"][..]),
        ("cargo package", &["package"]),
    ] {
        // The working tree is checked as it is, committed or not. Cargo's own verification builds a changed crate of the
        // same version from the files that it unpacked the first time, so the packages are compiled below.
        let mut command = programs::cargo(arguments.iter().copied());
        command.args(["--no-verify", "--allow-dirty"]);
        for one in &crates {
            command.args(["--package", &one.name]);
        }
        children::run(name, &mut command)?;
    }
    let workspace = unpack(&crates, &packages)?;
    compile(&crates, &workspace)
}

/// Unpacks the packages into a workspace, in which they depend on each other.
fn unpack(crates: &[Crate], packages: &Path) -> Result<PathBuf> {
    let folder = repository::scratch("publish")?;
    cache::clear(&folder)?;
    fs::create_dir_all(&folder).with_context(|| format!("{} cannot be created", folder.display()))?;
    for one in crates {
        let mut tar = Command::new("tar");
        // `m`: with the times of the archive, cargo would take changed files for unchanged ones.
        tar.arg("-xzmf")
            .arg(packages.join(format!("{}.crate", one.folder())))
            .arg("-C")
            .arg(&folder);
        children::run(&format!("unpacking {}", one.name), &mut tar)?;
    }
    let manifest = folder.join("Cargo.toml");
    fs::write(&manifest, workspace_manifest(crates))
        .with_context(|| format!("{} cannot be written", manifest.display()))?;
    let lock = repository::root().join("Cargo.lock");
    fs::copy(&lock, folder.join("Cargo.lock"))
        .with_context(|| format!("{} cannot be copied", lock.display()))?;
    Ok(folder)
}

fn workspace_manifest(crates: &[Crate]) -> String {
    let members: Vec<_> = crates.iter().map(|one| format!("\"{}\"", one.folder())).collect();
    let patches: Vec<_> = crates
        .iter()
        .map(|one| format!("{} = {{ path = \"{}\" }}\n", one.name, one.folder()))
        .collect();
    format!(
        "[workspace]\nmembers = [{}]\nresolver = \"3\"\n\n[patch.crates-io]\n{}",
        members.join(", "),
        patches.concat()
    )
}

/// Compiles with the features that need every file of a package. The lints cover the others.
fn compile(crates: &[Crate], workspace: &Path) -> Result<()> {
    let (client, native): (Vec<_>, Vec<_>) = crates.iter().partition(|one| one.is_for_browsers);
    for (crates, target) in [(native, None), (client, Some(rust::WASM))] {
        if crates.is_empty() {
            continue;
        }
        let mut command = programs::cargo(["check"]);
        command.current_dir(workspace);
        // Dependencies are compiled once for this step and for the lints.
        command.arg("--target-dir").arg(repository::target()?);
        if let Some(target) = target {
            rust::ensure_wasm_target()?;
            command.args(["--target", target, "--features", "visavis/library"]);
        }
        for one in crates {
            command.args(["--package", &one.name]);
        }
        children::run("compiling the packages", &mut command)?;
    }
    Ok(())
}

/// A crate that is published.
#[derive(Debug, PartialEq, Eq)]
struct Crate {
    name: String,
    version: String,
    /// The fields that its `Cargo.toml` should have and does not.
    lacks: Vec<&'static str>,
    /// Whether it is empty on any other target than the browser's.
    is_for_browsers: bool,
}

impl Crate {
    /// Returns the folder in its package.
    fn folder(&self) -> String {
        format!("{}-{}", self.name, self.version)
    }

    fn check(&self) -> Result<()> {
        ensure!(
            self.lacks.is_empty(),
            "{} cannot be published: its Cargo.toml lacks {}",
            self.name,
            self.lacks.join(", ")
        );
        Ok(())
    }
}

fn metadata() -> Result<Value> {
    let mut command = programs::cargo(["metadata", "--no-deps", "--format-version", "1"]);
    let text = children::output(&mut command).context("cargo metadata did not succeed")?;
    serde_json::from_str(&text).context("cargo metadata printed no JSON")
}

/// Returns the members of the workspace without `publish = false`.
fn public_crates(metadata: &Value) -> Result<Vec<Crate>> {
    let packages = metadata["packages"]
        .as_array()
        .context("cargo metadata lists no packages")?;
    let crates: Vec<Crate> = packages
        .iter()
        // `null` is any registry, an empty list is none.
        .filter(|package| package["publish"].is_null())
        .map(public_crate)
        .collect::<Result<_>>()?;
    ensure!(!crates.is_empty(), "no crate of this workspace may be published");
    Ok(crates)
}

fn public_crate(package: &Value) -> Result<Crate> {
    let texts = ["description", "license", "repository", "homepage", "readme"];
    let lists = ["keywords", "categories"];
    let lacks = texts
        .into_iter()
        .filter(|&field| package[field].as_str().is_none_or(str::is_empty))
        .chain(
            lists
                .into_iter()
                .filter(|&field| package[field].as_array().is_none_or(Vec::is_empty)),
        );
    let text = |field: &str| {
        let value = package[field].as_str().map(str::to_owned);
        value.with_context(|| format!("cargo metadata names no {field} of a package"))
    };
    Ok(Crate {
        name: text("name")?,
        version: text("version")?,
        lacks: lacks.collect(),
        is_for_browsers: package["metadata"]["docs"]["rs"]["default-target"] == rust::WASM,
    })
}

/// Checks that a package contains all required files. The licences are symbolic links, which cargo follows; it does not
/// report a missing one.
fn check_files(name: &str) -> Result<()> {
    let mut command = programs::cargo(["package", "--list", "--allow-dirty", "--package", name]);
    let list = children::output(&mut command)
        .with_context(|| format!("cargo package --list did not succeed for {name}"))?;
    for file in FILES {
        if !list.lines().any(|line| line == file) {
            bail!("the package of {name} has no {file}");
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_crate_with_publish_false_is_left_out() {
        let metadata = json!({"packages": [package("public"), {"name": "private", "publish": []}]});

        let crates = public_crates(&metadata).unwrap();

        assert_eq!(crates, [public("public")]);
    }

    #[test]
    fn a_crate_without_a_home_page_or_keywords_is_refused() {
        let mut package = package("bare");
        package["homepage"] = Value::Null;
        package["keywords"] = json!([]);

        let refusal = public_crate(&package).unwrap().check().unwrap_err();

        assert_eq!(
            refusal.to_string(),
            "bare cannot be published: its Cargo.toml lacks homepage, keywords"
        );
    }

    #[test]
    fn what_docs_rs_builds_for_the_browser_is_built_for_it_here() {
        let mut package = package("client");
        package["metadata"] = json!({"docs": {"rs": {"default-target": rust::WASM}}});

        assert!(public_crate(&package).unwrap().is_for_browsers);
    }

    #[test]
    fn the_packages_depend_on_each_other() {
        assert_eq!(
            workspace_manifest(&[public("a"), public("b")]),
            "\
[workspace]
members = [\"a-0.1.0\", \"b-0.1.0\"]
resolver = \"3\"

[patch.crates-io]
a = { path = \"a-0.1.0\" }
b = { path = \"b-0.1.0\" }
"
        );
    }

    fn public(name: &str) -> Crate {
        Crate {
            name: name.to_owned(),
            version: "0.1.0".to_owned(),
            lacks: Vec::new(),
            is_for_browsers: false,
        }
    }

    fn package(name: &str) -> Value {
        json!({
            "name": name, "version": "0.1.0", "publish": null, "description": "d", "license": "MIT", "repository": "r", "homepage": "h",
            "readme": "README.md", "keywords": ["k"], "categories": ["c"], "metadata": null,
        })
    }
}
