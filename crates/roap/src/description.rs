//! Extracts ICE generations and media sections from session descriptions.

/// The ICE generations and media sections of a session description.
///
/// The rules about candidates need these; nothing else is ever parsed from SDP.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Description {
    username_fragments: Vec<String>,
    mids: Vec<String>,
}

impl Description {
    pub fn read(sdp: &str) -> Self {
        let mut description = Self::default();
        for line in sdp.lines() {
            if let Some(fragment) = line.strip_prefix("a=ice-ufrag:") {
                description.username_fragments.push(fragment.to_owned());
            } else if let Some(mid) = line.strip_prefix("a=mid:") {
                description.mids.push(mid.to_owned());
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

    /// Returns whether the description has this media section, found by index if there is no `mid`.
    pub fn has_section(&self, mid: Option<&str>, index: Option<u16>) -> bool {
        match (mid, index) {
            (Some(mid), _) => self.mids.iter().any(|own| own == mid),
            (None, Some(index)) => usize::from(index) < self.mids.len(),
            (None, None) => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Description;

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
}
