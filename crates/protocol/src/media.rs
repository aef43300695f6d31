//! The tracks of a person: sources, statuses, and the report that names them.

use crate::SortedMap;
use visavis_roap::Value;

/// The source of a track.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Source {
    /// The person's microphone.
    Microphone,
    /// The person's camera.
    Camera,
    /// A screen, window or tab that the person shares.
    Screen,
    /// The audio of the shared screen, window or tab.
    ScreenAudio,
}

impl Source {
    /// All sources.
    pub const ALL: [Self; 4] = [Self::Microphone, Self::Camera, Self::Screen, Self::ScreenAudio];

    /// Returns its name on the wire.
    pub fn name(self) -> &'static str {
        match self {
            Self::Microphone => "microphone",
            Self::Camera => "camera",
            Self::Screen => "screen",
            Self::ScreenAudio => "screenAudio",
        }
    }

    /// Returns whether it is video.
    pub fn is_picture(self) -> bool {
        matches!(self, Self::Camera | Self::Screen)
    }

    /// Returns the source with this name on the wire.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|source| source.name() == name)
    }
}

/// The state of a track as reported by its sender: in no browser does the receiver notice that a track was removed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Status {
    /// The track is being sent.
    On,
    /// Switched off by the person, or there is no such device.
    #[default]
    Off,
    /// The browser is asking the person, or the device is starting.
    Pending,
    /// Denied by the person or the system.
    Denied,
}

impl Status {
    /// All statuses.
    pub const ALL: [Self; 4] = [Self::On, Self::Off, Self::Pending, Self::Denied];

    /// Returns its name on the wire.
    pub fn name(self) -> &'static str {
        match self {
            Self::On => "on",
            Self::Off => "off",
            Self::Pending => "pending",
            Self::Denied => "denied",
        }
    }

    /// Returns the status with this name on the wire.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.name() == name)
    }
}

/// A track of a sender.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Track {
    /// Its source.
    pub source: Source,
    /// Whether it carries media.
    pub status: Status,
}

/// All tracks of a sender, by the `mid` of their media section. Sent whole, on connect and at every change.
pub type MediaReport = SortedMap<String, Track>;

impl MediaReport {
    /// Reads a report. A track of a source or status that this version does not know is left out.
    pub(crate) fn read(media: Value) -> Option<Self> {
        let Value::Object(media) = media else { return None };
        let read = |(mid, mut track): (String, Value)| {
            let source = Source::from_name(&track.take("source").into_string()?)?;
            let status = Status::from_name(&track.take("status").into_string()?)?;
            Some((mid, Track { source, status }))
        };
        Some(media.into_iter().filter_map(read).collect())
    }

    pub(crate) fn write(&self) -> Value {
        let write = |(mid, track): (&String, &Track)| {
            let (source, status) = (track.source.name(), track.status.name());
            let track = Value::object(vec![("source", source.into()), ("status", status.into())]);
            (mid.clone(), track)
        };
        Value::Object(self.iter().map(write).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wire_names_are_unique_and_read_back() {
        for source in Source::ALL {
            assert_eq!(Source::from_name(source.name()), Some(source));
        }
        for status in Status::ALL {
            assert_eq!(Status::from_name(status.name()), Some(status));
        }
        assert_eq!(Source::from_name("on"), None);
        assert_eq!(Status::from_name("camera"), None);
    }
}
