//! Writes the table of the attacks into the guide for operators.

use std::fmt::Write;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

use super::{attacks, of_condition, provenance};
use crate::results::{Results, Series};

const BEGIN: &str = "<!-- attacks: `cargo xtask bench report` writes this -->\n";
const END: &str = "<!-- end of attacks -->\n";

/// Writes one table of all runs between two marks; what was measured against another server is not in it.
///
/// # Errors
///
/// If the guide cannot be read or written, or lacks the marks.
pub fn write(docs: &Path, runs: &[Results]) -> Result<()> {
    let mut text = String::from("\n");
    let series: Vec<&Series> = runs.iter().flat_map(|run| of_condition(run, "Attacks")).collect();
    attacks::table(&mut text, &series)?;
    writeln!(text)?;
    for run in runs {
        provenance(&mut text, run)?;
    }
    let file = docs.join("operating.md");
    let guide = fs::read_to_string(&file).with_context(|| format!("cannot read {}", file.display()))?;
    let guide = replaced(&guide, &text).with_context(|| format!("{} has no marks", file.display()))?;
    fs::write(&file, guide).with_context(|| format!("cannot write {}", file.display()))
}

/// Returns a document with this text between the marks; `None` if it has none.
fn replaced(document: &str, text: &str) -> Option<String> {
    let (before, rest) = document.split_once(BEGIN)?;
    let (_, after) = rest.split_once(END)?;
    Some([before, BEGIN, text, END, after].concat())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_text_between_the_marks_is_replaced_and_nothing_else() {
        let document = |text: &str| format!("a\n{BEGIN}{text}{END}b\n");

        assert_eq!(replaced(&document("old\n"), "new\n"), Some(document("new\n")));
        assert_eq!(replaced("a\nb\n", "new\n"), None);
    }
}
