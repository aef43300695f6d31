/// The longest name of a room, in characters.
pub const MAX_ROOM_NAME_LENGTH: usize = 128;

/// Returns the name by which a room is found: without invisible characters and surrounding whitespace, and in Unicode
/// Normalization Form C. Two spellings that look the same are the same room. Names of people are not changed like this:
/// joiners are letters of emoji and of Persian.
///
/// `nfc` normalizes: a browser has that built in, and its tables would be larger than the rest of this crate.
///
/// ```
/// use visavis_protocol::room_name;
///
/// assert_eq!(room_name(" stand\u{200b}up\u{feff}\n", str::to_owned), "standup");
/// ```
pub fn room_name(text: &str, nfc: impl FnOnce(&str) -> String) -> String {
    // Removed before the normalization, because between two characters they keep them from being composed.
    let visible: String = text.chars().filter(|letter| !is_ignorable(*letter)).collect();
    nfc(&visible).trim().to_owned()
}

/// Returns whether a character is invisible: the property `Default_Ignorable_Code_Point` of Unicode 17. It includes the
/// code points that are reserved for such characters.
pub(crate) fn is_ignorable(letter: char) -> bool {
    matches!(letter,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}'..='\u{1160}' | '\u{17b4}'..='\u{17b5}'
        | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}'
        | '\u{fff0}'..='\u{fff8}' | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}'
        | '\u{e0000}'..='\u{e0fff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn invisible_characters_and_surrounding_whitespace_do_not_make_another_room() {
        for spelling in [
            "team a",
            " team a\u{3000}",
            "\u{feff}team a",
            "te\u{ad}am\u{200b} a\u{fe0f}",
            "\u{2066}team a\u{2069}",
            "\u{200b} team a \u{200d}\n",
            "team a\u{e0001}\u{fff0}\u{3164}",
        ] {
            assert_eq!(room_name(spelling, str::to_owned), "team a", "{spelling:?}");
        }
    }

    #[test]
    fn visible_characters_remain() {
        for name in [
            "Team  A",
            "a\tb",
            "été",
            "会議 1",
            "\u{1f3f4}",
            "\u{fffd}",
            "\u{180a}",
        ] {
            assert_eq!(room_name(name, str::to_owned), name, "{name:?}");
        }
    }

    #[test]
    fn characters_are_composed_across_invisible_ones() {
        let given = room_name("cafe\u{200d}\u{301} ", |text| {
            assert_eq!(text, "cafe\u{301} ");
            "café ".to_owned()
        });

        assert_eq!(given, "café");
    }

    #[test]
    fn a_name_without_visible_characters_is_empty() {
        assert_eq!(room_name(" \u{200b}\u{feff}\t", str::to_owned), "");
    }
}
