//! Collections in the order of their keys, small in the browser: see [`SortedMap`].

mod set;

pub(crate) use set::SortedSet;
pub use visavis_protocol::SortedMap;
