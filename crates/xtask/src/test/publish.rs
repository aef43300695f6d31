//! The step that rehearses publishing every public crate to crates.io.

use std::collections::BTreeSet;

use anyhow::{Context, Result, bail, ensure};
use serde_json::Value;

use crate::{children, programs, rust};

/// The files that every published crate contains.
const FILES: [&str; 3] = ["README.md", "LICENSE-MIT", "LICENSE-APACHE"];

/// Packages every public crate of the workspace, checks the metadata that crates.io shows, and builds the crate from the
/// packaged files alone.
pub fn publish() -> Result<()> {
    let crates = public_crates(&metadata()?)?;
    for one in &crates {
        one.check()?;
        check_files(&one.name)?;
    }

    let (client, native): (Vec<_>, Vec<_>) = crates.iter().partition(|one| one.is_for_browsers);
    rehearse(&native, &crates, &[])?;
    if !client.is_empty() {
        rust::ensure_wasm_target()?;
        // With the default features, which need every file of the crate; the lints build it without.
        rehearse(&client, &crates, &["--target", rust::WASM])?;
    }
    Ok(())
}

/// A crate that is published.
#[derive(Debug, PartialEq, Eq)]
struct Crate {
    name: String,
    /// The fields that its `Cargo.toml` should have and does not.
    lacks: Vec<&'static str>,
    /// Whether it is empty on any other target than the browser's.
    is_for_browsers: bool,
    /// The crates of this workspace that it depends on.
    dependencies: Vec<String>,
}

impl Crate {
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

/// The members of the workspace without `publish = false`.
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
    let dependencies = package["dependencies"]
        .as_array()
        .into_iter()
        .flatten()
        .filter(|dependency| dependency["path"].is_string())
        .filter_map(|dependency| dependency["name"].as_str().map(str::to_owned));
    Ok(Crate {
        name: package["name"]
            .as_str()
            .context("a package without a name")?
            .to_owned(),
        lacks: lacks.collect(),
        is_for_browsers: package["metadata"]["docs"]["rs"]["default-target"] == rust::WASM,
        dependencies: dependencies.collect(),
    })
}

/// The licences are symbolic links, which cargo follows. It does not complain about a missing one.
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

/// Does everything of `cargo publish` but the upload, for these crates and for their dependencies in this workspace,
/// which the registry may not have yet.
fn rehearse(crates: &[&Crate], all: &[Crate], arguments: &[&str]) -> Result<()> {
    // The working tree is checked as it is, committed or not.
    let mut command = programs::cargo(["publish", "--dry-run", "--allow-dirty"]);
    for name in with_dependencies(crates, all) {
        command.args(["--package", name]);
    }
    children::run("cargo publish --dry-run", command.args(arguments))
}

fn with_dependencies<'a>(crates: &[&'a Crate], all: &'a [Crate]) -> BTreeSet<&'a str> {
    let mut names = BTreeSet::new();
    let mut open: Vec<&Crate> = crates.to_vec();
    while let Some(one) = open.pop() {
        if names.insert(&*one.name) {
            open.extend(all.iter().filter(|other| one.dependencies.contains(&other.name)));
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_crate_with_publish_false_is_left_out() {
        let metadata = json!({"packages": [package("public"), {"name": "private", "publish": []}]});

        let crates = public_crates(&metadata).unwrap();

        assert_eq!(crates, [public("public", &[])]);
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
    fn a_crate_goes_with_all_that_it_depends_on() {
        let all = [
            public("a", &["b"]),
            public("b", &["c"]),
            public("c", &[]),
            public("d", &["c"]),
        ];

        let names = with_dependencies(&[&all[0]], &all);

        assert_eq!(Vec::from_iter(names), ["a", "b", "c"]);
    }

    fn public(name: &str, dependencies: &[&str]) -> Crate {
        Crate {
            name: name.to_owned(),
            lacks: Vec::new(),
            is_for_browsers: false,
            dependencies: dependencies.iter().map(|&name| name.to_owned()).collect(),
        }
    }

    fn package(name: &str) -> Value {
        json!({
            "name": name, "publish": null, "description": "d", "license": "MIT", "repository": "r", "homepage": "h",
            "readme": "README.md", "keywords": ["k"], "categories": ["c"], "metadata": null,
            "dependencies": [{"name": "serde", "path": null}],
        })
    }
}
