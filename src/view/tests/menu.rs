//! Tests the menu *More*: its place, its items at every size, and its keys.

use super::self_view::CleanStorage;
use super::*;
use visavis_call::Participant;

const SIZES: [(u32, u32); 5] = [(240, 480), (280, 640), (390, 844), (844, 390), (1280, 800)];
/// What every call of more than two offers, beside what not every browser can do.
const ALWAYS: [&str; 12] = [
    "hand",
    "layout",
    "tuck",
    "sound-only",
    "snapshot",
    "record",
    "devices",
    "quality",
    "log",
    "help",
    "menu-view",
    "menu-help",
];

#[wasm_bindgen_test]
fn at_most_eight_items_are_shown_at_once_and_each_is_somewhere() {
    for is_ring in [false, true] {
        let page = of_three(is_ring);
        page.press("more");
        for (width, height) in SIZES {
            page.is_of_size(width, height);
            let narrow: &[&str] = if width < 460 { &["chat", "people"] } else { &[] };
            let leave: &[&str] = if is_ring { &["leave-room"] } else { &[] };
            let what = format!("{width} x {height}, ring: {is_ring}");

            for name in ["main", "menu-view", "menu-help"] {
                let count = page.offered(&format!("[data-menu={name}] .item")).len();
                assert!((2..=8).contains(&count), "{count} in {name}, {what}");
            }
            for action in ALWAYS.iter().chain(narrow).chain(leave) {
                let items = page.offered(&format!(".menu [data-action={action}]"));
                assert_eq!(items.len(), 1, "{action}, {what}");
            }
        }
    }
}

#[wasm_bindgen_test]
fn the_menu_is_above_its_button_and_inside_the_call() {
    for direction in ["ltr", "rtl"] {
        let page = of_three(false);
        page.find::<Element>(".visavis")
            .set_attribute("dir", direction)
            .unwrap();
        page.press("more");
        for (width, height) in SIZES {
            page.is_of_size(width, height);
            let rect = |selector: &str| page.find::<Element>(selector).get_bounding_client_rect();
            let (call, menu) = (rect(".call"), rect(".menu"));
            let button = rect(".bar [data-action=more]");
            let what = format!(
                "{direction}, {width} x {height}: {} to {}",
                menu.left(),
                menu.right()
            );

            assert!(
                menu.left() >= call.left() && menu.right() <= call.right(),
                "{what}"
            );
            assert!(menu.top() >= call.top() && menu.bottom() < button.top(), "{what}");
            assert!(button.top() - menu.bottom() < 24.0, "{what}");
            let middle = (button.left() + button.right()) / 2.0;
            assert!(menu.left() < middle && middle < menu.right(), "{what}");
            if width == 1280 {
                assert!(
                    ((menu.left() + menu.right()) / 2.0 - middle).abs() < 2.0,
                    "{what}"
                );
            }
        }
    }
}

#[wasm_bindgen_test]
fn what_is_hidden_leaves_no_empty_group_and_no_empty_submenu() {
    let page = of_three(false);
    let diagnostics = "quality log help";
    let view = "layout self-view sound-only picture-in-picture";
    for (hidden, gone) in [
        ("hand", None),
        ("reactions hand record snapshot", None),
        (diagnostics, Some("menu-help")),
        (view, Some("menu-view")),
        ("devices quality log help", Some("menu-help")),
        (
            "full-screen layout self-view sound-only picture-in-picture",
            Some("menu-view"),
        ),
    ] {
        page.view.set("hide", hidden);
        page.press("more");
        for (width, height) in SIZES {
            page.is_of_size(width, height);
            for group in page.all("[data-menu=main] > .group") {
                let is_empty = group.get_bounding_client_rect().height() == 0.0;
                assert_eq!(group.has_attribute("data-empty"), is_empty, "{hidden}");
            }
            let submenus = ["menu-view", "menu-help"].map(|name| {
                let item = !page.offered(&format!("[data-action={name}]")).is_empty();
                let inside = page.offered(&format!("[data-menu={name}] .item")).len() > 1;
                assert_eq!(item, inside, "{name} without {hidden} at {width}");
                (name, item)
            });
            // On a phone the view has what is elsewhere in a wide call.
            let is_there = submenus.iter().all(|(name, item)| *item || Some(*name) == gone);
            assert!(is_there, "{hidden} at {width}");
        }
        page.press("more");
    }
}

#[wasm_bindgen_test]
fn arrows_home_end_and_letters_move_through_the_menu() {
    let page = of_three(false);
    page.press("more");
    assert_eq!(page.focused(), "hand");

    for (key, at) in [
        ("ArrowUp", "👍"),
        ("ArrowRight", "👏"),
        ("ArrowLeft", "👍"),
        ("ArrowLeft", "🎉"),
        ("ArrowUp", "menu-help"),
        ("ArrowDown", "👍"),
        ("ArrowDown", "hand"),
        ("End", "menu-help"),
        ("Home", "👍"),
        ("s", "devices"),
        ("R", "hand"),
        ("r", "record"),
        ("m", "record"),
    ] {
        assert!(!page.key_here(key), "{key} is not the page's");
        assert_eq!(page.focused(), at, "after {key}");
    }
    assert_eq!(page.intentions(), [], "no letter is a shortcut here");
}

#[wasm_bindgen_test]
fn a_submenu_opens_and_closes_by_keys_in_either_direction() {
    for (direction, open, close) in [
        ("ltr", "ArrowRight", "ArrowLeft"),
        ("rtl", "ArrowLeft", "ArrowRight"),
    ] {
        let page = of_three(false);
        page.find::<Element>(".visavis")
            .set_attribute("dir", direction)
            .unwrap();
        page.press("more");
        let expanded = || page.attribute("[data-action=menu-view]", "aria-expanded");
        page.key_here("v");

        page.key_here(open);
        assert_eq!((page.focused(), expanded()), ("layout".into(), "true".into()));
        assert!(page.offered("[data-menu=main]:not([hidden])").is_empty());
        page.key_here(close);
        assert_eq!((page.focused(), expanded()), ("menu-view".into(), "false".into()));

        page.key_here(open);
        page.key_here("Escape");
        assert_eq!(page.focused(), "menu-view", "Escape closes one thing");
        page.key_here("Escape");
        assert!(page.find::<Element>(".menu").has_attribute("hidden"));
        assert_eq!(page.focused(), "more");
    }
}

#[wasm_bindgen_test]
fn back_is_an_item_as_well_and_a_chosen_item_closes_everything() {
    let page = of_three(false);
    page.press("more");

    page.press("menu-help");
    page.find::<HtmlElement>("[data-menu=menu-help] [data-action=menu-back]")
        .click();
    assert_eq!(page.focused(), "menu-help");
    page.press("menu-help");
    page.press("log");

    assert!(page.find::<Element>(".menu").has_attribute("hidden"));
    assert_eq!(page.attribute(".visavis", "data-panel"), "log");
    page.press("close-panel");
    page.press("more");
    assert_eq!(
        page.offered("[data-menu=main]:not([hidden])").len(),
        1,
        "it begins anew"
    );
}

#[wasm_bindgen_test]
fn tab_leaves_the_menu_from_its_button() {
    let page = of_three(false);
    page.press("more");

    assert!(page.key_here("Tab"), "the browser moves the focus");

    assert!(page.find::<Element>(".menu").has_attribute("hidden"));
    assert_eq!(page.focused(), "more");
}

#[wasm_bindgen_test]
fn a_click_beside_the_items_keeps_the_menu_and_one_beside_it_closes_it() {
    let page = of_three(false);
    page.press("more");

    page.find::<HtmlElement>("[data-menu=main]").click();
    assert!(!page.find::<Element>(".menu").has_attribute("hidden"));
    page.find::<HtmlElement>(".stage").click();

    assert!(page.find::<Element>(".menu").has_attribute("hidden"));
}

#[wasm_bindgen_test]
fn what_is_on_is_checked() {
    let _kept = CleanStorage::new();
    let page = of_three(false);
    let states = || {
        ["hand", "tuck", "sound-only"].map(|action| {
            let item = format!(".menu [data-action={action}]");
            (
                page.attribute(&item, "aria-checked"),
                page.attribute(&item, "title"),
            )
        })
    };
    page.press("more");
    let is = |is_on: bool, title: &str| (is_on.to_string(), title.to_owned());
    let (hand, tuck, sound) = ("Raise your hand", "Hide self-view", "Audio only");
    assert_eq!(states(), [is(false, hand), is(false, tuck), is(false, sound)]);

    page.tell(Event::HandChanged {
        from: Participant::Local,
        is_up: true,
    });
    page.tell(Event::PicturesWanted {
        from: Participant::Local,
        wanted: false,
    });
    page.find::<HtmlElement>(".menu [data-action=tuck]").click();
    page.press("more");

    assert_eq!(
        states(),
        [
            is(true, "Lower your hand"),
            is(true, "Show self-view"),
            is(true, "Turn video back on")
        ]
    );
    assert_eq!(page.text(".menu [data-action=hand] span"), hand, "the name stays");
}

fn of_three(is_ring: bool) -> Page {
    let page = if is_ring { Page::ring() } else { Page::in_call() };
    for (person, name) in [("a", "Ada"), ("b", "Lin")] {
        page.tell(joined(person, name, false));
        if is_ring {
            page.tell(Event::RingChanged(id(person), Ring::Accepted));
        }
    }
    page
}

impl Page {
    fn is_of_size(&self, width: u32, height: u32) {
        let style = format!("display: block; inline-size: {width}px; block-size: {height}px");
        self.shadow.host().set_attribute("style", &style).unwrap();
        self.with_ui(Ui::tick);
    }

    /// Returns the elements that are not hidden by themselves, whether or not their menu is open.
    fn offered(&self, selector: &str) -> Vec<Element> {
        let mut elements = self.all(selector);
        elements.retain(crate::view::keys::is_shown);
        elements
    }

    /// Presses a key on the focused element; returns whether it is left to the page.
    fn key_here(&self, key: &str) -> bool {
        let focused = self.shadow.active_element().unwrap();
        self.key_event("keydown", &focused, &[("key", key.into())])
    }

    /// Returns the action of the focused element, or the emoji.
    fn focused(&self) -> String {
        let focused = self.shadow.active_element().unwrap();
        let action = focused.get_attribute("data-action").unwrap_or_default();
        if action == "react" {
            plain(focused.text_content())
        } else {
            action
        }
    }
}
