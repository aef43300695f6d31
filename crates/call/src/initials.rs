//! The initials of a person, shown where they have no picture.

use visavis_protocol::letters;

/// Keeps two letters apart that are written in one stroke: a zero-width non-joiner.
const UNJOINED: char = '\u{200C}';

/// Returns the first letters of the first and the last word of a name, each whole as people see it. Signs and emoji do
/// not count, except in a name of nothing else: then it is the first of them.
pub fn initials(name: &str) -> String {
    let mut words = name
        .split_whitespace()
        .filter_map(|word| letters(word).find(|letter| !is_sign(letter)));
    let Some(first) = words.next() else {
        return letters(name.trim()).next().unwrap_or_default().to_owned();
    };
    let mut initials = first.to_owned();
    if let Some(last) = words.next_back() {
        if is_cursive(first) && is_cursive(last) {
            initials.push(UNJOINED);
        }
        initials.push_str(last);
    }
    initials
}

/// Returns whether it is punctuation, an emoji, or a mark of direction, which stand for nobody.
fn is_sign(letter: &str) -> bool {
    letter.starts_with(|first: char| {
        first.is_ascii_punctuation()
            || matches!(first, '\u{A0}'..='\u{BF}' | '\u{61C}' | '\u{2000}'..='\u{2BFF}' | '\u{3000}'..='\u{303F}'
                | '\u{1F000}'..='\u{1FAFF}')
    })
}

/// Returns whether it is of a script whose letters take the shape of a word beside each other: Arabic and its like.
fn is_cursive(letter: &str) -> bool {
    letter.starts_with(|first: char| matches!(first, '\u{600}'..='\u{8FF}'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_letters_of_the_first_and_the_last_word_stand_for_a_name() {
        for (name, expected) in [
            ("Ada", "A"),
            ("ada lovelace", "al"),
            ("Ada King Lovelace", "AL"),
            ("  Ada\u{A0}Lovelace ", "AL"),
            ("(Ada) \"Countess\" Lovelace", "AL"),
            ("e\u{301}mile Zo\u{308}la", "e\u{301}Z"),
            ("山田 太郎", "山太"),
            ("שרה לוי", "של"),
            ("क्षितिज", "क्षि"),
            ("WWW", "W"),
            ("", ""),
            (" ", ""),
        ] {
            assert_eq!(initials(name), expected, "{name}");
        }
    }

    #[test]
    fn letters_of_arabic_do_not_join_into_a_word() {
        assert_eq!(initials("محمد علي"), "م\u{200C}ع");
        assert_eq!(initials("\u{200F}عدا"), "ع");
        assert_eq!(initials("Ada علي"), "Aع");
    }

    #[test]
    fn a_name_of_emoji_has_the_whole_of_the_first() {
        for (name, expected) in [
            ("👨‍👩‍👧‍👦👨‍👩‍👧‍👦", "👨‍👩‍👧‍👦"),
            ("🇩🇪 🇫🇷", "🇩🇪"),
            ("🏳️‍🌈", "🏳️‍🌈"),
            ("🦄 Ada 🇩🇪", "A"),
            ("¿?", "¿"),
        ] {
            assert_eq!(initials(name), expected, "{name}");
        }
    }
}
