//! Logs mistakes of the program that issues the tokens.

use crate::sync::lock;
use std::collections::BTreeSet;
use std::sync::Mutex;
use tracing::warn;

/// The claims about which there is a line in the log.
static LOGGED: Mutex<BTreeSet<&'static str>> = Mutex::new(BTreeSet::new());

/// Logs that a claim cannot be used. Only once for each: what is wrong with one token is wrong with all that the program
/// issues, and a lobby presents its token every few seconds.
pub(super) fn log_mistake(claim: &'static str, consequence: &'static str) {
    if lock(&LOGGED).insert(claim) {
        warn!(claim, "{consequence}");
    }
}
