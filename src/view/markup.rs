//! The templates: parsed once for the page, cloned for each use.

use super::dom::{mark, missing, say};
use super::words;
use crate::web::{Exception, JsResultExt};
use std::cell::{OnceCell, RefCell};
use wasm_bindgen::prelude::*;
use web_sys::{Document, Element, HtmlTemplateElement, NodeList};

/// What there is a template of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    After,
    Call,
    CopyLink,
    Devices,
    Lobby,
    Logged,
    Note,
    Own,
    Root,
    Tile,
}

impl Part {
    fn markup(self) -> &'static str {
        match self {
            Self::After => include_str!("after.html"),
            Self::Call => include_str!("call.html"),
            Self::CopyLink => include_str!("copy_link.html"),
            Self::Devices => include_str!("devices.html"),
            Self::Lobby => include_str!("lobby.html"),
            Self::Logged => include_str!("logged.html"),
            Self::Note => include_str!("note.html"),
            Self::Own => include_str!("own.html"),
            Self::Root => include_str!("root.html"),
            Self::Tile => include_str!("tile.html"),
        }
    }
}

#[wasm_bindgen]
extern "C" {
    type PolicyFactory;
    #[wasm_bindgen(thread_local_v2, js_name = trustedTypes)]
    static TRUSTED_TYPES: Option<PolicyFactory>;
    #[wasm_bindgen(method, catch, js_name = createPolicy)]
    fn create_policy(this: &PolicyFactory, name: &str, rules: &JsValue) -> Result<Policy, JsValue>;

    #[derive(Clone)]
    type Policy;
    #[wasm_bindgen(method, catch, js_name = createHTML)]
    fn create_html(this: &Policy, markup: &str) -> Result<JsValue, JsValue>;

    /// `web-sys` takes only a string here.
    #[wasm_bindgen(extends = Element)]
    type MarkupTaker;
    #[wasm_bindgen(method, catch, setter, js_name = innerHTML)]
    fn set_markup(this: &MarkupTaker, markup: &JsValue) -> Result<(), JsValue>;
}

thread_local! {
    /// A page may allow a policy of this name to be created only once. `None`: the browser knows no Trusted Types.
    static POLICY: OnceCell<Option<Policy>> = const { OnceCell::new() };
    static TEMPLATES: RefCell<Vec<(Part, HtmlTemplateElement)>> = const { RefCell::new(Vec::new()) };
}

/// A fresh copy of a part, with its words in it.
pub(super) fn build(part: Part) -> Result<Element, Exception> {
    let first = template(part)?
        .content()
        .first_element_child()
        .ok_or_else(|| missing("an element"))?;
    document()?
        .import_node_with_deep(&first, true)
        .or_exception()?
        .dyn_into()
        .map_err(|_| missing("an element"))
}

fn template(part: Part) -> Result<HtmlTemplateElement, Exception> {
    let known = TEMPLATES.with_borrow(|templates| {
        templates
            .iter()
            .find(|(name, _)| *name == part)
            .map(|(_, template)| template.clone())
    });
    if let Some(template) = known {
        return Ok(template);
    }

    let template = parse(part.markup())?;
    TEMPLATES.with_borrow_mut(|templates| templates.push((part, template.clone())));
    Ok(template)
}

fn parse(markup: &str) -> Result<HtmlTemplateElement, Exception> {
    let template: HtmlTemplateElement = document()?
        .create_element("template")
        .or_exception()?
        .unchecked_into();
    let markup = match policy()? {
        Some(policy) => policy.create_html(markup).or_exception()?,
        None => JsValue::from_str(markup),
    };
    template
        .unchecked_ref::<MarkupTaker>()
        .set_markup(&markup)
        .or_exception()?;
    put_words_in(&template)?;

    Ok(template)
}

fn policy() -> Result<Option<Policy>, Exception> {
    if let Some(policy) = POLICY.with(|policy| policy.get().cloned()) {
        return Ok(policy);
    }
    let policy = TRUSTED_TYPES
        .with(|factory| factory.as_ref().map(create_policy_of_ours))
        .transpose()?;
    // Only ever set here, and nothing runs in between.
    POLICY.with(|kept| kept.set(policy.clone()).ok());

    Ok(policy)
}

fn create_policy_of_ours(factory: &PolicyFactory) -> Result<Policy, Exception> {
    // The policy is sound because nothing but the templates above goes through it: `String` hands them on as they are.
    let unchanged = js_sys::Reflect::get(&js_sys::global(), &"String".into()).or_exception()?;
    let rules = js_sys::Object::new();
    js_sys::Reflect::set(&rules, &"createHTML".into(), &unchanged).or_exception()?;

    factory.create_policy("visavis", &rules).or_exception()
}

/// `data-say` becomes the text of an element, `data-label` its name for screen readers and its tooltip.
fn put_words_in(template: &HtmlTemplateElement) -> Result<(), Exception> {
    let content = template.content();
    for element in elements(&content.query_selector_all("[data-say]").or_exception()?) {
        say(&element, word_of(&element, "data-say")?);
    }
    for element in elements(&content.query_selector_all("[data-label]").or_exception()?) {
        let word = word_of(&element, "data-label")?;
        mark(&element, "aria-label", word);
        if element.has_attribute("data-action") {
            mark(&element, "title", word);
        }
    }

    Ok(())
}

fn word_of(element: &Element, attribute: &str) -> Result<&'static str, Exception> {
    let key = element.get_attribute(attribute).unwrap_or_default();
    words::fixed(&key).ok_or_else(|| missing(&key))
}

fn elements(list: &NodeList) -> impl Iterator<Item = Element> {
    (0..list.length()).filter_map(|index| list.get(index)?.dyn_into().ok())
}

fn document() -> Result<Document, Exception> {
    web_sys::window()
        .and_then(|window| window.document())
        .ok_or_else(|| missing("a document"))
}
