//! The steps `guards` and `journeys`, which need browsers.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use serde_json::{Value, json};

use crate::browsers::{self, Browsers, Networks};
use crate::page;
use crate::test::Options;
use crate::test::nudge::Nudges;
use crate::{children, examples, npm, package, programs, repository, rust, say, tools};

/// Runs the client's own tests, in one browser after the other.
pub fn guards() -> Result<()> {
    let browsers = browsers::ensure()?;
    rust::ensure_wasm_target()?;
    let [wasm_bindgen, geckodriver] = tools::ensure([&tools::wasm_bindgen()?, &tools::geckodriver()])?;
    let capabilities = write_capabilities(&browsers)?;
    let path = programs::path_with([&*wasm_bindgen])?;

    // Compiled only, as the library that another program in Rust uses.
    let doctests = [
        "test",
        "--package",
        "visavis",
        "--doc",
        "--no-default-features",
        "--features",
        "library",
        "--target",
        rust::WASM,
    ];
    children::run(
        "the examples in the client's documentation",
        programs::cargo(doctests).env("PATH", &path),
    )?;
    let nudges = Nudges::to_free_port()?;
    for (variable, driver) in [
        ("CHROMEDRIVER", &browsers.chromedriver),
        ("GECKODRIVER", &geckodriver),
    ] {
        let mut command = programs::cargo([
            "test",
            "--package",
            "visavis",
            "--features",
            "library",
            "--tests",
            "--target",
            rust::WASM,
        ]);
        command
            .env_remove("CHROMEDRIVER")
            .env_remove("GECKODRIVER")
            .env(variable, driver);
        command
            .env("PATH", &path)
            .env("WASM_BINDGEN_TEST_WEBDRIVER_JSON", &capabilities)
            .env("WASM_BINDGEN_TEST_ADDRESS", nudges.address().to_string())
            // In seconds, for all tests together: some wait for events that take a while.
            .env("WASM_BINDGEN_TEST_TIMEOUT", "120");
        children::run(&format!("the run with {variable}"), &mut command)?;
    }
    Ok(())
}

/// Builds the programs that the journeys start, and runs the journeys.
pub fn journeys(options: &Options) -> Result<()> {
    let filter = &options.filter;
    let browsers = browsers::ensure()?;
    rust::ensure_wasm_target()?;
    let [trunk, wasm_bindgen, geckodriver] =
        tools::ensure([&tools::trunk(), &tools::wasm_bindgen()?, &tools::geckodriver()])?;
    let path = programs::path_with([&*trunk, &*wasm_bindgen])?;

    children::run(
        "the build of the server",
        &mut programs::cargo(["build", "--package", "visavis-server"]),
    )?;
    let page = page::build(
        "test",
        page::Options {
            is_release: false,
            is_divided: false,
            features: &["--features", "test-hooks"],
        },
    )?;

    let rust_embed = examples::rust_embed(&trunk, &path)?;

    if filter.is_empty() {
        children::run(
            "the tests of the benchmarks",
            &mut programs::cargo(["test", "--package", "visavis-bench"]),
        )?;
    }
    let is_long = std::env::var_os("VISAVIS_LONG").is_some_and(|value| value == "1");
    let mut command = programs::cargo(["test", "--package", "visavis-journeys"]);
    if !is_long && filter.is_empty() {
        say::plainly(format_args!(
            "LEFT OUT: the journeys {}, which take minutes; a filter or VISAVIS_LONG=1 includes them",
            LONG.join(", ")
        ));
        command.arg("--lib").args(targets_without(&LONG)?);
    } else {
        match browsers::ensure_networks()? {
            Networks::Possible(turn_server) => {
                command.env("VISAVIS_TURNSERVER", turn_server);
            }
            Networks::Impossible(why) => {
                say::plainly(format_args!(
                    "SKIPPED: the journeys {}, because {why}",
                    LONG.join(", ")
                ));
                command.arg("--lib").args(targets_without(&LONG)?);
            }
        }
    }
    // Encoding and decoding for one journey occupies two cores; two at once take longer than one after the other.
    command.env("RUST_TEST_THREADS", "1");
    command.arg("--").args(filter).env("PATH", &path);
    if is_long {
        command.arg("--include-ignored");
    }
    command
        .env("VISAVIS_CHROMIUM", &browsers.chromium)
        .env("VISAVIS_CHROMEDRIVER", &browsers.chromedriver);
    command
        .env("VISAVIS_FIREFOX", &browsers.firefox)
        .env("VISAVIS_GECKODRIVER", &geckodriver);
    command.env(
        "VISAVIS_SERVER",
        repository::programs("debug")?.join("visavis-server"),
    );
    command.env("VISAVIS_AXE", npm::AXE.ensure()?);
    command
        .env("VISAVIS_DIST", page)
        .env("VISAVIS_PUBLISHED", published(options)?)
        .env("VISAVIS_EXAMPLE_RUST", rust_embed)
        .env("VISAVIS_EXAMPLE_VITE", examples::vite_dist())
        .env("VISAVIS_TRUNK", &trunk);
    children::run("the journeys", &mut command)
}

/// Returns the folder of the packaged page. A run of all journeys rebuilds it, so that nothing stale is tested; a run
/// of some uses whatever exists, and the journeys that need it fail with a sentence if nothing does.
fn published(options: &Options) -> Result<PathBuf> {
    if options.packages_for_journeys() {
        package::build()?;
        examples::vite()?;
    }
    Ok(repository::root().join("dist"))
}

/// Test programs that take many minutes each, or need a TURN server or networks of their own.
const LONG: [&str; 5] = ["interface", "negotiation", "network", "relay", "soak"];

/// Selects all other test programs, so that these count neither as passed nor as failed.
fn targets_without(left_out: &[&str]) -> Result<Vec<String>> {
    let folder = repository::root().join("tests/journeys/tests");
    let entries =
        std::fs::read_dir(&folder).with_context(|| format!("{} cannot be read", folder.display()))?;
    let names = entries
        .flatten()
        .filter_map(|entry| target(&entry.path()))
        .filter(|name| !left_out.contains(&name.as_str()))
        .map(|name| format!("--test={name}"));
    Ok(names.collect())
}

/// Returns the test program of a file, or of a folder with a `main.rs`; `None` for modules of other programs.
fn target(path: &Path) -> Option<String> {
    let is_program =
        path.extension().is_some_and(|extension| extension == "rs") || path.join("main.rs").is_file();
    let name = path.file_stem().filter(|_| is_program)?;
    Some(name.to_str()?.to_owned())
}

/// Adds the paths of the browsers, which differ between machines, to `webdriver.json`.
fn write_capabilities(browsers: &Browsers) -> Result<PathBuf> {
    let text = std::fs::read_to_string(repository::root().join("webdriver.json"))
        .context("webdriver.json cannot be read")?;
    let file = repository::scratch("guards")?.join("webdriver.json");
    let capabilities = with_browsers(&text, &browsers.chromium, &browsers.firefox)?;
    std::fs::write(&file, capabilities.to_string())
        .with_context(|| format!("{} cannot be written", file.display()))?;
    Ok(file)
}

fn with_browsers(text: &str, chromium: &Path, firefox: &Path) -> Result<Value> {
    let mut capabilities: Value = serde_json::from_str(text).context("webdriver.json is not JSON")?;
    capabilities["goog:chromeOptions"]["binary"] = json!(chromium);
    capabilities["moz:firefoxOptions"]["binary"] = json!(firefox);
    Ok(capabilities)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn journeys_through_networks_are_left_out_as_a_whole() {
        let chosen = targets_without(&LONG).unwrap();

        assert!(chosen.contains(&"--test=call".to_owned()));
        assert!(chosen.contains(&"--test=embedding".to_owned()), "a folder");
        let all = targets_without(&[]).unwrap();
        for name in LONG {
            let target = format!("--test={name}");
            assert!(all.contains(&target), "there is no {name}");
            assert!(!chosen.contains(&target), "{name} was chosen");
        }
        let data = chosen.iter().filter(|&one| one == "--test=data");
        assert_eq!(
            data.count(),
            1,
            "the folder of a program's modules is not a program"
        );
    }

    #[test]
    fn the_capabilities_get_the_browsers_and_keep_their_flags() {
        let text = include_str!("../../../../webdriver.json");

        let capabilities = with_browsers(text, Path::new("/c"), Path::new("/f")).unwrap();

        let flags = capabilities["goog:chromeOptions"]["args"].as_array().unwrap();
        assert!(flags.contains(&json!("--use-fake-device-for-media-stream")));
        assert_eq!(capabilities["goog:chromeOptions"]["binary"], json!("/c"));
        assert_eq!(capabilities["moz:firefoxOptions"]["binary"], json!("/f"));
    }
}
