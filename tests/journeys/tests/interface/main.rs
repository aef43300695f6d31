//! The interface: what people write to each other, a call by keyboard alone, what a checker of accessibility finds, and
//! a picture of every screen.

mod chat_and_keys;
mod clicks;
mod equipment;
mod files;
mod gallery;
mod language;
mod languages;
mod link;
mod look;
mod picture;
mod portrait;
mod reactions;
mod touch;
mod window;
