use std::path::Path;

use anyhow::{Context, Result};
use serde_json::json;

/// `package.json`: its version is that of the workspace.
pub fn manifest(root: &Path) -> Result<String> {
    let file = root.join("Cargo.toml");
    let text = std::fs::read_to_string(&file).with_context(|| format!("no {}", file.display()))?;
    let version = version(&text)?;
    let manifest = json!({
        "name": "visavis",
        "version": version,
        "description": "Video calls in any web page: a custom element, and the call without an interface",
        "keywords": ["webrtc", "video", "call", "wasm", "custom-element"],
        "license": "MIT OR Apache-2.0",
        "type": "module",
        "main": "./visavis.js",
        "types": "./visavis.d.ts",
        "exports": {
            ".": { "types": "./visavis.d.ts", "default": "./visavis.js" },
            "./headless": { "types": "./headless.d.ts", "default": "./headless.js" },
            "./package.json": "./package.json"
        },
        // Loading the element defines it.
        "sideEffects": ["./visavis.js", "./element.js"]
    });
    serde_json::to_string_pretty(&manifest).context("no JSON")
}

/// The version of the workspace.
pub fn version(cargo_toml: &str) -> Result<String> {
    let cargo: toml::Table = cargo_toml.parse().context("Cargo.toml is not TOML")?;
    let version = cargo["workspace"]["package"]["version"].as_str();
    Ok(version.context("the workspace has no version")?.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_javascript_is_of_the_version_of_the_workspace() {
        let version = version(include_str!("../../../../Cargo.toml")).unwrap();

        let expected = format!("export const VERSION = \"{version}\";");
        assert!(include_str!("../../../../www/client.js").contains(&expected));
    }
}
