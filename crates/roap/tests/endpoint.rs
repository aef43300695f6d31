//! Scenario tests of a single endpoint.

#![expect(clippy::expect_used, reason = "test helpers")]

#[path = "endpoint/calling.rs"]
mod calling;
#[path = "endpoint/candidates.rs"]
mod candidates;
#[path = "endpoint/ending.rs"]
mod ending;
#[path = "endpoint/failures.rs"]
mod failures;
#[path = "endpoint/glare.rs"]
mod glare;
#[path = "endpoint/subject.rs"]
mod subject;
