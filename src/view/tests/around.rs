//! Tests the view below hostile styles, and inside the components of a page.

use super::*;
use crate::view::screens::Screen;

const SHOWN: &str = ".visavis, .lobby, .room, .present, input, button, svg, .name, h2, summary";

#[wasm_bindgen_test]
fn no_inherited_property_of_the_page_reaches_the_call() {
    let page = Page::open();
    let list = js_sys::Array::new();
    for element in page.all(SHOWN) {
        list.push(&element);
    }
    let script = format!("return ({})(...arguments);", include_str!("inherited.js"));
    let container = document().create_element("section").unwrap();
    page.move_into(&container);

    let found = js_sys::Function::new_no_args(&script)
        .call2(&JsValue::NULL, &container, &list)
        .unwrap();

    let of = |name: &str| js_sys::Reflect::get(&found, &name.into()).unwrap();
    assert_eq!(of("leaks").as_string().unwrap(), "");
    assert!(of("tried").as_f64().unwrap() > 50.0, "{:?}", of("tried"));
    container.remove();
}

#[wasm_bindgen_test]
fn the_page_hides_the_call_and_chooses_its_scheme() {
    let page = Page::open();
    let hidden = page.style("visibility: hidden; color-scheme: dark; direction: rtl; user-select: none");

    assert_eq!(page.computed(".room", "visibility"), "hidden");
    assert_eq!(page.computed(".room", "direction"), "ltr", "that of the language");
    assert_eq!(page.computed(".visavis", "user-select"), "text");
    let locale = page.computed(".visavis", "-webkit-locale");
    assert!(
        matches!(locale.as_str(), "" | "\"en\""),
        "that of the attribute: {locale}"
    );
    // The element's own scheme is both, until the page says otherwise.
    page.shadow
        .host()
        .set_attribute("style", "color-scheme: inherit")
        .unwrap();
    assert_eq!(page.computed(".visavis", "color-scheme"), "dark");
    let dark = page.computed(".visavis", "background-color");
    page.shadow.host().set_attribute("theme", "light").unwrap();
    assert_eq!(page.computed(".visavis", "color-scheme"), "light");
    assert_ne!(page.computed(".visavis", "background-color"), dark);
    drop(hidden);
}

#[wasm_bindgen_test]
fn a_page_that_reverts_everything_still_shows_the_call() {
    let page = Page::open();
    page.shadow.host().set_id("reverted");
    let is_shown = || page.find::<HtmlElement>(".visavis").offset_height();
    let before = is_shown();

    let reverted = Sheet::add("* { all: revert } #reverted { all: initial }");
    assert_eq!(page.computed_of_host("display"), "inline");
    assert_eq!(is_shown(), before);
    assert!(page.find::<HtmlElement>(".visavis").offset_width() > 100);
    drop(reverted);
    let _hidden = Sheet::add("#reverted { display: none }");

    assert_eq!(is_shown(), 0);
}

#[wasm_bindgen_test]
fn one_length_takes_away_every_corner() {
    let page = Page::in_call();
    page.tell(joined("a", "Ada", false));
    page.press("chat");
    let round = || {
        let screens = [Screen::Lobby, Screen::After, Screen::Call];
        let round = screens.map(|screen| {
            page.with_ui(|ui| ui.screens.show(screen, &mut ui.self_view))
                .unwrap();
            let all = page.all("*").into_iter();
            all.filter(is_round)
                .map(|element| format!("{} {:?}", element.local_name(), element.get_attribute("class")))
                .collect::<Vec<_>>()
        });
        round.concat()
    };
    assert!(round().len() > 20);

    for none in ["0", "0px"] {
        let style = format!("--visavis-radius: {none}");
        page.shadow.host().set_attribute("style", &style).unwrap();
        assert_eq!(round(), Vec::<String>::new(), "{none}");
    }
}

fn is_round(element: &Element) -> bool {
    ["", "::before", "::after"].into_iter().any(|part| {
        let style = window()
            .get_computed_style_with_pseudo_elt(element, part)
            .unwrap()
            .unwrap();
        let radius = |corner| {
            style
                .get_property_value(&format!("border-{corner}-radius"))
                .unwrap()
        };
        let corners = ["start-start", "start-end", "end-start", "end-end"];
        corners.into_iter().any(|corner| radius(corner) != "0px")
    })
}

#[wasm_bindgen_test]
fn the_language_is_found_around_the_components_of_a_page() {
    let (outer, inner) = (Component::open(), Component::open());
    outer.0.set_attribute("lang", "de-AT").unwrap();
    outer.1.append_child(&inner.0).unwrap();

    let page = Page::inside(&inner.1, false, None);

    assert!(
        page.find::<Element>(".visavis").has_attribute("data-wordless"),
        "German is being loaded"
    );
}

#[wasm_bindgen_test]
fn the_focus_of_a_component_is_not_taken_away() {
    let component = Component::open();
    let page = Page::inside(&component.1, false, None);
    page.tell(Event::SignallingChanged(Signalling::Connected));
    let field: HtmlElement = document().create_element("input").unwrap().unchecked_into();
    component.1.append_child(&field).unwrap();
    let lose = |next: Option<&HtmlElement>| {
        let button: HtmlElement = page.find("[data-action=more]");
        button.focus().unwrap();
        page.with_ui(Ui::tick);
        button.set_hidden(true);
        if let Some(next) = next {
            next.focus().unwrap();
        }
        page.with_ui(Ui::tick);
        button.set_hidden(false);
    };

    lose(Some(&field));
    assert_eq!(page.shadow.active_element(), None);
    lose(None);

    assert_eq!(page.shadow.active_element().unwrap().matches(".call"), Ok(true));
}

/// An element of the page with a shadow tree.
pub(super) struct Component(pub(super) Element, pub(super) ShadowRoot);

impl Component {
    pub(super) fn open() -> Self {
        let host = document().create_element("div").unwrap();
        document().body().unwrap().append_child(&host).unwrap();
        let root = host
            .attach_shadow(&ShadowRootInit::new(ShadowRootMode::Open))
            .unwrap();
        Self(host, root)
    }
}

impl Drop for Component {
    fn drop(&mut self) {
        self.0.remove();
    }
}

/// A style sheet of the page.
struct Sheet(Element);

impl Sheet {
    fn add(rules: &str) -> Self {
        let sheet = document().create_element("style").unwrap();
        sheet.set_text_content(Some(rules));
        document().head().unwrap().append_child(&sheet).unwrap();
        Self(sheet)
    }
}

impl Drop for Sheet {
    fn drop(&mut self) {
        self.0.remove();
    }
}

impl Page {
    /// Styles the text of the page around the call.
    fn style(&self, declarations: &str) -> Sheet {
        Sheet::add(&format!("body {{ {declarations} }}"))
    }

    fn move_into(&self, container: &Element) {
        document().body().unwrap().append_child(container).unwrap();
        container.append_child(&self.shadow.host()).unwrap();
    }

    pub(super) fn computed(&self, selector: &str, property: &str) -> String {
        computed(&self.find(selector), property)
    }

    fn computed_of_host(&self, property: &str) -> String {
        computed(&self.shadow.host(), property)
    }
}

fn computed(element: &Element, property: &str) -> String {
    let style = window().get_computed_style(element).unwrap().unwrap();
    style.get_property_value(property).unwrap()
}

fn window() -> web_sys::Window {
    web_sys::window().unwrap()
}

fn document() -> web_sys::Document {
    window().document().unwrap()
}
