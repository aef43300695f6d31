//! Assigns received media sections to sources.

use crate::media::{MediaReport, Source};

/// Returns the two sources that a section of this kind may carry, the person's own device first.
fn candidates(is_audio: bool) -> [Source; 2] {
    if is_audio {
        [Source::Microphone, Source::ScreenAudio]
    } else {
        [Source::Camera, Source::Screen]
    }
}

/// Returns what each received section carries: as reported by the sender where possible, by order until the report
/// arrives.
///
/// `received` lists the `mid`s in order of arrival and whether they carry audio. No source is assigned twice.
pub fn assemble_streams<'m>(
    received: impl IntoIterator<Item = (&'m str, bool)>,
    report: &MediaReport,
) -> Vec<(&'m str, Source)> {
    let received: Vec<_> = received.into_iter().collect();
    let mut composed: Vec<(&str, Source)> = Vec::new();
    let is_free = |composed: &[(&str, Source)], source| composed.iter().all(|(_, taken)| *taken != source);
    for (mid, is_audio) in &received {
        if let Some(track) = report.get(*mid)
            && candidates(*is_audio).contains(&track.source)
            && is_free(&composed, track.source)
        {
            composed.push((mid, track.source));
        }
    }
    for (mid, is_audio) in &received {
        if report.contains_key(*mid) {
            continue;
        }
        let guess = candidates(*is_audio)
            .into_iter()
            .find(|source| is_free(&composed, *source));
        composed.extend(guess.map(|source| (*mid, source)));
    }
    composed
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::media::{Status, Track};
    use std::collections::BTreeMap;

    const RECEIVED: [(&str, bool); 4] = [("0", true), ("1", false), ("2", false), ("3", true)];

    #[test]
    fn the_order_decides_until_the_report_arrives() {
        assert_eq!(
            by_mid(&RECEIVED, &[]),
            [
                ("0", Source::Microphone),
                ("1", Source::Camera),
                ("2", Source::Screen),
                ("3", Source::ScreenAudio)
            ]
            .into()
        );
    }

    #[test]
    fn the_report_overrides_the_order() {
        let said = [("1", Source::Screen), ("2", Source::Camera)];

        let composed = by_mid(&RECEIVED, &said);

        assert_eq!((composed["1"], composed["2"]), (Source::Screen, Source::Camera));
    }

    #[test]
    fn a_reported_source_is_not_guessed_again() {
        let composed = by_mid(&RECEIVED, &[("2", Source::Camera)]);

        assert_eq!((composed["2"], composed["1"]), (Source::Camera, Source::Screen));
    }

    #[test]
    fn audio_is_never_assigned_to_a_video_source() {
        let composed = by_mid(&RECEIVED, &[("0", Source::Camera)]);

        assert_eq!(composed.get("0"), None);
        assert_eq!(composed["1"], Source::Camera);
    }

    #[test]
    fn a_source_is_assigned_once_regardless_of_the_report() {
        let composed = by_mid(&RECEIVED, &[("1", Source::Screen), ("2", Source::Screen)]);

        assert_eq!(composed["1"], Source::Screen);
        assert_eq!(composed.get("2"), None);
    }

    #[test]
    fn a_third_video_section_has_no_source() {
        let received = [("1", false), ("2", false), ("3", false)];

        assert_eq!(by_mid(&received, &[]).get("3"), None);
    }

    fn by_mid<'m>(received: &[(&'m str, bool)], said: &[(&str, Source)]) -> BTreeMap<&'m str, Source> {
        let report = said.iter().map(|(mid, source)| {
            let (source, status) = (*source, Status::On);
            ((*mid).to_owned(), Track { source, status })
        });
        assemble_streams(received.iter().copied(), &report.collect())
            .into_iter()
            .collect()
    }
}
