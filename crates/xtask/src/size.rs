//! `cargo xtask size`: measures what a browser loads, and fails if it has grown.

use std::fmt::{self, Write};
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};

use crate::package::{self, BUILDS, Built, LAZY_MODULES};
use crate::{page, repository, say};

/// How much a build may grow beyond the table before somebody has to accept it.
const TOLERANCE_PERCENT: u64 = 2;

/// The most that each total may be, compressed with brotli. One that is larger still may only shrink to it.
const BUDGETS: [(&str, u64); 2] = [("with the interface", 188_000), ("without", 116_000)];

const PREAMBLE: &str = "\
# What a browser loads

Sizes in bytes of both builds of the client: with the interface (`visavis.js`) and without (`headless.js`). Not counted
are the page's icon, script and style sheet, and the words of languages other than English. Whatever is loaded on first
use is not part of the totals: it is listed below them. `visavis_call.wasm` is what only a call needs, the negotiation above
all: it arrives while the person looks at the lobby, or together with the rest where a call begins at once. The element's
style is inside the WebAssembly files.

Budgets, compressed with brotli: 188 kB with the interface, 116 kB without. A total that is within its budget stays there,
whatever has been accepted.

The package is shrunk after it is built: functions that look alike are put beside each other (`crates/bindgen`), the
functions that the client imports get short names, and esbuild makes one file of each entry and one of what both share;
the readable modules are in `www/`. `data-wasm-opt-params` disables passes of wasm-opt that make the
code less repetitive: the file gets larger, but compresses better.

`cargo xtask test package` fails if a brotli total has grown by more than 2 %; `cargo xtask size --accept` updates this
table.

";

/// A size in bytes: uncompressed, with gzip 9, and with brotli 11.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Size {
    raw: u64,
    gzip: u64,
    brotli: u64,
}

/// Builds the package, and compares its size with `docs/size.md` or, to accept it, updates that file.
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

/// Prints the sizes of a package.
///
/// # Errors
///
/// If it has grown too much since the sizes were accepted.
pub fn check(built: &Built) -> Result<()> {
    let table = table(built)?;
    say::plainly(&table);
    hold(&table)
}

fn hold(table: &str) -> Result<()> {
    let accepted =
        fs::read_to_string(repository::root().join("docs/size.md")).context("docs/size.md cannot be read")?;
    compare(&totals(&accepted), &totals(table))
}

fn table(built: &Built) -> Result<String> {
    let mut table = "| build | part | raw | gzip 9 | brotli 11 |\n|---|---|---:|---:|---:|\n".to_owned();
    for (name, folder, entry) in BUILDS {
        let file = |name: &str| measure(&built.dist.join(folder).join(name));
        let mut modules = Size::default();
        for module in package::entry_scripts(entry) {
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
        let part = file(page::PART)?;
        writeln!(table, "| {name}, in a call | {} | {part} |", page::PART)?;
        let all = wasm + glue + modules + part;
        writeln!(table, "| {name}, in a call | **total** | {all} |")?;
    }
    let mut later = Size::default();
    for file in LAZY_MODULES {
        let size = measure(&built.dist.join(file))?;
        later = later + size;
        writeln!(table, "| when used first | {file} | {size} |")?;
    }
    writeln!(table, "| when used first | **total** | {later} |")?;
    Ok(table)
}

fn measure(file: &Path) -> Result<Size> {
    let length = |ending: &str| {
        let mut name = file.as_os_str().to_owned();
        name.push(ending);
        let length = fs::metadata(&name).map(|metadata| metadata.len());
        length.with_context(|| format!("{} is missing", name.display()))
    };
    Ok(Size {
        raw: length("")?,
        gzip: length(".gz")?,
        brotli: length(".br")?,
    })
}

/// Returns the names of the builds in a table, with their total brotli sizes.
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
        let budget = BUDGETS.iter().find(|(name, _)| name == build);
        if let Some((_, budget)) = budget
            && before <= budget
            && now > budget
        {
            bail!(
                "the build \"{build}\" has grown from {before} to {now} bytes, over its budget of {budget}: make it smaller"
            );
        }
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
    fn the_committed_table_has_all_totals() {
        let builds = totals(include_str!("../../../docs/size.md"));

        let names: Vec<_> = builds.iter().map(|(name, _)| name.as_str()).collect();
        let expected = [
            "with the interface",
            "with the interface, in a call",
            "without",
            "without, in a call",
            "when used first",
        ];
        assert_eq!(names, expected);
    }

    #[test]
    fn growth_of_two_percent_passes() {
        assert!(compare(&one(1_000), &one(1_020)).is_ok());
    }

    #[test]
    fn further_growth_has_to_be_accepted() {
        let refusal = compare(&one(1_000), &one(1_021)).unwrap_err();

        assert!(refusal.to_string().contains("from 1000 to 1021"), "{refusal}");
    }

    #[test]
    fn no_total_passes_its_budget_again() {
        let refusal = compare(&one(115_900), &one(116_100)).unwrap_err();

        assert!(
            refusal.to_string().contains("over its budget of 116000"),
            "{refusal}"
        );
        assert!(compare(&one(115_900), &one(116_000)).is_ok());
        assert!(compare(&one(116_100), &one(116_200)).is_ok());
    }

    #[test]
    fn a_build_missing_from_the_table_fails() {
        assert!(compare(&[], &one(1)).is_err());
    }

    fn one(brotli: u64) -> Vec<(String, u64)> {
        vec![("without".to_owned(), brotli)]
    }
}
