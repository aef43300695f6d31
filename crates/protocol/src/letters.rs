//! Letters as people see them, each of which may consist of several characters.

const ZERO_WIDTH_JOINER: char = '\u{200D}';

/// Each script of India has as many characters, and its signs in the same places.
const BLOCK: u32 = 0x80;
/// The sign between two consonants that are written as one.
const VIRAMA: u32 = 0x4D;

/// Returns the letters of a text as people see them: a letter with its marks, a whole flag, or a whole family of emoji.
///
/// These are nearly the grapheme clusters of Unicode, without the tables for all of them, which a client would have to
/// load: the marks of the scripts that most people write.
pub fn letters(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let (first, after) = rest.split_at_checked(length_of_first(rest)?)?;
        rest = after;
        Some(first)
    })
}

/// Returns the beginning of a text, as many whole letters as have at most so many characters. Of a first letter that has
/// more, a part is better than nothing.
pub fn beginning(text: &str, characters: usize) -> &str {
    let mut left = characters;
    let mut length = 0;
    for letter in letters(text) {
        let count = letter.chars().count();
        if count > left {
            if length == 0 {
                length = letter.chars().take(left).map(char::len_utf8).sum();
            }
            break;
        }
        left -= count;
        length += letter.len();
    }
    text.get(..length).unwrap_or_default()
}

/// Returns the length of the first letter, in bytes.
fn length_of_first(text: &str) -> Option<usize> {
    let mut characters = text.chars();
    let mut before = characters.next()?;
    let mut length = before.len_utf8();
    let mut is_half_a_flag = is_of_flag(before);
    for character in characters {
        let completes_flag = is_half_a_flag && is_of_flag(character);
        let is_joined = before == ZERO_WIDTH_JOINER && is_picture(character)
            || is_of_india(character) && is_of_india(before) && u32::from(before) % BLOCK == VIRAMA;
        if !completes_flag && !is_joined && !extends(character) {
            break;
        }
        is_half_a_flag = false;
        length += character.len_utf8();
        before = character;
    }
    Some(length)
}

/// Returns whether two of these characters are a flag.
fn is_of_flag(character: char) -> bool {
    matches!(character, '\u{1F1E6}'..='\u{1F1FF}')
}

/// Returns whether it is one of those that emoji are joined of.
fn is_picture(character: char) -> bool {
    matches!(character, '\u{A9}' | '\u{AE}' | '\u{203C}'..='\u{2BFF}' | '\u{1F000}'..='\u{1FAFF}')
}

fn is_of_india(character: char) -> bool {
    matches!(character, '\u{900}'..='\u{D7F}')
}

/// Returns whether a character belongs to the one before it.
fn extends(character: char) -> bool {
    match character {
        _ if is_of_india(character) => matches!(
            u32::from(character) % BLOCK,
            0x00..=0x03 | 0x3A..=0x3C | 0x3E..=0x4F | 0x51..=0x57 | 0x62..=0x63
        ),
        // Marks on letters of Latin, Greek and Cyrillic, of Hebrew, and of Arabic.
        '\u{300}'..='\u{36F}' | '\u{483}'..='\u{489}' | '\u{1AB0}'..='\u{1AFF}' | '\u{1DC0}'..='\u{1DFF}'
        | '\u{20D0}'..='\u{20FF}' | '\u{FE20}'..='\u{FE2F}'
        | '\u{591}'..='\u{5BD}' | '\u{5BF}' | '\u{5C1}'..='\u{5C2}' | '\u{5C4}'..='\u{5C5}' | '\u{5C7}'
        | '\u{610}'..='\u{61A}' | '\u{64B}'..='\u{65F}' | '\u{670}' | '\u{6D6}'..='\u{6DC}'
        | '\u{6DF}'..='\u{6E4}' | '\u{6E7}'..='\u{6E8}' | '\u{6EA}'..='\u{6ED}'
        // Of Sinhala, Thai, Lao, Tibetan, Burmese, Khmer, Korean and Japanese.
        | '\u{DCA}'..='\u{DDF}' | '\u{E31}' | '\u{E34}'..='\u{E3A}' | '\u{E47}'..='\u{E4E}'
        | '\u{EB1}' | '\u{EB4}'..='\u{EBC}' | '\u{EC8}'..='\u{ECE}' | '\u{F71}'..='\u{F84}'
        | '\u{F8D}'..='\u{FBC}' | '\u{102B}'..='\u{103E}' | '\u{1160}'..='\u{11FF}'
        | '\u{17B4}'..='\u{17D3}' | '\u{3099}'..='\u{309A}' | '\u{FF9E}'..='\u{FF9F}'
        // Joiners, variants, the colour of a skin, and what the flags of regions are spelt with.
        | '\u{200C}'..='\u{200D}' | '\u{FE00}'..='\u{FE0F}' | '\u{1F3FB}'..='\u{1F3FF}'
        | '\u{E0020}'..='\u{E007F}' | '\u{E0100}'..='\u{E01EF}' => true,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_see_as_one_letter_stays_whole() {
        for letter in [
            "A",
            "é",
            "e\u{301}",
            "Z\u{301}\u{302}",
            "ß",
            "山",
            "か\u{3099}",
            "ש\u{5C1}",
            "مُ",
            "कि",
            "क्षि",
            "ก็",
            "🦄",
            "👍🏽",
            "❤️",
            "1\u{FE0F}\u{20E3}",
            "👨‍👩‍👧‍👦",
            "🏳️‍🌈",
            "👩🏽‍⚕️",
            "🇩🇪",
            "🏴\u{E0067}\u{E0062}\u{E0073}\u{E0063}\u{E0074}\u{E007F}",
        ] {
            let text = [letter, letter, "x"].concat();

            assert_eq!(
                letters(&text).collect::<Vec<_>>(),
                [letter, letter, "x"],
                "{letter}"
            );
        }
    }

    #[test]
    fn flags_are_told_apart_and_half_a_flag_is_a_letter() {
        let text = "🇩🇪🇫🇷\u{1F1EF}";

        assert_eq!(letters(text).collect::<Vec<_>>(), ["🇩🇪", "🇫🇷", "\u{1F1EF}"]);
    }

    #[test]
    fn a_beginning_has_whole_letters() {
        assert_eq!(beginning("Ada", 2), "Ad");
        for (characters, expected) in [(0, ""), (1, "🦄"), (5, "🦄"), (6, "🦄👨‍👩‍👧"), (9, "🦄👨‍👩‍👧")]
        {
            assert_eq!(beginning("🦄👨‍👩‍👧", characters), expected, "{characters}");
        }
        assert_eq!(beginning("e\u{301}\u{301}\u{301}", 2), "e\u{301}");
    }

    #[test]
    fn a_text_is_the_sum_of_its_letters() {
        for text in ["", "\u{301}a", "\u{200D}👩", "Ada 👨‍👩‍👧‍👦 نسل\u{200C}ها", "नमस्ते"]
        {
            assert_eq!(letters(text).collect::<String>(), text);
        }
    }
}
