//! Joins the style sheets of the interface, without their comments.

use std::error::Error;
use std::path::Path;
use std::{env, fs};

/// The sheets in order. Tokens come first: the others use them.
const SHEETS: [&str; 19] = [
    "tokens",
    "base",
    "controls",
    "status/status",
    "lobby/lobby",
    "screens/call",
    "bar/bar",
    "stage/stage",
    "stage/tile",
    "stage/ring",
    "screens/after",
    "panels/panels",
    "panels/devices",
    "panels/help",
    "panels/chat",
    "panels/people",
    "panels/quality",
    "bar/menu",
    "panels/log",
];

fn main() -> Result<(), Box<dyn Error>> {
    let mut style = String::new();
    for sheet in SHEETS {
        let file = format!("src/view/{sheet}.css");
        println!("cargo::rerun-if-changed={file}");
        let text = fs::read_to_string(&file).map_err(|error| format!("{file}: {error}"))?;
        for line in without_comments(&text)
            .lines()
            .map(str::trim)
            .filter(|line| !line.is_empty())
        {
            style.push_str(line);
            style.push(' ');
        }
    }
    fs::write(Path::new(&env::var("OUT_DIR")?).join("style.css"), style)?;
    Ok(())
}

fn without_comments(css: &str) -> String {
    let mut parts = css.split("/*");
    let mut kept = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        kept.push_str(part.split_once("*/").map_or("", |(_comment, rules)| rules));
    }
    kept
}
