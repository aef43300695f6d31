//! Plots as SVG, readable on light and dark backgrounds.

use std::fmt::Write;

use crate::report::number;
use crate::results::Series;
use crate::samples::{median, quantile};

const WIDTH: f64 = 720.0;
const LABELS: f64 = 190.0;
const VALUES: f64 = 80.0;
const ROW: f64 = 26.0;
const TITLE: f64 = 30.0;
const OURS: &str = "#2f81f7";
const OTHERS: &str = "#8b949e";

/// Draws the first metric of a condition: a bar to the median of each contender, and a line to its 90th percentile.
/// `None` if there is nothing to compare.
pub fn bars(series: &[&Series]) -> Option<String> {
    let metric = &series.first()?.metric;
    let mut rows: Vec<(&str, f64, f64)> = series
        .iter()
        .filter(|series| series.metric == *metric)
        .filter_map(|series| {
            let (middle, high) = (median(&series.samples)?, quantile(&series.samples, 0.9)?);
            Some((series.contender.as_str(), middle, high))
        })
        .collect();
    if rows.len() < 2 {
        return None;
    }
    rows.sort_by(|one, other| one.1.total_cmp(&other.1));
    let most = rows.iter().map(|row| row.2).fold(f64::MIN_POSITIVE, f64::max);
    let scale = (WIDTH - LABELS - VALUES) / most;
    let height = TITLE + ROW * rows.len() as f64;

    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {height}\" font-family=\"sans-serif\" \
         font-size=\"13\" fill=\"{OTHERS}\">\n<text x=\"0\" y=\"16\" font-weight=\"bold\">{}</text>\n",
        escaped(metric)
    );
    for (index, (name, middle, high)) in rows.into_iter().enumerate() {
        let top = TITLE + ROW * index as f64;
        let (line, text) = (top + 9.0, top + 14.0);
        let color = if name.starts_with("ours") { OURS } else { OTHERS };
        let (end, tip) = (LABELS + middle * scale, LABELS + high * scale);
        let (width, label, value) = (middle * scale, LABELS - 8.0, tip + 6.0);
        // Writing to a string does not fail.
        let _ = writeln!(
            svg,
            "<text x=\"{label:.0}\" y=\"{text}\" text-anchor=\"end\">{}</text>\
             <rect x=\"{LABELS}\" y=\"{top}\" width=\"{width:.1}\" height=\"18\" fill=\"{color}\"/>\
             <path d=\"M{end:.1} {line}H{tip:.1}\" stroke=\"{color}\" stroke-width=\"2\"/>\
             <text x=\"{value:.1}\" y=\"{text}\">{}</text>",
            escaped(name),
            number(middle)
        );
    }
    svg += "</svg>\n";
    Some(svg)
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_single_contender_is_not_compared() {
        let alone = Series {
            condition: String::new(),
            contender: "ours".to_owned(),
            metric: "ms".to_owned(),
            samples: vec![1.0],
        };

        assert_eq!(bars(&[&alone]), None);
    }
}
