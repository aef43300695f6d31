//! Writes tables into the guide for operators.

use std::fmt::Write;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

use super::{attacks, number, of_condition, provenance};
use crate::results::{Results, Series};
use crate::samples::median;

/// Writes one table of all attacks; what was measured against another server is not in it.
///
/// # Errors
///
/// If the guide cannot be read or written, or lacks the marks.
pub fn write_attacks(docs: &Path, runs: &[Results]) -> Result<()> {
    let mut text = String::from("\n");
    let series: Vec<&Series> = runs.iter().flat_map(|run| of_condition(run, "Attacks")).collect();
    attacks::table(&mut text, &series)?;
    writeln!(text)?;
    for run in runs {
        provenance(&mut text, run)?;
    }
    put(docs, "attacks", &text)
}

/// Writes what HTTPS costs: the medians of the last run.
///
/// # Errors
///
/// If the guide cannot be read or written, or lacks the marks.
pub fn write_tls(docs: &Path, runs: &[Results]) -> Result<()> {
    let Some(run) = runs.last() else {
        return Ok(());
    };
    let mut text = String::from("\n| with HTTPS | |\n|---|---|\n");
    for Series { metric, samples, .. } in &run.series {
        let middle = median(samples).context("a series without samples")?;
        writeln!(text, "| {metric} | {} |", number(middle))?;
    }
    writeln!(text)?;
    provenance(&mut text, run)?;
    put(docs, "tls", &text)
}

/// Writes a text between the two marks of that name.
fn put(docs: &Path, name: &str, text: &str) -> Result<()> {
    let file = docs.join("operating.md");
    let guide = fs::read_to_string(&file).with_context(|| format!("cannot read {}", file.display()))?;
    let guide = replaced(&guide, name, text);
    let guide = guide.with_context(|| format!("{} has no marks of {name}", file.display()))?;
    fs::write(&file, guide).with_context(|| format!("cannot write {}", file.display()))
}

/// Returns a document with this text between the marks; `None` if it has none.
fn replaced(document: &str, name: &str, text: &str) -> Option<String> {
    let begin = format!("<!-- {name}: `cargo xtask bench report` writes this -->\n");
    let end = format!("<!-- end of {name} -->\n");
    let (before, rest) = document.split_once(&begin)?;
    let (_, after) = rest.split_once(&end)?;
    Some([before, &begin, text, &end, after].concat())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_text_between_the_marks_is_replaced_and_nothing_else() {
        let document = |text: &str| {
            format!("a\n<!-- x: `cargo xtask bench report` writes this -->\n{text}<!-- end of x -->\nb\n")
        };

        let replaced = |document: &str, name| replaced(document, name, "new\n");
        assert_eq!(replaced(&document("old\n"), "x"), Some(document("new\n")));
        assert_eq!(replaced(&document("old\n"), "y"), None);
    }
}
