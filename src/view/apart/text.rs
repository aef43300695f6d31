//! Markup and style of the part.

/// What `build.rs` gathers, between two marks by which `crates/bindgen` finds it in the program. Until the part is loaded, it
/// is not there.
static TEXT: &str = include_str!(concat!(env!("OUT_DIR"), "/apart.txt"));

/// Returns the markup of a file of this part.
pub(in crate::view) fn markup(file: &str) -> &'static str {
    section(file)
}

/// Returns the rules of this part.
pub(in crate::view) fn rules() -> &'static str {
    section("style")
}

/// Each section begins with its name, in a line of its own.
fn section(name: &str) -> &'static str {
    let sections = TEXT.split('\u{1}');
    let mut named = sections.filter_map(|section| section.split_once('\n'));
    named
        .find(|(known, _)| *known == name)
        .map_or("", |(_, text)| text)
}
