//! The HTML templates: parsed once per page, cloned for each use.

use super::apart;
use super::dom::{all, missing, set_attr, set_text, toggle_attr};
use super::strings::Strings;
use crate::web::{Exception, JsResultExt, window};
use std::cell::{OnceCell, RefCell};
use visavis_call::{Code, Failure};
use wasm_bindgen::prelude::*;
use web_sys::{Document, Element, HtmlTemplateElement};

/// The parts that have a template.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    After,
    Allow,
    Call,
    Chat,
    ChatMessage,
    CopyLink,
    DeviceButtons,
    Devices,
    EndCall,
    File,
    Help,
    Knock,
    Lobby,
    Log,
    LogRow,
    LogStep,
    Menu,
    Note,
    OwnName,
    People,
    PersonMenu,
    PersonRow,
    Quality,
    QualityRow,
    Removal,
    Root,
    SelfView,
    SharedScreen,
    Tile,
    Trouble,
    Waiting,
}

impl Part {
    fn markup(self) -> &'static str {
        match self {
            Self::After => include_str!("screens/after.html"),
            Self::Allow => include_str!("status/allow.html"),
            Self::Call => include_str!("screens/call.html"),
            Self::Chat => include_str!("panels/chat.html"),
            Self::ChatMessage => apart::markup("panels/chat_message"),
            Self::CopyLink => include_str!("screens/copy_link.html"),
            Self::DeviceButtons => include_str!("bar/device_buttons.html"),
            Self::Devices => include_str!("panels/devices.html"),
            Self::EndCall => include_str!("bar/end_call.html"),
            Self::File => apart::markup("status/file"),
            Self::Help => include_str!("panels/help.html"),
            Self::Knock => apart::markup("status/knock"),
            Self::Lobby => include_str!("lobby/lobby.html"),
            Self::Log => include_str!("panels/log.html"),
            Self::LogRow => apart::markup("panels/log_row"),
            Self::LogStep => apart::markup("panels/log_step"),
            Self::Menu => include_str!("bar/menu.html"),
            Self::Note => include_str!("status/note.html"),
            Self::OwnName => apart::markup("panels/own_name"),
            Self::People => include_str!("panels/people.html"),
            Self::PersonMenu => apart::markup("panels/person_menu"),
            Self::PersonRow => apart::markup("panels/person_row"),
            Self::Quality => include_str!("panels/quality.html"),
            Self::QualityRow => apart::markup("panels/quality_row"),
            Self::Removal => apart::markup("panels/removal"),
            Self::Root => include_str!("root.html"),
            Self::SelfView => include_str!("stage/self_view.html"),
            Self::SharedScreen => apart::markup("stage/shared_screen"),
            Self::Tile => apart::markup("stage/tile"),
            Self::Trouble => include_str!("status/trouble.html"),
            Self::Waiting => apart::markup("lobby/waiting"),
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

    /// `web-sys` accepts only a string here.
    #[wasm_bindgen(extends = Element)]
    type MarkupTaker;
    #[wasm_bindgen(method, catch, setter, js_name = innerHTML)]
    fn set_markup(this: &MarkupTaker, markup: &JsValue) -> Result<(), JsValue>;
}

thread_local! {
    /// Created once, since a page may allow only one policy of this name. `None`: the browser lacks Trusted Types.
    static POLICY: OnceCell<Option<Policy>> = const { OnceCell::new() };
    static TEMPLATES: RefCell<Vec<(Part, HtmlTemplateElement)>> = const { RefCell::new(Vec::new()) };
}

/// Returns a new copy of a part, with its strings.
pub(super) fn build(part: Part, strings: &Strings) -> Result<Element, Exception> {
    let first = template(part)?
        .content()
        .first_element_child()
        .ok_or_else(|| missing("an element"))?;
    let element = document()?
        .import_node_with_deep(&first, true)
        .or_exception()?
        .unchecked_into();
    put_words_in(&element, strings);

    Ok(element)
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

    Ok(template)
}

fn policy() -> Result<Option<Policy>, Exception> {
    if let Some(policy) = POLICY.with(|policy| policy.get().cloned()) {
        return Ok(policy);
    }
    let policy = TRUSTED_TYPES
        .with(|factory| factory.as_ref().map(create_policy_of_ours))
        .transpose()?;
    // Set only here, and nothing runs in between.
    POLICY.with(|kept| kept.set(policy.clone()).ok());

    Ok(policy)
}

fn create_policy_of_ours(factory: &PolicyFactory) -> Result<Policy, Exception> {
    // The policy is safe because only the templates above pass through it: `String` returns them unchanged.
    let unchanged = js_sys::Reflect::get(&js_sys::global(), &"String".into()).or_exception()?;
    let rules = js_sys::Object::new();
    js_sys::Reflect::set(&rules, &"createHTML".into(), &unchanged).or_exception()?;

    factory.create_policy("visavis", &rules).map_err(|_| Exception {
        name: Code::MarkupForbidden.id().to_owned(),
        message: Code::MarkupForbidden.sentence().to_owned(),
    })
}

/// Says a string in an element, and again whenever the language changes. Returns it.
pub(super) fn say(element: &Element, key: &str, values: &[(&str, &str)], strings: &Strings) -> String {
    set_attr(element, "data-say", key);
    toggle_attr(element, "data-source", false);
    set_values(element, values);
    let text = strings.with(key, values);
    set_text(element, &text);
    text
}

/// Likewise the sentence for a failure.
pub(super) fn say_failure(element: &Element, failure: &Failure, strings: &Strings) -> String {
    set_attr(element, "data-say", failure.code.id());
    set_attr(element, "data-source", &failure.message);
    let text = strings.failure(failure);
    set_text(element, &text);
    text
}

/// Likewise the name of a person who may have none. The whole of it is a tooltip, where it is cut off.
pub(super) fn say_name(element: &Element, name: &str, strings: &Strings) {
    set_attr(element, "title", name);
    if name.is_empty() {
        say(element, "guest", &[], strings);
    } else {
        say_plainly(element, name);
    }
}

/// Shows a text that is the same in all languages.
pub(super) fn say_plainly(element: &Element, text: &str) {
    toggle_attr(element, "data-say", false);
    set_text(element, text);
}

/// Gives an element the accessible name and tooltip of a string, like [`say`].
pub(super) fn label(element: &Element, key: &str, values: &[(&str, &str)], strings: &Strings) {
    set_attr(element, "data-label", key);
    set_values(element, values);
    put_words_in(element, strings);
}

fn set_values(element: &Element, values: &[(&str, &str)]) {
    for (name, value) in values {
        set_attr(element, &format!("data-value-{name}"), value);
    }
}

/// Applies strings: `data-say` names the text of an element, `data-label` its accessible name and tooltip,
/// `data-hint` the placeholder of a field, `data-key` its shortcut. `data-value-…` replaces the placeholder of that name,
/// and `data-source` is the English sentence of a failure.
pub(super) fn put_words_in(element: &Element, strings: &Strings) {
    let said = |element: &Element, attribute| {
        let key = element.get_attribute(attribute)?;
        if let Some(source) = element.get_attribute("data-source") {
            return Some(strings.known(&key).unwrap_or(source));
        }
        let value_of = |name: &str| element.get_attribute(&format!("data-value-{name}"));
        Some(strings.fill(&strings.of(&key), &value_of))
    };
    let spoken = "[data-say], [data-label], [data-hint]";
    let itself = (element.matches(spoken) == Ok(true)).then(|| element.clone());
    for element in itself.into_iter().chain(all(element, spoken)) {
        if let Some(text) = said(&element, "data-say") {
            set_text(&element, &text);
        }
        if let Some(text) = said(&element, "data-hint") {
            set_attr(&element, "placeholder", &text);
        }
        if let Some(text) = said(&element, "data-label") {
            set_attr(&element, "aria-label", &text);
            if element.matches("[data-action], [role=img]") == Ok(true) {
                set_attr(&element, "title", &with_key(&element, text));
            }
        }
    }
}

/// Returns a tooltip with the shortcut of the element appended.
pub(super) fn with_key(element: &Element, text: String) -> String {
    match element.get_attribute("aria-keyshortcuts") {
        Some(key) => format!("{text} ({key})"),
        None => text,
    }
}

fn document() -> Result<Document, Exception> {
    window().document().ok_or_else(|| missing("a document"))
}
