//! Tests the initials of people, and the tint behind them.

use super::*;
use visavis_call::Participant;

/// Names with their initials.
const NAMES: [(&str, &str); 8] = [
    ("Ada Lovelace", "AL"),
    ("WWWWWWWW WWWWWWWW", "WW"),
    ("👨‍👩‍👧‍👦👨‍👩‍👧‍👦", "👨‍👩‍👧‍👦"),
    ("🇩🇪 🇫🇷", "🇩🇪"),
    ("🦄 Ada", "A"),
    ("محمد علي", "م\u{200C}ع"),
    ("שרה Levi", "שL"),
    ("", "G"),
];

#[wasm_bindgen_test]
fn a_person_has_the_same_initials_and_the_same_tint_everywhere() {
    for (name, initials) in NAMES {
        let page = Page::everywhere(name);

        let places = [
            "[data-person=a]",
            "[data-of=a]",
            ".said:not([data-own])",
            "[data-of=k]",
        ];
        let tints = places.map(|place| {
            let drawn = page.find::<Element>(&format!("{place} .initials"));
            assert_eq!(
                drawn.text_content().as_deref(),
                Some(initials),
                "{place} of {name}"
            );
            let style = crate::web::window().get_computed_style(&drawn).unwrap();
            style.unwrap().get_property_value("background-color").unwrap()
        });
        assert_eq!(tints, [(); 4].map(|()| tints[0].clone()), "of {name}");
    }
}

#[wasm_bindgen_test]
fn people_differ_in_their_tints_also_in_the_list() {
    let page = Page::in_call();
    for (person, name) in [("a", "Ada"), ("b", "Lin"), ("c", "Kim"), ("d", "Omar")] {
        page.tell(joined(person, name, false));
    }
    page.press("people");

    let rows = page.all(".everyone .initials").into_iter().map(|row| {
        let style = crate::web::window().get_computed_style(&row).unwrap();
        style.unwrap().get_property_value("background-color").unwrap()
    });
    let tints: std::collections::BTreeSet<_> = rows.collect();
    assert!(tints.len() > 1, "{tints:?}");
}

#[wasm_bindgen_test]
fn the_tint_of_somebody_without_a_name_is_that_of_no_name() {
    let lobby = Page::open();
    let field = lobby.field("input[name=name]");
    field.set_value("  ");

    field
        .dispatch_event(&web_sys::Event::new("input").unwrap())
        .unwrap();

    assert_eq!(lobby.text(".own .initials"), "");
    let tint = lobby.attribute(".own", "data-tint");
    let others = Page::everywhere("");
    assert_eq!(others.attribute("[data-person=a]", "data-tint"), tint);
}

#[wasm_bindgen_test]
fn initials_fit_their_circle() {
    for (name, _) in NAMES {
        let page = Page::everywhere(name);
        for width in [240, 280, 390, 844, 1280] {
            let style = format!("display: block; inline-size: {width}px; block-size: 700px");
            page.shadow.host().set_attribute("style", &style).unwrap();
            for circle in page.all(".initials") {
                let circle: &HtmlElement = circle.unchecked_ref();
                assert!(
                    circle.scroll_width() <= circle.client_width(),
                    "{name}, {width} px wide: {} in {}",
                    circle.scroll_width(),
                    circle.client_width()
                );
            }
        }
    }
}

#[wasm_bindgen_test]
fn the_whole_of_a_name_is_at_hand_where_it_is_cut_off() {
    let name = "W".repeat(64);
    let page = Page::everywhere(&name);

    for place in [
        "[data-person=a] .name",
        "[data-of=a] .name",
        ".said:not([data-own]) .name",
    ] {
        assert_eq!(page.attribute(place, "title"), name, "{place}");
    }
    assert_eq!(page.attribute("[data-person=a]", "aria-label"), name);
}

#[wasm_bindgen_test]
fn a_sentence_that_begins_with_a_name_keeps_its_direction() {
    let page = Page::in_call();
    page.tell(joined("a", "\u{645}\u{646}\u{649}", false));

    page.tell(Event::LinkProblem(id("a"), Some(failure("No path."))));

    let expected = "\u{2068}\u{645}\u{646}\u{649}\u{2069}: No path.";
    assert_eq!(
        page.find::<Element>(".spoken").text_content().as_deref(),
        Some(expected)
    );
    let label = page.find::<Element>("[data-of=a] .volume");
    assert_eq!(
        label.get_attribute("aria-label").as_deref(),
        Some("Volume: \u{2068}\u{645}\u{646}\u{649}\u{2069}")
    );
}

impl Page {
    /// Shows a person of this name wherever initials are: on the stage, in the list, in the chat and at the door.
    fn everywhere(name: &str) -> Self {
        let page = Self::in_call();
        page.tell(joined("a", name, false));
        page.tell(joined("b", "Lin", false));
        page.tell(Event::HostChanged {
            host: id("self"),
            is_self: true,
            is_locked: true,
        });
        page.tell(Event::Knocking(vec![Person::new(id("k"), name)]));
        page.tell(Event::Said {
            from: Participant::Remote(id("a")),
            id: "7f3a".to_owned(),
            at: 1_764_504_000_000,
            text: "Hello".to_owned(),
        });
        page.press("chat");
        page
    }
}
