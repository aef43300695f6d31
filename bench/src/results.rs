//! The results of a measurement, as they are kept in a JSON file.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};
use visavis_journeys::Engine;

use crate::machine::Machine;
use crate::options::Measurement;

/// Everything that one run of a measurement has found.
#[derive(Debug, Deserialize, Serialize)]
pub struct Results {
    /// What was measured, and in which browser.
    #[serde(skip)]
    pub name: String,
    /// Where and with what it was made.
    pub machine: Machine,
    /// How often everything was repeated.
    pub rounds: u32,
    /// What was measured, in the order of the tables.
    pub series: Vec<Series>,
    /// What did not work, one sentence each: it is missing in the series.
    pub failures: Vec<String>,
}

/// Repeated measurements of the same thing.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct Series {
    /// Under which circumstances, such as the browser and the network: a table of its own.
    pub condition: String,
    /// Who: a row.
    pub contender: String,
    /// What, with its unit: a column.
    pub metric: String,
    /// The values, in the order of the rounds.
    pub samples: Vec<f64>,
}

impl Series {
    fn is_of_same_thing(&self, other: &Self) -> bool {
        self.condition == other.condition && self.contender == other.contender && self.metric == other.metric
    }
}

impl Results {
    /// Starts without any. Each browser has results of its own, so it can be measured alone.
    pub fn of(measurement: Measurement, engine: Option<Engine>, rounds: u32) -> Self {
        Self {
            name: name(measurement, engine),
            machine: Machine::this(),
            rounds,
            series: Vec::new(),
            failures: Vec::new(),
        }
    }

    /// Adds a value to its series.
    pub fn add(&mut self, condition: &str, contender: &str, metric: &str, value: f64) {
        // More digits say nothing, and would fill the files.
        let value = (value * 1000.0).round() / 1000.0;
        let found = self.series.iter_mut().find(|series| {
            series.condition == condition && series.contender == contender && series.metric == metric
        });
        match found {
            Some(series) => series.samples.push(value),
            None => self.series.push(Series {
                condition: condition.to_owned(),
                contender: contender.to_owned(),
                metric: metric.to_owned(),
                samples: vec![value],
            }),
        }
    }

    /// Records that something did not work. Whoever measures goes on with another browser, since this one may be broken.
    pub fn fail(&mut self, what: &str, error: &anyhow::Error) {
        let sentence = format!("{what}: {}", first_line(&format!("{error:#}")));
        xtask::say::plainly(format_args!("  FAILED {sentence}"));
        self.failures.push(sentence);
    }

    /// Writes this run into the file of its measurement, beside earlier ones: what it has measured anew replaces what
    /// they have of it, and an earlier run of which nothing is left goes. Ratios are made within a run alone.
    ///
    /// # Errors
    ///
    /// If the file cannot be read or written.
    pub fn save(&self) -> Result<()> {
        let file = file(&self.name);
        let earlier = self.without_own(read(&file)?);
        let runs: Vec<&Self> = earlier.iter().chain([self]).collect();
        fs::write(&file, text(&runs)?).with_context(|| format!("cannot write {}", file.display()))
    }

    /// Returns what earlier runs have measured and this one has not.
    fn without_own(&self, mut earlier: Vec<Self>) -> Vec<Self> {
        for run in &mut earlier {
            run.series
                .retain(|old| !self.series.iter().any(|new| new.is_of_same_thing(old)));
        }
        earlier.retain(|run| !run.series.is_empty());
        earlier
    }

    /// Reads the runs of a measurement, for all browsers, the earliest first.
    ///
    /// # Errors
    ///
    /// If a file cannot be read.
    pub fn load(measurement: Measurement) -> Result<Vec<Self>> {
        let mut found = Vec::new();
        for engine in [None, Some(Engine::Chromium), Some(Engine::Firefox)] {
            let name = name(measurement, engine);
            for run in read(&file(&name))? {
                found.push(Self {
                    name: name.clone(),
                    ..run
                });
            }
        }
        Ok(found)
    }
}

fn name(measurement: Measurement, engine: Option<Engine>) -> String {
    match engine {
        None => measurement.name().to_owned(),
        Some(Engine::Chromium) => format!("{}-chromium", measurement.name()),
        Some(Engine::Firefox) => format!("{}-firefox", measurement.name()),
    }
}

/// The files are in the repository, so that a run on one machine does not lose the tables of another.
fn file(name: &str) -> PathBuf {
    xtask::repository::root().join(format!("docs/benchmarks/{name}.json"))
}

fn read(file: &Path) -> Result<Vec<Results>> {
    if !file.exists() {
        return Ok(Vec::new());
    }
    let text = fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))?;
    serde_json::from_str(&text).with_context(|| format!("{} is of another version", file.display()))
}

/// Writes a series in each line, for a readable history.
fn text(runs: &[&Results]) -> Result<String> {
    let text = serde_json::to_string(runs).context("results are JSON")?;
    Ok(text.replace("{\"condition\":", "\n{\"condition\":") + "\n")
}

fn first_line(text: &str) -> &str {
    text.lines().next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_replaces_what_it_measured_and_nothing_else() {
        let both = run(&[("ours", 1.0), ("bare", 2.0)]);
        let ours = run(&[("ours", 3.0)]);

        let kept = ours.without_own(vec![both]);

        let series: Vec<_> = kept.iter().map(|run| &run.series).collect();
        assert_eq!(series, [&run(&[("bare", 2.0)]).series]);
    }

    #[test]
    fn a_run_of_which_nothing_is_left_goes() {
        let first = run(&[("ours", 1.0)]);
        let second = run(&[("ours", 2.0), ("bare", 2.0)]);

        assert!(second.without_own(vec![first]).is_empty());
    }

    #[test]
    fn the_file_of_a_measurement_is_read_as_it_was_written() {
        let runs = [run(&[("ours", 1.0), ("bare", 2.0)])];

        let written = text(&[&runs[0]]).unwrap();

        let read: Vec<Results> = serde_json::from_str(&written).unwrap();
        assert_eq!(read[0].series, runs[0].series);
        assert_eq!(written.lines().count(), 3);
    }

    fn run(samples: &[(&str, f64)]) -> Results {
        let mut results = Results {
            name: String::new(),
            machine: Machine::default(),
            rounds: 1,
            series: Vec::new(),
            failures: Vec::new(),
        };
        for (contender, value) in samples {
            results.add("Chromium", contender, "ms", *value);
        }
        results
    }
}
