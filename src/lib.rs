//! Visavis.
