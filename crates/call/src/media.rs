use crate::sorted::SortedMap;

/// Where a track comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Source {
    /// The person's voice.
    Microphone,
    /// The person's face.
    Camera,
    /// What the person shows.
    Screen,
    /// What is heard of what the person shows.
    ScreenAudio,
}

impl Source {
    /// Every source there is.
    pub const ALL: [Self; 4] = [Self::Microphone, Self::Camera, Self::Screen, Self::ScreenAudio];

    /// Its name on the wire.
    pub fn name(self) -> &'static str {
        match self {
            Self::Microphone => "microphone",
            Self::Camera => "camera",
            Self::Screen => "screen",
            Self::ScreenAudio => "screenAudio",
        }
    }

    /// Whether it is seen, and not heard.
    pub fn is_picture(self) -> bool {
        matches!(self, Self::Camera | Self::Screen)
    }

    /// The source with that name on the wire.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|source| source.name() == name)
    }
}

/// Whether something can be seen or heard of a track, told by the sender: in neither engine does the other end notice
/// that a track was taken away.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Status {
    /// It is sent.
    On,
    /// The person has switched it off, or there is no such device.
    #[default]
    Off,
    /// The browser is asking the person, or the device is starting.
    Pending,
    /// The person or the system does not allow it.
    Denied,
}

impl Status {
    /// Every status there is.
    pub const ALL: [Self; 4] = [Self::On, Self::Off, Self::Pending, Self::Denied];

    /// Its name on the wire.
    pub fn name(self) -> &'static str {
        match self {
            Self::On => "on",
            Self::Off => "off",
            Self::Pending => "pending",
            Self::Denied => "denied",
        }
    }

    /// The status with that name on the wire.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.name() == name)
    }
}

/// What one track of a sender is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Track {
    /// Where it comes from.
    pub source: Source,
    /// What can be seen or heard of it.
    pub status: Status,
}

/// What all tracks of a sender are, by the `mid` of their media section. Sent whole, on connect and at every change.
pub type MediaReport = SortedMap<String, Track>;

/// What this side sends, or would: the same for every link.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LocalMedia(SortedMap<Source, Status>);

impl LocalMedia {
    /// Notes the status of a source; tells whether that changed anything.
    pub fn set(&mut self, source: Source, status: Status) -> bool {
        self.0.insert(source, status) != Some(status)
    }

    /// The status of a source; off if nothing was said of it.
    pub fn status(&self, source: Source) -> Status {
        self.0.get(&source).copied().unwrap_or_default()
    }

    /// The report for a link on which these media sections carry these sources, to someone who wants pictures or not.
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
    fn everything_has_a_name_of_its_own_on_the_wire() {
        for source in Source::ALL {
            assert_eq!(Source::from_name(source.name()), Some(source));
        }
        for status in Status::ALL {
            assert_eq!(Status::from_name(status.name()), Some(status));
        }
        assert_eq!(Source::from_name("on"), None);
        assert_eq!(Status::from_name("camera"), None);
    }

    #[test]
    fn a_source_of_which_nothing_was_said_is_off() {
        assert_eq!(LocalMedia::default().status(Source::Camera), Status::Off);
    }

    #[test]
    fn a_report_names_only_what_the_link_carries() {
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
