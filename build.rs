//! Joins the style sheets of the interface, without their comments, and gathers the text of the part that is apart.

use std::error::Error;
use std::path::Path;
use std::{env, fs};

/// The sheets in order. Tokens come first: the others use them.
const SHEETS: [&str; 12] = [
    "tokens",
    "base",
    "controls",
    "status/status",
    "lobby/lobby",
    "screens/call",
    "bar/bar",
    "stage/stage",
    "stage/tile",
    "panels/panels",
    "panels/devices",
    "panels/help",
];

/// Those of what only a call has, and what follows it.
const APART: [&str; 8] = [
    "lobby/waiting",
    "stage/ring",
    "screens/after",
    "panels/chat",
    "panels/people",
    "panels/quality",
    "bar/menu",
    "panels/log",
];

/// The markup of what only a call adds.
const MARKUP: [&str; 13] = [
    "lobby/waiting",
    "panels/chat_message",
    "panels/log_row",
    "panels/log_step",
    "panels/own_name",
    "panels/person_menu",
    "panels/person_row",
    "panels/quality_row",
    "panels/removal",
    "stage/shared_screen",
    "stage/tile",
    "status/file",
    "status/knock",
];

/// What is around the text of the part, by which `crates/bindgen` finds it.
const MARKS: [&str; 2] = ["\u{2}part\u{2}", "\u{3}part\u{3}"];

fn main() -> Result<(), Box<dyn Error>> {
    let folder = env::var("OUT_DIR")?;
    let folder = Path::new(&folder);
    fs::write(folder.join("style.css"), joined(&SHEETS)?)?;

    let mut text = format!("{}\u{1}style\n{}", MARKS[0], joined(&APART)?);
    for name in MARKUP {
        let markup = read(&format!("src/view/{name}.html"))?;
        text.push_str(&format!("\u{1}{name}\n{markup}"));
    }
    text.push('\u{1}');
    text.push_str(MARKS[1]);
    fs::write(folder.join("apart.txt"), text)?;
    Ok(())
}

fn joined(sheets: &[&str]) -> Result<String, Box<dyn Error>> {
    let mut style = String::new();
    for sheet in sheets {
        let text = read(&format!("src/view/{sheet}.css"))?;
        for line in without_comments(&text)
            .lines()
            .map(str::trim)
            .filter(|line| !line.is_empty())
        {
            style.push_str(line);
            style.push(' ');
        }
    }
    Ok(style)
}

fn read(file: &str) -> Result<String, Box<dyn Error>> {
    println!("cargo::rerun-if-changed={file}");
    Ok(fs::read_to_string(file).map_err(|error| format!("{file}: {error}"))?)
}

fn without_comments(css: &str) -> String {
    let mut parts = css.split("/*");
    let mut kept = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        kept.push_str(part.split_once("*/").map_or("", |(_comment, rules)| rules));
    }
    kept
}
