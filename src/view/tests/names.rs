//! Tests that a name of any length and script pushes nothing out of sight.

use super::*;
use visavis_call::Participant;

const WIDTHS: [u32; 4] = [240, 280, 390, 1280];

/// Names as long as they get, none with a space.
fn names() -> [String; 7] {
    [
        "W".repeat(64),
        "👨‍👩‍👧‍👦".repeat(9),
        "漢".repeat(64),
        "\u{645}".repeat(64),
        "Ada\u{5E9}\u{5E8}\u{5D4}".repeat(10),
        "🇩🇪".repeat(32),
        "Z\u{301}\u{302}\u{303}\u{308}".repeat(12),
    ]
}

#[wasm_bindgen_test]
fn a_long_name_keeps_everything_in_sight_in_a_call() {
    for name in names() {
        let page = Page::in_call();
        page.tell(joined("a", &name, false));
        page.tell(joined("b", "Lin", false));
        page.tell(host());
        page.tell(Event::Knocking(vec![person("k", &name)]));
        page.tell(Event::PersonAway(id("a")));
        page.tell(Event::HandChanged {
            from: Participant::Remote(id("a")),
            is_up: true,
        });
        page.tell(sends(Source::Microphone, visavis_call::Status::Off));
        page.tell(Event::LinkProblem(id("a"), Some(failure("No path."))));
        page.tell(Event::Said {
            from: Participant::Remote(id("a")),
            id: "7f3a".to_owned(),
            at: 1_764_504_000_000,
            text: "Hello".to_owned(),
        });
        page.tell(log_entry());
        page.view
            .show_now(&Notice::RemoteStream(id("a"), Picture::Screen, painted()));
        for panel in ["people", "chat", "quality", "log"] {
            page.press(panel);
            for width in WIDTHS {
                page.is_in_sight(width, &format!("{panel} with {name}"));
            }
        }
        page.press("people");
        for part in ["person-menu", "remove", "rename"] {
            page.press(part);
            for width in WIDTHS {
                page.is_in_sight(width, &format!("{part} of {name}"));
            }
        }
        assert!(
            page.find::<HtmlElement>(".said .text")
                .inner_text()
                .contains("Hello")
        );
    }
}

#[wasm_bindgen_test]
fn a_long_name_keeps_everything_in_sight_in_a_ring_room() {
    for name in names() {
        let page = Page::ring();
        page.tell(joined("a", &name, false));
        page.tell(joined("b", "Lin", false));
        for ring in [
            Ring::Calling,
            Ring::Busy,
            Ring::Ringing,
            Ring::Accepted,
            Ring::HungUp,
        ] {
            page.tell(Event::RingChanged(id("a"), ring));
            for width in WIDTHS {
                page.is_in_sight(width, &format!("{} {name}", ring.name()));
            }
        }
    }
}

#[wasm_bindgen_test]
fn long_names_keep_everything_in_sight_before_the_call() {
    for name in names() {
        let page = Page::open();
        page.view.show_now(&Notice::Present {
            names: vec![name.clone(); 4],
            locked_with: None,
        });
        for width in WIDTHS {
            page.is_in_sight(width, &format!("the lobby with {name}"));
        }
        page.tell(Event::WaitingFor(name.clone()));
        page.tell(Event::SignallingChanged(Signalling::Waiting));
        for width in WIDTHS {
            page.is_in_sight(width, &format!("waiting for {name}"));
        }
    }
}

#[wasm_bindgen_test]
fn combining_marks_do_not_pile_up() {
    let page = Page::in_call();
    let piled = format!("A{}da \u{e9}e\u{301} \u{5e9}\u{5c1}\u{5b8}", "\u{30d}".repeat(40));

    page.tell(joined("a", &piled, false));

    let shown = page.text(".person .name");
    assert_eq!(
        shown,
        "A\u{30d}\u{30d}\u{30d}da \u{e9}e\u{301} \u{5e9}\u{5c1}\u{5b8}"
    );
}

fn host() -> Event {
    Event::HostChanged {
        host: id("self"),
        is_self: true,
        is_locked: true,
    }
}

fn person(person: &str, name: &str) -> Person {
    Person::new(id(person), name)
}

fn log_entry() -> Event {
    Event::Dropped {
        peer: id("a"),
        why: "it is not for this session",
    }
}

impl Page {
    /// Checks that nothing is cut off or out of reach at the sides, in an element of this width.
    fn is_in_sight(&self, width: u32, what: &str) {
        let style = format!("display: block; inline-size: {width}px; block-size: 700px");
        self.shadow.host().set_attribute("style", &style).unwrap();
        for element in self.all(".visavis :not(svg, svg *, .spoken, .flying, .sure)") {
            let seen: &HtmlElement = element.unchecked_ref();
            if seen.offset_width() == 0 || is_scrolled(&element) {
                continue;
            }
            let frame = element.closest(".panel, .tile, .visavis").unwrap().unwrap();
            let (inner, outer) = (
                element.get_bounding_client_rect(),
                frame.get_bounding_client_rect(),
            );
            let is_inside = inner.left() >= outer.left() - 1.0 && inner.right() <= outer.right() + 1.0;
            assert!(
                is_inside,
                "{what}, {width} px wide: {} to {} in {} to {}: {}",
                inner.left(),
                inner.right(),
                outer.left(),
                outer.right(),
                element.outer_html()
            );
        }
    }
}

/// Returns whether it is in a part that can be scrolled to the side.
fn is_scrolled(element: &Element) -> bool {
    element.closest("pre").unwrap().is_some()
}
