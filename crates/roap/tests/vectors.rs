//! Runs the test vectors of the state machine, and checks that the runner detects failures.

#![expect(clippy::expect_used, reason = "the runner is shared with an example")]

#[path = "vectors/runner.rs"]
mod runner;

use runner::{Report, run};

#[test]
fn every_vector_passes() {
    let report = run(include_str!("vectors/roap.json")).unwrap();

    assert_eq!(
        report,
        Report {
            passed: 46,
            failed: 0,
            lines: Vec::new()
        }
    );
}

#[test]
fn a_step_with_another_outcome_is_reported() {
    let text = r#"[{"id":1,"candidates":["added"],"steps":[
        {"event":"need","send":[],"state":"stable"},
        {"event":"offerReady","tieBreaker":7,"send":[{"messageType":"OFFER","seq":2}],"state":"waitAnswer"},
        {"event":"sing","send":[],"state":"waitAnswer"}]}]"#;

    let report = run(text).unwrap();

    let mismatches: Vec<&str> = report
        .lines
        .iter()
        .map(|line| line.split(", got").next().unwrap_or_default())
        .collect();
    assert_eq!(
        mismatches,
        [
            "case 1, step 1: expected state stable",
            r#"case 1, step 2: expected to send [{"messageType":"OFFER","seq":2}]"#,
            "case 1, step 3: there is no event sing",
            r#"case 1, candidates: expected ["added"]"#,
        ]
    );
    assert_eq!((report.passed, report.failed), (0, 1));
}
