//! The program as an operator runs it.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

#[cfg(unix)]
mod administration;
mod certificates;
#[cfg(unix)]
mod configuration;
mod running;
mod support;
#[cfg(unix)]
mod webhooks;
