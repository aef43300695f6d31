//! DOM helpers shared by all parts of the view.

use super::focus::focus;
use crate::web::{Exception, JsResultExt, object, window};
use visavis_call::protocol::beginning;
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, EventTarget, Node, ShadowRoot};

/// The longest name that is shown, and that can be typed.
pub(super) const NAME_CHARS: usize = 64;
/// A longer name would crowd out the rest of the sentence.
const SENTENCE_CHARS: usize = 24;

// No `instanceof` here (`dyn_into`): the classes of a page's window are not those of another one, into which the
// element may have been moved, and a page may have replaced them.

/// Finds an element that the markup guarantees to exist, and to be of this class.
pub(super) fn find<T: JsCast>(within: &Element, selector: &str) -> Result<T, Exception> {
    within
        .query_selector(selector)
        .or_exception()?
        .map(JsCast::unchecked_into)
        .ok_or_else(|| missing(selector))
}

pub(super) fn missing(what: &str) -> Exception {
    Exception {
        name: "MarkupError".to_owned(),
        message: format!("the markup lacks {what}"),
    }
}

/// Returns the element at which an event is directed.
pub(super) fn target_of(event: &Event) -> Option<Element> {
    event.target().and_then(as_element)
}

/// Returns the target of an event if it is an element.
pub(super) fn as_element(target: EventTarget) -> Option<Element> {
    let is_element = target.unchecked_ref::<Node>().node_type() == Node::ELEMENT_NODE;
    is_element.then(|| target.unchecked_into())
}

/// Returns the root around a node. Of a shadow root, a document has some members: the others are `undefined`.
pub(super) fn root_of(node: &Node) -> ShadowRoot {
    node.get_root_node().unchecked_into()
}

/// Returns the element in whose shadow tree a node is.
pub(super) fn host_around(node: &Node) -> Option<Element> {
    let root = node.get_root_node();
    let is_shadow = root.node_type() == Node::DOCUMENT_FRAGMENT_NODE;
    let host = is_shadow.then(|| object::member(&root, "host")).flatten();
    host.map(JsCast::unchecked_into)
}

/// Sets text content; never parsed as markup.
pub(super) fn set_text(element: &Element, text: &str) {
    // Writing even the same text makes the browser lay it out again.
    if element.text_content().as_deref() == Some(text) && element.child_element_count() == 0 {
        return;
    }
    element.set_text_content(Some(text));
}

/// Sets an attribute for style sheets and tests.
pub(super) fn set_attr(element: &Element, name: &str, value: &str) {
    // Writing even the same value makes the browser recompute styles.
    if element.get_attribute(name).as_deref() == Some(value) {
        return;
    }
    element
        .set_attribute(name, value)
        .warn_on_error("setting an attribute");
}

/// Sets or removes an attribute without a value.
pub(super) fn toggle_attr(element: &Element, name: &str, is_set: bool) {
    element
        .toggle_attribute_with_force(name, is_set)
        .warn_on_error("setting an attribute");
}

/// More of them on one letter would cover the lines above and below; no language has as many.
const MARKS: usize = 3;

/// Returns the name of a person, shortened for use in a sentence. Of a person without a name it is empty.
pub(super) fn short_name(name: &str) -> String {
    bounded(name.trim(), SENTENCE_CHARS)
}

/// Truncates to a number of characters, between two letters as people see them, and removes those that change the writing direction of the surrounding text,
/// and marks that pile up on a letter.
pub(super) fn bounded(text: &str, chars: usize) -> String {
    let mut marks = 0;
    let is_kept = |c: &char| {
        marks = if is_mark(*c) { marks + 1 } else { 0 };
        let is_in_order = !matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
        !c.is_control() && is_in_order && marks <= MARKS
    };
    let kept: String = text.chars().filter(is_kept).collect();
    let shown = beginning(&kept, chars);
    let more = if shown.len() < kept.len() { "…" } else { "" };
    [shown, more].concat()
}

/// Returns whether a character is in one of the blocks of combining diacritical marks.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36F}' | '\u{483}'..='\u{489}' | '\u{1AB0}'..='\u{1AFF}'
        | '\u{1DC0}'..='\u{1DFF}' | '\u{20D0}'..='\u{20FF}' | '\u{FE20}'..='\u{FE2F}')
}

/// Finds all matching elements.
pub(super) fn all(within: &Element, selector: &str) -> Vec<Element> {
    within.query_selector_all(selector).map_or_else(
        |_| Vec::new(),
        |list| {
            (0..list.length())
                .filter_map(|index| list.get(index).map(JsCast::unchecked_into))
                .collect()
        },
    )
}

/// Removes an element. A focus inside it moves to the screen around it, so that shortcuts keep working.
pub(super) fn take_away(element: &Element) {
    // `:focus-within` would not do: in Firefox nothing is that while the window is not in front.
    let focused = root_of(element).active_element();
    if focused.is_some_and(|focused| element.contains(Some(&focused)))
        && let Ok(Some(root)) = element.closest(".visavis")
        && let Ok(screen) = find(&root, ":is(.lobby, .call, .after)")
    {
        focus(&screen);
    }
    element.remove();
}

/// Creates an element that is not part of a template.
pub(super) fn create(name: &str) -> Result<Element, Exception> {
    window()
        .document()
        .ok_or_else(|| missing("a document"))?
        .create_element(name)
        .or_exception()
}

/// Returns the monotonic time in milliseconds.
pub(super) fn millis() -> f64 {
    window().performance().map_or(0.0, |clock| clock.now())
}

/// Formats a duration as hours, minutes and seconds.
pub(super) fn length(millis: f64) -> String {
    let seconds = (millis / 1_000.0) as u64;
    let (hours, minutes, seconds) = (seconds / 3_600, seconds / 60 % 60, seconds % 60);
    if hours > 0 {
        format!("{hours}:{minutes:02}:{seconds:02}")
    } else {
        format!("{minutes}:{seconds:02}")
    }
}
