//! The certificates of the program.

mod acme;
mod client;
mod files;
mod own;
