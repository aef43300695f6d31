//! What a process takes of the machine.

use std::time::Duration;

use anyhow::{Context, Result};

/// The kernel counts the time of a process in hundredths of seconds.
const TICK: Duration = Duration::from_millis(10);

/// Reads what one process takes.
#[derive(Debug)]
pub struct Gauge(u32);

impl Gauge {
    /// The gauge of the process with that id.
    pub fn of(id: u32) -> Self {
        Self(id)
    }

    /// Returns the time that processors have spent on the process so far.
    ///
    /// # Errors
    ///
    /// If the process has ended.
    pub fn cpu(&self) -> Result<Duration> {
        let text = self.read("stat")?;
        // The name before the parenthesis may contain anything.
        let (_, fields) = text.rsplit_once(')').context("no name of a process")?;
        let fields: Vec<&str> = fields.split_whitespace().collect();
        let ticks = |index: usize| fields.get(index).and_then(|field| field.parse::<u32>().ok());
        let (user, system) = (ticks(11), ticks(12));
        Ok(TICK * (user.context("no user time")? + system.context("no system time")?))
    }

    /// Returns the resident memory, in MB.
    ///
    /// # Errors
    ///
    /// If the process has ended.
    pub fn memory(&self) -> Result<f64> {
        self.status("VmRSS:")
    }

    /// Returns the most resident memory that there has been, in MB.
    ///
    /// # Errors
    ///
    /// If the process has ended.
    pub fn peak(&self) -> Result<f64> {
        self.status("VmHWM:")
    }

    fn status(&self, name: &str) -> Result<f64> {
        let text = self.read("status")?;
        let line = text.lines().find_map(|line| line.strip_prefix(name));
        let kilobytes = line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<f64>().ok());
        Ok(kilobytes.with_context(|| format!("no {name}"))? * 1024.0 / 1e6)
    }

    fn read(&self, name: &str) -> Result<String> {
        let file = format!("/proc/{}/{name}", self.0);
        std::fs::read_to_string(&file).with_context(|| format!("cannot read {file}"))
    }
}
