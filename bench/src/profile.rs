//! With `--profile`, `setup` keeps what shows where the time goes, for both people: a CPU profile of the first second
//! (`.cpuprofile`, which the browser's developer tools open), the totals of the main thread, and the steps of the set-up.

use std::fs;

use anyhow::{Context, Result};
use serde_json::{Value, json};

use crate::visitor::Visitor;

/// The distance of samples in microseconds: the profiler slows the page, so times are not taken from these runs.
const INTERVAL: u32 = 200;

/// Starts the profiler in a page.
///
/// # Errors
///
/// If the browser has none.
pub async fn start(visitor: &Visitor) -> Result<()> {
    let page = visitor.page();
    page.devtools("Profiler.enable", &json!({})).await?;
    page.devtools("Profiler.setSamplingInterval", &json!({ "interval": INTERVAL }))
        .await?;
    page.devtools("Profiler.start", &json!({})).await?;
    Ok(())
}

/// Returns all totals of the main thread so far, by name.
///
/// # Errors
///
/// If the browser does not answer.
pub async fn totals(visitor: &Visitor) -> Result<Value> {
    let metrics = visitor
        .page()
        .devtools("Performance.getMetrics", &json!({}))
        .await?;
    let metrics = metrics["metrics"].as_array().context("no metrics")?;
    let named = metrics.iter().filter_map(|metric| {
        let name = metric["name"].as_str()?.to_owned();
        Some((name, metric["value"].clone()))
    });
    Ok(Value::Object(named.collect()))
}

/// Stops the profiler and writes everything.
///
/// # Errors
///
/// If a file cannot be written.
pub async fn save(visitor: &Visitor, name: &str, before: &Value) -> Result<()> {
    let stopped = visitor.page().devtools("Profiler.stop", &json!({})).await?;
    let steps = json!({
        "pressed": visitor.value("await Promise.race([probe.pressed, null])").await?,
        "frame": visitor.time("frame").await?,
        "origin": visitor.number("performance.timeOrigin").await?,
        "marks": visitor.value("probe.marks").await?,
        "messages": visitor.value("probe.messages").await?,
        "longTasks": visitor.value("probe.longTasks").await?,
        "before": before,
        "after": totals(visitor).await?,
    });
    let folder = xtask::repository::scratch("bench/profiles")?;
    for (ending, value) in [("cpuprofile", &stopped["profile"]), ("json", &steps)] {
        let file = folder.join(format!("{name}.{ending}"));
        fs::write(&file, value.to_string()).with_context(|| format!("cannot write {}", file.display()))?;
    }
    Ok(())
}
