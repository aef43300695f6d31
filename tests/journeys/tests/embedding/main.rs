//! Embedding calls in pages of other sites, with the package as published.

mod addresses;
mod api;
mod breakdown;
mod conventions;
mod crowd;
mod dialog;
mod downloads;
mod element;
mod embedder;
mod files;
mod frames;
mod handlers;
mod hostile;
mod identity;
mod last_word;
mod layout;
mod mounts;
mod options;
mod policies;
mod rights;
mod strangers;
mod tells;
mod texts;
mod tokens;
mod ways_in;
mod windows;
