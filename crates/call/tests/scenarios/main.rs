//! Scenario tests of whole calls: several people, a server, tabs and browsers in virtual time.
//!
//! Events and messages are recorded as lines of text and compared as a whole, which also shows that nothing else
//! happened.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test fails by panicking"
)]

mod chaos;
mod crashed_tabs;
mod external;
mod hostility;
mod identity;
mod in_band;
mod joining;
mod leaving;
mod media;
mod mending;
mod playback;
mod presence;
mod reconnecting;
mod recording;
mod refusals;
mod ringing;
mod set_up;
mod support;
mod tabs;
mod trouble;
