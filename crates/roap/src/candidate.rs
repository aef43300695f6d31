//! ICE candidates.

/// An ICE candidate, as in `RTCIceCandidateInit`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Candidate {
    /// The candidate attribute; empty at the end of the candidates of its generation.
    pub candidate: String,
    /// The `mid` of its media section.
    pub sdp_mid: Option<String>,
    /// The index of its media section.
    pub sdp_m_line_index: Option<u16>,
    /// Its ICE generation. Never stripped, since it distinguishes stale candidates.
    pub username_fragment: Option<String>,
}
