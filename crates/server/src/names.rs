//! Names of persons: the form in which they are told, and when two of them look alike.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;
use unicode_security::confusable_detection;
use visavis_protocol::{readable_name, room_name};

/// The most marks above and below one letter. Vietnamese and Hebrew need three; a pile of them covers other lines.
const MAX_MARKS: usize = 4;

/// Returns the form of a name that the others are told: readable, in Unicode Normalization Form C, and without piles of
/// marks.
pub fn person_name(name: &str) -> String {
    let mut marks = 0;
    let unpiled = name.nfc().filter(|letter| {
        marks = if is_combining_mark(*letter) { marks + 1 } else { 0 };
        marks <= MAX_MARKS
    });
    readable_name(&unpiled.collect::<String>())
}

/// Returns what remains of a name if everything is left out that a person could overlook: invisible characters, spaces,
/// capitals, and which of several letters of the same look it is (UTS #39). Names with the same skeleton look alike.
pub fn skeleton(name: &str) -> String {
    let mut visible = room_name(name, |name| name.nfkc().collect());
    visible.retain(|letter| !letter.is_whitespace());
    let skeleton: String = confusable_detection::skeleton(&visible).collect();
    let skeleton = skeleton.to_lowercase();
    // Small letters may look like others than the capitals did: an m like rn. And an I looks like an l, but is an i.
    let skeleton = confusable_detection::skeleton(&skeleton);
    skeleton
        .map(|letter| if letter == 'i' { 'l' } else { letter })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_composed() {
        assert_eq!(person_name("Zoe\u{308}"), "Zo\u{eb}");
    }

    #[test]
    fn marks_are_not_piled_up() {
        let name = format!("A{}da", "\u{301}".repeat(80));

        assert_eq!(person_name(&name), "\u{c1}\u{301}\u{301}\u{301}\u{301}da");
        for name in ["Nguyễn Thị Huyền", "שָׁלוֹם", "กิ่งแก้ว"] {
            assert_eq!(person_name(name), name.nfc().collect::<String>());
        }
    }

    #[test]
    fn names_that_look_alike_have_the_same_skeleton() {
        for other in [
            "ADA LOVELACE",
            "Ada\u{200b} Love\u{200d}lace",
            "\u{410}da Lovelace",
            "Ad\u{430} L\u{43e}velace",
            "Ada  Lovelace",
            "Ada Love1ace",
            "Ada IoveIace",
            "\u{ff21}da Lovelace",
        ] {
            assert_eq!(skeleton(other), skeleton("Ada Lovelace"), "{other:?}");
        }
        assert_eq!(skeleton("KIM"), skeleton("Kim"));
        for other in ["Ada", "Ida Lovelace", "Äda Lovelace", "Ada Lovelace (2)"] {
            assert_ne!(skeleton(other), skeleton("Ada Lovelace"), "{other:?}");
        }
    }
}
