//! Extracts ICE generations, media sections and candidates from session descriptions.

use crate::Candidate;

/// The fields of a candidate that make it what it is, from its foundation to its type. Extensions follow, of which a
/// description and an event of the same browser have different ones.
const CANDIDATE_FIELDS: usize = 8;

/// The ICE generations, media sections and candidates of a session description.
///
/// The rules about candidates need these; nothing else is ever parsed from SDP.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Description {
    username_fragments: Vec<String>,
    mids: Vec<String>,
    candidates: Vec<String>,
}

impl Description {
    pub fn read(sdp: &str) -> Self {
        let mut description = Self::default();
        for line in sdp.lines() {
            if let Some(fragment) = line.strip_prefix("a=ice-ufrag:") {
                description.username_fragments.push(fragment.to_owned());
            } else if let Some(mid) = line.strip_prefix("a=mid:") {
                description.mids.push(mid.to_owned());
            } else if let Some(candidate) = line.strip_prefix("a=candidate:") {
                description.candidates.push(identity(candidate));
            }
        }
        description
    }

    pub fn username_fragments(&self) -> &[String] {
        &self.username_fragments
    }

    pub fn has_generation(&self, username_fragment: &str) -> bool {
        self.username_fragments.iter().any(|own| own == username_fragment)
    }

    /// Returns whether the description contains a candidate of its own generation.
    pub fn contains(&self, candidate: &Candidate) -> bool {
        let is_own = |fragment: &String| self.has_generation(fragment);
        candidate.username_fragment.as_ref().is_none_or(is_own)
            && candidate
                .candidate
                .strip_prefix("candidate:")
                .is_some_and(|text| {
                    let identity = identity(text);
                    self.candidates.contains(&identity)
                })
    }

    /// Returns whether the description has this media section, found by index if there is no `mid`.
    pub fn has_section(&self, mid: Option<&str>, index: Option<u16>) -> bool {
        match (mid, index) {
            (Some(mid), _) => self.mids.iter().any(|own| own == mid),
            (None, Some(index)) => usize::from(index) < self.mids.len(),
            (None, None) => false,
        }
    }
}

fn identity(candidate: &str) -> String {
    let fields: Vec<_> = candidate.split_whitespace().take(CANDIDATE_FIELDS).collect();
    fields.join(" ")
}

#[cfg(test)]
mod tests {
    use super::Description;
    use crate::Candidate;

    #[test]
    fn generations_and_sections_are_parsed_with_either_line_ending() {
        for end in ["\r\n", "\n"] {
            let sdp = [
                "v=0",
                "a=ice-ufrag:x1",
                "m=audio 9",
                "a=mid:0",
                "a=mid:screen",
                "",
            ]
            .join(end);

            let description = Description::read(&sdp);

            assert_eq!(description.username_fragments(), ["x1"]);
            assert!(description.has_generation("x1"));
            assert!(!description.has_generation("x"));
            assert!(description.has_section(Some("screen"), None));
            assert!(!description.has_section(Some("1"), Some(1)));
            assert!(description.has_section(None, Some(1)));
            assert!(!description.has_section(None, Some(2)));
            assert!(!description.has_section(None, None));
        }
    }

    #[test]
    fn a_candidate_is_recognized_whatever_its_extensions() {
        let description = Description::read(
            "a=ice-ufrag:x1\r\na=mid:0\r\na=candidate:1 1 udp 2113937151 127.0.0.1 5000 typ host generation 0\r\n",
        );
        let candidate = |text: &str, fragment: &str| Candidate {
            candidate: text.to_owned(),
            sdp_mid: Some("0".to_owned()),
            sdp_m_line_index: Some(0),
            username_fragment: Some(fragment.to_owned()),
        };
        let same =
            "candidate:1 1 udp 2113937151 127.0.0.1 5000 typ host generation 0 ufrag x1 network-cost 999";

        assert!(description.contains(&candidate(same, "x1")));
        assert!(
            !description.contains(&candidate(same, "x2")),
            "of another generation"
        );
        let other = "candidate:1 1 udp 2113937151 127.0.0.1 5001 typ host";
        assert!(!description.contains(&candidate(other, "x1")), "another port");
        assert!(
            !description.contains(&candidate("", "x1")),
            "the end of candidates"
        );
    }
}
