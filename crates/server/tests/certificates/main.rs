//! The certificates of the program, as an operator uses them.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod acme;
mod files;
mod own;
mod support;
