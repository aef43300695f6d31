//! Writes `package.json` for npm.

use std::path::Path;

use anyhow::{Context, Result, ensure};

/// Text, because the order of the conditions in `exports` matters and `serde_json` sorts them: the first one that
/// applies is taken, so `types` comes before `default`. `sideEffects` names the modules that define the element when
/// they are loaded. A call needs a browser; the version in `engines` is for rendering pages on a server.
const TEMPLATE: &str = include_str!("package.json.in");

/// `package.json`. Its version, licence and addresses are those of the Cargo workspace.
///
/// # Errors
///
/// If `Cargo.toml` cannot be read or lacks one of them.
pub fn manifest(root: &Path) -> Result<String> {
    let file = root.join("Cargo.toml");
    let text =
        std::fs::read_to_string(&file).with_context(|| format!("{} cannot be read", file.display()))?;
    let cargo: toml::Table = text.parse().context("Cargo.toml is not TOML")?;
    let mut manifest = TEMPLATE.to_owned();
    for (placeholder, name) in [
        ("@VERSION@", "version"),
        ("@LICENSE@", "license"),
        ("@HOMEPAGE@", "homepage"),
        ("@REPOSITORY@", "repository"),
    ] {
        manifest = manifest.replace(placeholder, field(&cargo, name)?);
    }
    let parsed = serde_json::from_str::<serde_json::Value>(&manifest);
    ensure!(parsed.is_ok(), "package.json is not JSON:\n{manifest}");
    Ok(manifest)
}

/// Returns a field of `[workspace.package]`.
fn field<'a>(cargo: &'a toml::Table, name: &str) -> Result<&'a str> {
    cargo
        .get("workspace")
        .and_then(|workspace| workspace.get("package")?.get(name)?.as_str())
        .with_context(|| format!("Cargo.toml has no {name} in [workspace.package]"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_javascript_has_the_version_of_the_workspace() {
        let cargo = include_str!("../../../../Cargo.toml").parse().unwrap();

        let expected = format!(
            "export const VERSION = \"{}\";",
            field(&cargo, "version").unwrap()
        );
        assert!(include_str!("../../../../www/client.js").contains(&expected));
    }

    #[test]
    fn every_placeholder_is_replaced() {
        let manifest = manifest(&crate::repository::root()).unwrap();

        assert!(!manifest.contains('@'), "{manifest}");
    }
}
