//! The table of the attacks: a row for each of them.

use std::fmt::Write;

use anyhow::Result;

use super::{number, unique};
use crate::results::Series;
use crate::samples::median;

const COLUMNS: [&str; 10] = [
    "quiet join",
    "join",
    "ratio",
    "quiet relay",
    "relay",
    "ratio",
    "CPU, %",
    "memory, MB",
    "done a second",
    "failed",
];

/// Writes the table of one condition.
///
/// # Errors
///
/// Never: text takes everything.
pub fn table(text: &mut String, series: &[&Series]) -> Result<()> {
    writeln!(text, "| meanwhile | {} |", COLUMNS.join(" | "))?;
    writeln!(text, "|---|{}", "---:|".repeat(COLUMNS.len()))?;
    for attack in unique(series.iter().map(|series| series.contender.as_str())) {
        let row = Row { attack, series };
        let [join, relay] = ["join", "relay"].map(|what| row.times(what));
        writeln!(
            text,
            "| {attack} | {join} | {relay} | {} | {} → {} → {} | {} | {} |",
            row.value("of a core, %"),
            row.value("at the start, MB"),
            row.value("at the peak, MB"),
            row.value("after 10 s, MB"),
            row.value("done a second"),
            row.value("failed"),
        )?;
    }
    Ok(())
}

struct Row<'s> {
    attack: &'s str,
    series: &'s [&'s Series],
}

impl Row<'_> {
    fn samples(&self, metric: &str) -> &[f64] {
        let found = self
            .series
            .iter()
            .find(|series| series.contender == self.attack && series.metric == metric);
        found.map_or(&[], |series| &series.samples)
    }

    fn value(&self, metric: &str) -> String {
        median(self.samples(metric)).map_or_else(|| "–".to_owned(), number)
    }

    /// Returns three cells: quiet, attacked, and the ratio of both, each round with its own quiet.
    fn times(&self, what: &str) -> String {
        let of = |state: &str, share: &str| self.value(&format!("{what}{state} {share}, ms"));
        let quiet = self.samples(&format!("{what} quiet p99, ms"));
        let attacked = self.samples(&format!("{what} p99, ms"));
        let ratios: Vec<f64> = attacked
            .iter()
            .zip(quiet)
            .map(|(one, other)| one / other)
            .collect();
        let ratio = median(&ratios).map_or_else(|| "–".to_owned(), |ratio| format!("×{ratio:.1}"));
        format!(
            "{} / {} | {} / {} | {ratio}",
            of(" quiet", "p50"),
            of(" quiet", "p99"),
            of("", "p50"),
            of("", "p99")
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_compares_each_round_with_its_own_quiet() {
        let series = [
            one("join quiet p50, ms", &[0.5, 0.5, 0.5]),
            one("join quiet p99, ms", &[1.0, 2.0, 4.0]),
            one("join p50, ms", &[0.6, 0.6, 0.6]),
            one("join p99, ms", &[2.0, 2.0, 6.0]),
            one("of a core, %", &[7.0]),
        ];
        let mut text = String::new();

        table(&mut text, &series.each_ref()).unwrap();

        assert_eq!(
            text.lines().last(),
            Some("| looks | 0.5 / 2 | 0.6 / 2 | ×1.5 | – / – | – / – | – | 7 | – → – → – | – | – |")
        );
    }

    fn one(metric: &str, samples: &[f64]) -> Series {
        Series {
            condition: "Attacks".to_owned(),
            contender: "looks".to_owned(),
            metric: metric.to_owned(),
            samples: samples.to_vec(),
        }
    }
}
