//! Collections ordered by key, with small code size in the browser: see [`SortedMap`].

mod set;

pub(crate) use set::SortedSet;
pub use visavis_protocol::SortedMap;
