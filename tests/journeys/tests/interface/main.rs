//! The interface: what people write to each other, a call by keyboard alone, what a checker of accessibility finds, and
//! a picture of every screen.

mod equipment;
mod gallery;
mod habits;
mod hands;
mod language;
mod languages;
mod link;
mod look;
mod picture;
mod portrait;
mod signs;
mod touch;
mod window;
