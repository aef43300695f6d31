//! The results of a measurement, as they are kept in a JSON file.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};
use visavis_journeys::Engine;

use crate::machine::Machine;
use crate::options::Measurement;

/// Everything that one measurement has found.
#[derive(Debug, Deserialize, Serialize)]
pub struct Results {
    /// What was measured, and in which browser.
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
#[derive(Debug, Deserialize, Serialize)]
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

    /// Writes the file of this measurement, in place of that of an earlier run.
    ///
    /// # Errors
    ///
    /// If it cannot be written.
    pub fn save(&self) -> Result<()> {
        let file = file(&self.name)?;
        let text = serde_json::to_string_pretty(self).context("results are JSON")?;
        fs::write(&file, text).with_context(|| format!("cannot write {}", file.display()))
    }

    /// Reads the files of a measurement that were written here, for all browsers.
    ///
    /// # Errors
    ///
    /// If one cannot be read.
    pub fn load(measurement: Measurement) -> Result<Vec<Self>> {
        let mut found = Vec::new();
        for engine in [None, Some(Engine::Chromium), Some(Engine::Firefox)] {
            let file = file(&name(measurement, engine))?;
            if file.exists() {
                let text =
                    fs::read_to_string(&file).with_context(|| format!("cannot read {}", file.display()))?;
                let results = serde_json::from_str(&text);
                found.push(results.with_context(|| format!("{} is of another version", file.display()))?);
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

fn file(name: &str) -> Result<PathBuf> {
    Ok(xtask::repository::scratch("bench/results")?.join(format!("{name}.json")))
}

fn first_line(text: &str) -> &str {
    text.lines().next().unwrap_or_default()
}
