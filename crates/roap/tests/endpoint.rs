//! What an endpoint does, case by case.

#![expect(clippy::expect_used, reason = "helpers of tests")]

#[path = "endpoint/calling.rs"]
mod calling;
#[path = "endpoint/candidates.rs"]
mod candidates;
#[path = "endpoint/ending.rs"]
mod ending;
#[path = "endpoint/glare.rs"]
mod glare;
#[path = "endpoint/subject.rs"]
mod subject;
#[path = "endpoint/trouble.rs"]
mod trouble;
