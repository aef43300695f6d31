use crate::sorted::SortedMap;
pub use visavis_protocol::{MediaReport, Source, Status, Track};

/// What this client sends, the same for every link.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LocalMedia(SortedMap<Source, Status>);

impl LocalMedia {
    /// Sets the status of a source; returns whether it changed.
    pub fn set(&mut self, source: Source, status: Status) -> bool {
        self.0.insert(source, status) != Some(status)
    }

    /// Returns the status of a source; off by default.
    pub fn status(&self, source: Source) -> Status {
        self.0.get(&source).copied().unwrap_or_default()
    }

    /// Returns the report for a link with these media sections, with or without video.
    pub fn report(&self, media_sections: &SortedMap<String, Source>, with_pictures: bool) -> MediaReport {
        let track = |source: Source| Track {
            source,
            status: if source.is_picture() && !with_pictures {
                Status::Off
            } else {
                self.status(source)
            },
        };
        media_sections
            .iter()
            .map(|(mid, source)| (mid.clone(), track(*source)))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_source_is_off_by_default() {
        assert_eq!(LocalMedia::default().status(Source::Camera), Status::Off);
    }

    #[test]
    fn a_report_names_only_the_sources_of_the_link() {
        let mut media = LocalMedia::default();
        media.set(Source::Camera, Status::On);
        media.set(Source::Screen, Status::On);

        let report = media.report(&[("7".to_owned(), Source::Camera)].into(), true);

        let camera = Track {
            source: Source::Camera,
            status: Status::On,
        };
        assert_eq!(report, [("7".to_owned(), camera)].into());
    }
}
