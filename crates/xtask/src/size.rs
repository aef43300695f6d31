//! `cargo xtask size`: what a browser has to load, and that it does not grow unnoticed.

use std::fmt::{self, Write};
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};

use crate::package::{self, Built, CLIENT, HEADLESS, LAZY_MODULES};
use crate::{repository, say};

/// By how much a build may outgrow the table before somebody has to accept it.
const TOLERANCE_PERCENT: u64 = 2;

const PREAMBLE: &str = "\
# What a browser loads

Bytes, of both builds of the client: with the interface (`visavis.js`) and without (`headless.js`). The page's icon,
its own script and its style sheet are not counted, nor the words of other languages than English; the style of the
element is inside the WebAssembly file. What is loaded when it is used first is no part of the totals: it stands below
them, file by file. Budget, as brotli makes it: 100 kB with the interface, 60 kB without.

The package is made small after it is built: the functions that the client imports get short names, and esbuild takes
out of the JavaScript what only people read. The modules in `www/` are what to read. wasm-opt is told to leave code alone
that it would only make less alike (`data-wasm-opt-params`): a larger file, but a smaller one by brotli.

`cargo xtask test package` fails where a total of brotli has grown by more than 2 %; `cargo xtask size --accept` writes
this table anew.

";

/// How large something is: as it is, as gzip 9 makes it, as brotli 11 makes it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Size {
    raw: u64,
    gzip: u64,
    brotli: u64,
}

/// Builds, and compares with `docs/size.md`, or writes it.
pub fn size(accept: bool) -> Result<()> {
    let built = package::build()?;
    let table = table(&built)?;
    say::plainly(&table);
    if accept {
        let file = repository::root().join("docs/size.md");
        return fs::write(&file, format!("{PREAMBLE}{table}"))
            .with_context(|| format!("{} cannot be written", file.display()));
    }
    hold(&table)
}

/// Prints the table of what was built.
///
/// # Errors
///
/// If it has grown.
pub fn check(built: &Built) -> Result<()> {
    let table = table(built)?;
    say::plainly(&table);
    hold(&table)
}

fn hold(table: &str) -> Result<()> {
    let accepted = fs::read_to_string(repository::root().join("docs/size.md")).context("no docs/size.md")?;
    compare(&totals(&accepted), &totals(table))
}

fn table(built: &Built) -> Result<String> {
    let mut table = "| build | part | raw | gzip 9 | brotli 11 |\n|---|---|---:|---:|---:|\n".to_owned();
    let shared = ["call.js", "sinks.js", "state.js", "messages.js", "client.js"];
    for (name, folder, entries) in [
        (
            "with the interface",
            CLIENT,
            &[
                "visavis.js",
                "element.js",
                "attributes.js",
                "strings.js",
                "tools.js",
            ][..],
        ),
        ("without", HEADLESS, &["headless.js"][..]),
    ] {
        let file = |name: &str| measure(&built.dist.join(folder).join(name));
        let mut modules = Size::default();
        for module in entries.iter().chain(&shared) {
            modules = modules + measure(&built.dist.join(module))?;
        }
        let (wasm, glue) = (file("visavis_bg.wasm")?, file("visavis.js")?);
        for (part, size) in [
            ("WebAssembly", wasm),
            ("glue", glue),
            ("modules", modules),
            ("**total**", wasm + glue + modules),
        ] {
            writeln!(table, "| {name} | {part} | {size} |")?;
        }
    }
    for module in LAZY_MODULES {
        let size = measure(&built.dist.join(module))?;
        writeln!(table, "| when used first | {module} | {size} |")?;
    }
    Ok(table)
}

fn measure(file: &Path) -> Result<Size> {
    let length = |ending: &str| {
        let mut name = file.as_os_str().to_owned();
        name.push(ending);
        let length = fs::metadata(&name).map(|metadata| metadata.len());
        length.with_context(|| format!("no {}", name.display()))
    };
    Ok(Size {
        raw: length("")?,
        gzip: length(".gz")?,
        brotli: length(".br")?,
    })
}

/// The builds of a table and the brotli of their totals.
fn totals(table: &str) -> Vec<(String, u64)> {
    table
        .lines()
        .filter_map(|line| {
            let cells: Vec<_> = line.split('|').map(str::trim).collect();
            match cells[..] {
                [_, build, "**total**", _, _, brotli, _] => Some((build.to_owned(), brotli.parse().ok()?)),
                _ => None,
            }
        })
        .collect()
}

fn compare(accepted: &[(String, u64)], measured: &[(String, u64)]) -> Result<()> {
    for (build, now) in measured {
        let before = accepted.iter().find(|(name, _)| name == build);
        let (_, before) = before.with_context(|| format!("docs/size.md has no total \"{build}\""))?;
        if now * 100 > before * (100 + TOLERANCE_PERCENT) {
            bail!(
                "the build \"{build}\" has grown from {before} to {now} bytes: make it smaller, or accept it with `cargo xtask size --accept`"
            );
        }
    }
    Ok(())
}

impl fmt::Display for Size {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { raw, gzip, brotli } = self;
        write!(formatter, "{raw} | {gzip} | {brotli}")
    }
}

impl std::ops::Add for Size {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            raw: self.raw + other.raw,
            gzip: self.gzip + other.gzip,
            brotli: self.brotli + other.brotli,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_committed_table_has_both_totals() {
        let builds = totals(include_str!("../../../docs/size.md"));

        let names: Vec<_> = builds.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["with the interface", "without"]);
    }

    #[test]
    fn two_percent_more_are_let_pass() {
        assert!(compare(&one(1_000), &one(1_020)).is_ok());
    }

    #[test]
    fn more_than_that_has_to_be_accepted() {
        let refusal = compare(&one(1_000), &one(1_021)).unwrap_err();

        assert!(refusal.to_string().contains("from 1000 to 1021"), "{refusal}");
    }

    #[test]
    fn a_build_that_the_table_lacks_is_no_pass() {
        assert!(compare(&[], &one(1)).is_err());
    }

    fn one(brotli: u64) -> Vec<(String, u64)> {
        vec![("without".to_owned(), brotli)]
    }
}
