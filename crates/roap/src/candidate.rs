/// One ICE candidate as the browser gives and takes it (`RTCIceCandidateInit`).
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Candidate {
    /// The candidate attribute; empty means that its generation has no more.
    pub candidate: String,
    /// The media section it belongs to.
    pub sdp_mid: Option<String>,
    /// The index of that media section.
    pub sdp_m_line_index: Option<u16>,
    /// The ICE generation it belongs to. Never stripped: it is how stale candidates are told apart.
    pub username_fragment: Option<String>,
}
