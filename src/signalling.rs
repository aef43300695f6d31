//! The ways to the others. Each carries the same messages; which of them is used when, the core decides.

mod body;
mod in_band;
mod plain;
mod server;
mod tabs;
#[cfg(test)]
mod tests;

pub(crate) use in_band::{read_in_band, write_in_band};
pub(crate) use server::ServerSocket;
pub(crate) use tabs::Tabs;
