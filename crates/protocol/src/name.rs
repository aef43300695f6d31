//! Names of persons.

use crate::room::is_ignorable;
use crate::{MAX_NAME_LENGTH, beginning};

/// Returns the displayed form of a name that somebody chose: without control characters, characters that hide or turn
/// others, and the white space around it, at most [`MAX_NAME_LENGTH`] characters long and cut between two letters. Empty if nothing of it could be
/// seen, which is as good as no name.
pub fn readable_name(name: &str) -> String {
    let is_kept = |letter: &char| !letter.is_control() && !is_deceptive(*letter);
    let name: String = name.chars().filter(is_kept).collect();
    // Joiners and marks of direction belong to names of many languages, but are none by themselves.
    if name.chars().all(is_invisible) {
        return String::new();
    }
    beginning(name.trim(), MAX_NAME_LENGTH).trim_end().to_owned()
}

/// Returns whether a character is of use only to those who want to pass for somebody else: it turns the direction of
/// others, takes a space of its own, or is invisible, and no language needs it in a name.
fn is_deceptive(letter: char) -> bool {
    matches!(letter,
        '\u{AD}' | '\u{200B}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{3164}' | '\u{FEFF}'
        | '\u{FFA0}' | '\u{FFF9}'..='\u{FFFB}')
}

/// Returns whether a character shows nothing by itself: also the blank pattern of Braille, and annotations.
fn is_invisible(letter: char) -> bool {
    letter.is_whitespace() || is_ignorable(letter) || matches!(letter, '\u{2800}' | '\u{FFF9}'..='\u{FFFB}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_of_which_nothing_can_be_seen_is_none() {
        for name in [
            "",
            " ",
            "\t\n",
            "\u{7}\u{0}",
            "\u{A0}\u{3000}",
            "\u{200B}\u{200D}\u{FEFF}",
            "\u{2028}\u{202E}",
            " \u{AD} \u{3164}",
            "\u{2800}",
            "\u{E0041}\u{FE0F}",
        ] {
            assert_eq!(readable_name(name), "", "{name:?}");
        }
    }

    #[test]
    fn joiners_stay_in_a_name_that_can_be_seen() {
        for name in ["Ada", "نسل\u{200C}ها", "👩\u{200D}👩\u{200D}👧", "‏عدا", "É"] {
            assert_eq!(readable_name(&format!(" {name}\n")), name);
        }
    }

    #[test]
    fn what_hides_or_turns_letters_is_left_out() {
        assert_eq!(
            readable_name("\u{202E}adA\u{200B}\u{2066}\u{FEFF}\u{0}\u{7}"),
            "adA"
        );
        assert_eq!(readable_name("A\u{AD}d\u{2060}a\u{3164}"), "Ada");
    }

    #[test]
    fn a_long_name_is_cut_after_the_white_space_before_it() {
        let name = format!("   Ada\u{7}{}", "é".repeat(100));

        assert_eq!(readable_name(&name), format!("Ada{}", "é".repeat(61)));
    }

    #[test]
    fn a_long_name_of_emoji_is_cut_between_two_of_them() {
        let family = "👨‍👩‍👧‍👦";

        assert_eq!(readable_name(&family.repeat(10)), family.repeat(9));
    }

    #[test]
    fn a_name_that_was_cut_between_two_words_ends_with_a_letter() {
        let first = "é".repeat(63);

        assert_eq!(readable_name(&format!("{first} Lovelace")), first);
    }
}
