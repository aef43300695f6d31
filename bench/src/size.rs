//! `size`: the bytes of the scripts that a browser loads for a call.

use std::path::Path;

use anyhow::{Context, Result};

use crate::options::Measurement;
use crate::results::Results;

/// Adds up the files of each contender, as they are served.
///
/// # Errors
///
/// If a file is missing.
pub fn measure() -> Result<()> {
    let mut results = Results::of(Measurement::Size, None, 1);
    let dist = visavis_journeys::dist()?;
    let peers = visavis_journeys::path("VISAVIS_PEERS")?;
    let [(with, interface), (without, headless)] = xtask::loaded_at_once();
    for (contender, folder, files) in [
        (format!("ours, {with}"), &dist, interface),
        (format!("ours, {without}"), &dist, headless),
        ("peerjs".to_owned(), &peers, vec!["peerjs.min.js".to_owned()]),
        (
            "simple-peer".to_owned(),
            &peers,
            vec!["simplepeer.min.js".to_owned()],
        ),
        ("trystero".to_owned(), &peers, vec!["trystero.min.js".to_owned()]),
    ] {
        for (metric, ending) in [("raw, kB", ""), ("gzip 9, kB", ".gz"), ("brotli 11, kB", ".br")] {
            let sizes = files
                .iter()
                .map(|file| size(&folder.join(format!("{file}{ending}"))));
            let total = sizes.sum::<Result<u64>>()?;
            results.add("Scripts", &contender, metric, total as f64 / 1000.0);
        }
        results.add("Scripts", &contender, "files", files.len() as f64);
    }
    results.save()
}

fn size(file: &Path) -> Result<u64> {
    let metadata = file
        .metadata()
        .with_context(|| format!("{} is missing", file.display()))?;
    Ok(metadata.len())
}
