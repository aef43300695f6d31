//! Makes `docs/benchmarks.md` and its plots of the results: no figure in them is written by hand.

mod attacks;
mod operating;

use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

use crate::options::Measurement;
use crate::plot;
use crate::results::{Results, Series};
use crate::samples::{median, quantile};

/// The contender that the others are compared with.
const REFERENCE: &str = "bare";

const INTRODUCTION: &str = include_str!("report/introduction.md");

/// Writes the document and its plots.
///
/// # Errors
///
/// If a result cannot be read or a file cannot be written.
pub fn write() -> Result<()> {
    let docs = xtask::repository::root().join("docs");
    let folder = docs.join("benchmarks");
    fs::create_dir_all(&folder).with_context(|| format!("cannot create {}", folder.display()))?;
    let mut text = INTRODUCTION.to_owned();
    for measurement in Measurement::ALL {
        let all = Results::load(measurement)?;
        if all.is_empty() {
            continue;
        }
        writeln!(
            text,
            "\n## {}\n\n{}\n",
            measurement.name(),
            explanation(measurement)
        )?;
        let mut plots = Plots {
            folder: &folder,
            count: BTreeMap::new(),
        };
        if measurement == Measurement::Attack {
            operating::write_attacks(&docs, &all)?;
        }
        if measurement == Measurement::Tls {
            operating::write_tls(&docs, &all)?;
        }
        for results in &all {
            section(&mut text, measurement, results, &mut plots)?;
        }
    }
    let file = docs.join("benchmarks.md");
    fs::write(&file, text).with_context(|| format!("cannot write {}", file.display()))?;
    xtask::say::plainly(format_args!("Wrote {}", file.display()));
    Ok(())
}

/// The plots of a measurement, which may have been made in several runs.
struct Plots<'f> {
    folder: &'f Path,
    count: BTreeMap<&'f str, u32>,
}

impl<'f> Plots<'f> {
    /// Writes a plot and returns its file name.
    fn write(&mut self, results: &'f Results, picture: &str) -> Result<String> {
        let index = self.count.entry(&results.name).or_default();
        let name = format!("{}-{index}.svg", results.name);
        *index += 1;
        fs::write(self.folder.join(&name), picture).with_context(|| format!("cannot write {name}"))?;
        Ok(name)
    }
}

/// Writes the tables of one run, and their plots.
fn section<'f>(
    text: &mut String,
    measurement: Measurement,
    results: &'f Results,
    plots: &mut Plots<'f>,
) -> Result<()> {
    provenance(text, results)?;
    for condition in conditions(results) {
        writeln!(text, "### {condition}\n")?;
        let series: Vec<&Series> = of_condition(results, condition).collect();
        if measurement == Measurement::Attack {
            attacks::table(text, &series)?;
            writeln!(text)?;
            continue;
        }
        table(text, &series)?;
        if let Some(picture) = plot::bars(&series) {
            let name = plots.write(results, &picture)?;
            let metric = &series.first().context("a condition without series")?.metric;
            writeln!(text, "\n![{metric}, {condition}](benchmarks/{name})")?;
        }
        writeln!(text)?;
    }
    if !results.failures.is_empty() {
        writeln!(text, "Missing in the tables, because it failed:\n")?;
        for failure in &results.failures {
            writeln!(text, "- {failure}")?;
        }
        writeln!(text)?;
    }
    Ok(())
}

fn explanation(measurement: Measurement) -> &'static str {
    match measurement {
        Measurement::Setup => include_str!("report/setup.md"),
        Measurement::Link => include_str!("report/link.md"),
        Measurement::Glare => include_str!("report/glare.md"),
        Measurement::Recover => include_str!("report/recover.md"),
        Measurement::Size => include_str!("report/size.md"),
        Measurement::Load => include_str!("report/load.md"),
        Measurement::Tls => include_str!("report/tls.md"),
        Measurement::Attack => include_str!("report/attack.md"),
        Measurement::Mesh => include_str!("report/mesh.md"),
    }
    .trim_end()
}

fn provenance(text: &mut String, results: &Results) -> Result<()> {
    let machine = &results.machine;
    let versions: Vec<String> = machine
        .versions
        .iter()
        .map(|(name, version)| format!("{name} {version}"))
        .collect();
    let load = match machine.load.as_str() {
        "" => "not recorded",
        load => load,
    };
    writeln!(
        text,
        "Commit `{}`, {} UTC; {}; {}; {}. Load before: {load}. Rounds: {}.\n",
        machine.commit,
        machine.at,
        machine.hardware,
        machine.system,
        versions.join(", "),
        results.rounds
    )?;
    Ok(())
}

/// Returns the conditions in the order of their first series.
fn conditions(results: &Results) -> Vec<&str> {
    unique(results.series.iter().map(|series| series.condition.as_str()))
}

fn of_condition<'r>(results: &'r Results, condition: &'r str) -> impl Iterator<Item = &'r Series> {
    results
        .series
        .iter()
        .filter(move |series| series.condition == condition)
}

/// Writes a table: a row for each contender, a column for each metric.
fn table(text: &mut String, series: &[&Series]) -> Result<()> {
    let metrics = unique(series.iter().map(|series| series.metric.as_str()));
    let contenders = in_order(unique(series.iter().map(|series| series.contender.as_str())));
    let cells: BTreeMap<(&str, &str), &Series> = series
        .iter()
        .map(|series| ((series.contender.as_str(), series.metric.as_str()), *series))
        .collect();
    writeln!(text, "| | {} |", metrics.join(" | "))?;
    writeln!(text, "|---|{}", "---:|".repeat(metrics.len()))?;
    for contender in contenders {
        write!(text, "| {contender} |")?;
        for &metric in &metrics {
            let reference = cells
                .get(&(REFERENCE, metric))
                .and_then(|series| median(&series.samples));
            match cells.get(&(contender, metric)) {
                Some(series) => write!(text, " {} |", cell(series, reference))?,
                None => write!(text, " – |")?,
            }
        }
        writeln!(text)?;
    }
    Ok(())
}

/// Returns the median, the 90th percentile in brackets, and the ratio to the reference.
fn cell(series: &Series, reference: Option<f64>) -> String {
    let samples = &series.samples;
    let (Some(middle), Some(high)) = (median(samples), quantile(samples, 0.9)) else {
        return "–".to_owned();
    };
    // A share or a count of a thing that happens once a round has no median worth telling.
    if series.condition.contains("share") {
        let mean = samples.iter().sum::<f64>() / samples.len() as f64;
        return format!("{:.0} % of {}", mean * 100.0, samples.len());
    }
    let mut cell = format!("**{}**", number(middle));
    if samples.len() > 1 {
        cell += &format!(" ({})", number(high));
    }
    if let Some(reference) = reference
        && reference > 0.0
        && series.contender != REFERENCE
    {
        cell += &format!(" ×{:.2}", middle / reference);
    }
    cell
}

/// Returns a number with as many digits as matter: at most three after the point, and no more than three in all.
pub fn number(value: f64) -> String {
    let digits = match value.abs() {
        size if size >= 100.0 => 0,
        size if size >= 10.0 => 1,
        size if size >= 1.0 => 2,
        _ => 3,
    };
    let text = format!("{value:.digits$}");
    match text.split_once('.') {
        Some(_) => text.trim_end_matches('0').trim_end_matches('.').to_owned(),
        None => text,
    }
}

/// Ours is the first, then the reference, whatever order a round had.
fn in_order(mut contenders: Vec<&str>) -> Vec<&str> {
    let order = ["ours", REFERENCE];
    contenders.sort_by_key(|name| {
        order
            .iter()
            .position(|first| name.starts_with(first))
            .unwrap_or(order.len())
    });
    contenders
}

fn unique<'n>(names: impl Iterator<Item = &'n str>) -> Vec<&'n str> {
    let mut found = Vec::new();
    for name in names {
        if !found.contains(&name) {
            found.push(name);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn series(contender: &str, samples: &[f64]) -> Series {
        Series {
            condition: "Chromium".to_owned(),
            contender: contender.to_owned(),
            metric: "who joins, ms".to_owned(),
            samples: samples.to_vec(),
        }
    }

    #[test]
    fn a_table_has_median_p90_and_the_ratio_to_the_reference() {
        let (bare, ours) = (
            series("bare", &[200.0, 200.0]),
            series("ours", &[500.0, 501.0, 600.0]),
        );
        let mut text = String::new();

        table(&mut text, &[&bare, &ours]).unwrap();

        assert_eq!(
            text,
            "| | who joins, ms |\n|---|---:|\n| ours | **501** (600) ×2.50 |\n| bare | **200** (200) |\n"
        );
    }

    #[test]
    fn small_numbers_keep_a_digit() {
        assert_eq!(number(0.0462), "0.046");
        assert_eq!(number(4.0), "4");
        assert_eq!(number(40.06), "40.1");
        assert_eq!(number(1234.6), "1235");
    }
}
