//! How a report of tracks stands on the wire: `{"0": {"source": "microphone", "status": "on"}}`.

use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;
use visavis_call::{MediaReport, Source, Status, Track};

#[derive(Debug)]
pub(super) struct MediaWire(pub(super) MediaReport);

#[derive(Debug, Serialize, Deserialize)]
struct TrackWire {
    source: String,
    status: String,
}

impl Serialize for MediaWire {
    fn serialize<S: Serializer>(&self, into: S) -> Result<S::Ok, S::Error> {
        into.collect_map(self.0.iter().map(|(mid, track)| {
            let (source, status) = (track.source.name().to_owned(), track.status.name().to_owned());
            (mid, TrackWire { source, status })
        }))
    }
}

impl<'de> Deserialize<'de> for MediaWire {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_map(Reader).map(Self)
    }
}

struct Reader;

impl<'de> Visitor<'de> for Reader {
    type Value = MediaReport;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a report of tracks")
    }

    /// Tracks of a source or status that this version does not know are left out.
    fn visit_map<A: MapAccess<'de>>(self, mut from: A) -> Result<MediaReport, A::Error> {
        let mut report = MediaReport::new();
        while let Some((mid, track)) = from.next_entry::<String, TrackWire>()? {
            if let (Some(source), Some(status)) =
                (Source::from_name(&track.source), Status::from_name(&track.status))
            {
                report.insert(mid, Track { source, status });
            }
        }
        Ok(report)
    }
}
