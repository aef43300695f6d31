//! A map and a set in the order of their keys, for the few entries that a call has. In the browser each kind of
//! `SortedMap` is kilobytes of code, and for so few entries no faster.

mod map;
mod set;

pub use map::SortedMap;
pub(crate) use set::SortedSet;
