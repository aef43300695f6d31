//! Splits chat text into plain text and links.

use std::slice::SliceIndex;

/// A piece of a chat message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Piece<'t> {
    /// Plain text.
    Text(&'t str),
    /// A web address, as written.
    Link(&'t str),
}

/// A message of nothing but addresses would be slow to draw, and nobody follows more.
pub const MOST_LINKS: usize = 20;

/// Splits a text into pieces, which concatenate to the text. Only `http` and `https` become links: other schemes
/// could run code. After [`MOST_LINKS`] links the rest is text.
pub fn linkify(text: &str) -> Vec<Piece<'_>> {
    let mut links = 0;
    let mut linkify = Vec::new();
    let mut plain_from = 0;
    let mut at = 0;
    while links < MOST_LINKS
        && let Some(start) = next_start(text, at)
    {
        let end = start + link_length(part(text, start..));
        let scheme = if part(text, start..).starts_with("https") {
            8
        } else {
            7
        };
        if end <= start + scheme {
            at = start + scheme;
            continue;
        }
        if plain_from < start {
            linkify.push(Piece::Text(part(text, plain_from..start)));
        }
        linkify.push(Piece::Link(part(text, start..end)));
        links += 1;
        (plain_from, at) = (end, end);
    }
    if plain_from < text.len() {
        linkify.push(Piece::Text(part(text, plain_from..)));
    }

    linkify
}

/// Returns the host of a link as it is written, with everything before it up to the scheme. It is not where a browser goes
/// if a name and a password are in it, or letters of the look of others.
pub fn written_host(link: &str) -> &str {
    let rest = link.split_once("://").map_or(link, |(_, rest)| rest);
    let end = rest.find(['/', '?', '#', '\\']).unwrap_or(rest.len());
    part(rest, ..end)
}

/// Finds the next scheme that is not inside a word.
fn next_start(text: &str, from: usize) -> Option<usize> {
    let mut from = from;
    loop {
        let start = from + part(text, from..).find('h')?;
        let rest = part(text, start..);
        let is_scheme = rest.starts_with("http://") || rest.starts_with("https://");
        let is_in_word = part(text, ..start)
            .chars()
            .next_back()
            .is_some_and(|before| before.is_ascii_alphanumeric());
        if is_scheme && !is_in_word {
            return Some(start);
        }
        from = start + 1;
    }
}

/// Length of a link: up to white space or a quote, without trailing punctuation, and with balanced brackets.
fn link_length(text: &str) -> usize {
    let end = text
        .find(|c: char| {
            c.is_whitespace() || c.is_control() || is_direction(c) || matches!(c, '<' | '>' | '"')
        })
        .unwrap_or(text.len());
    let link = part(text, ..end);
    // Counted once: counting anew for each bracket would take seconds for a message of brackets.
    let mut unopened = link
        .matches(')')
        .count()
        .saturating_sub(link.matches('(').count());
    let link = link.trim_end_matches(|c| {
        let is_unopened = c == ')' && unopened > 0;
        unopened -= usize::from(is_unopened);
        is_unopened || matches!(c, '.' | ',' | ';' | ':' | '!' | '?' | '\'' | '。' | '、' | '…')
    });
    link.len()
}

/// Returns whether a character changes the direction of writing, and so could show a link backwards.
fn is_direction(c: char) -> bool {
    matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Slices a text. Indexing would add panic messages that cost kilobytes in the browser.
fn part(text: &str, range: impl SliceIndex<str, Output = str>) -> &str {
    text.get(range).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::Piece::{Link, Text};
    use super::*;

    #[test]
    fn the_written_host_is_all_that_could_be_taken_for_it() {
        for (link, host) in [
            ("https://example.org", "example.org"),
            ("https://example.org:8080/a@b", "example.org:8080"),
            ("http://good.example@evil.example/", "good.example@evil.example"),
            ("https://good.example\\@evil.example", "good.example"),
            ("https://ex\u{430}mple.org?x", "ex\u{430}mple.org"),
        ] {
            assert_eq!(written_host(link), host);
        }
    }

    #[test]
    fn a_link_ends_before_what_turns_the_direction() {
        assert_eq!(
            linkify("https://a.example/\u{202e}gpj.exe"),
            [Link("https://a.example/"), Text("\u{202e}gpj.exe")]
        );
    }

    #[test]
    fn an_address_in_a_sentence_ends_before_the_full_stop() {
        let text = "See https://example.org/a?b=c#d, or http://127.0.0.1:8080/.";

        assert_eq!(
            linkify(text),
            [
                Text("See "),
                Link("https://example.org/a?b=c#d"),
                Text(", or "),
                Link("http://127.0.0.1:8080/"),
                Text("."),
            ]
        );
    }

    #[test]
    fn brackets_around_an_address_are_not_part_of_it() {
        assert_eq!(
            linkify("(https://example.org/a_(b))."),
            [Text("("), Link("https://example.org/a_(b)"), Text(").")]
        );
    }

    #[test]
    fn of_three_hundred_links_some_are_links() {
        let text = "http://a.bc/d ".repeat(300);

        let pieces = linkify(&text);

        let is_link = |piece: &&Piece<'_>| matches!(piece, Link(_));
        assert_eq!(pieces.iter().filter(is_link).count(), MOST_LINKS);
        assert_eq!(pieces.len(), 2 * MOST_LINKS);
    }

    #[test]
    fn a_message_of_brackets_is_read_once() {
        let text = format!("http://a{}.,)", ")".repeat(1_000_000));

        assert_eq!(linkify(&text), [Link("http://a"), Text(&text[8..])]);
    }

    #[test]
    fn other_schemes_and_words_stay_text() {
        for text in [
            "javascript:alert(1)",
            "data:text/html,x",
            "xhttp://a",
            "http://",
            "https:// a",
            "http",
        ] {
            assert_eq!(linkify(text), [Text(text)], "{text}");
        }
        assert_eq!(linkify(""), []);
    }

    #[test]
    fn pieces_concatenate_to_the_text() {
        for text in [
            "é https://ü.example/ö e",
            "https://a https://b",
            "<b>https://a</b>",
            "ahttp://\u{1F600}http://b",
        ] {
            let joined: String = linkify(text)
                .iter()
                .map(|piece| match piece {
                    Text(text) | Link(text) => *text,
                })
                .collect();
            assert_eq!(joined, text);
        }
    }
}
