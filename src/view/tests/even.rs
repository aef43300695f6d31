//! Tests by geometry that everyone has an equal place, and that nothing covers a name.

use super::self_view::CleanStorage;
use super::*;
use visavis_call::{Participant, Status};
use web_sys::DomRect;

/// A desktop, a phone on its side and upright, two sidebars, a wall, and a desktop at 200 % and 400 %.
const SIZES: [(u32, u32); 8] = [
    (1280, 800),
    (844, 390),
    (390, 844),
    (280, 640),
    (240, 480),
    (1920, 1080),
    (640, 400),
    (320, 256),
];
const NAMES: [&str; 6] = [
    "Ada Lovelace",
    "Lin Chen",
    "Kim",
    "Omar Haddad",
    "Noor",
    "Wolfeschlegelsteinhausenbergerdorff",
];

#[wasm_bindgen_test]
fn three_to_six_people_have_equal_places_at_every_size() {
    let _kept = CleanStorage::new();
    for others in 2..=5 {
        let page = with(others);
        for (width, height) in SIZES {
            page.resize(width, height);
            let what = format!("{} people in {width} x {height}", others + 1);
            assert_eq!(page.attribute(".stage", "data-layout"), "grid", "{what}");
            let stage = page.rect(".stage");
            let tiles = rects(&page.all(".stage .tile"));
            assert_eq!(tiles.len(), others + 1, "{what}");
            for tile in &tiles {
                assert!(is_near(tile.width(), tiles[0].width()), "{what}: as wide");
                assert!(is_near(tile.height(), tiles[0].height()), "{what}: as high");
                assert!(is_inside(tile, &stage), "{what}: on the stage");
            }
            for (index, tile) in tiles.iter().enumerate() {
                let mut earlier = tiles[..index].iter();
                assert!(!earlier.any(|other| overlap(tile, other)), "{what}: apart");
            }
            let last = tiles[others].top();
            let row: Vec<_> = tiles.iter().filter(|tile| is_near(tile.top(), last)).collect();
            let before = row[0].left() - stage.left();
            let after = stage.right() - row[row.len() - 1].right();
            assert!(is_near(before, after), "{what}: the last row is centred");
            let area: f64 = tiles.iter().map(|tile| tile.width() * tile.height()).sum();
            let share = area / (stage.width() * stage.height());
            assert!(share > 0.6, "{what}: {share} of the stage");
        }
    }
}

/// The bar hides, and its place is used at once; nothing changes its size.
#[wasm_bindgen_test]
fn no_name_is_below_the_bar_and_its_place_is_used_while_it_is_hidden() {
    let _kept = CleanStorage::new();
    for others in [1, 2, 5] {
        let page = with(others);
        for (layout, width, height) in layouts(others) {
            page.resize(width, height);
            page.view.set("layout", layout);
            let what = format!("{layout}, {} people in {width} x {height}", others + 1);
            page.with_ui(|ui| ui.idle.stir());
            let bar = page.rect(".bar");
            let captions = || rects(&page.seen(".stage .caption"));
            for caption in captions() {
                assert!(!overlap(&caption, &bar), "{what}: a name is below the bar");
            }
            let tiles = || rects(&page.seen(".stage .tile"));
            let (before, low) = (tiles(), lowest(&captions()));

            page.with_ui(|ui| ui.idle.set(true));

            let stage = page.rect(".stage");
            for (before, after) in before.iter().zip(tiles()) {
                let is_same =
                    is_near(before.width(), after.width()) && is_near(before.height(), after.height());
                assert!(is_same, "{what}: nothing changes its size");
            }
            assert!(lowest(&captions()) >= low, "{what}: names move down");
            assert!(
                stage.bottom() - lowest(&tiles()) < 17.0,
                "{what}: the pictures reach the foot"
            );
        }
    }
}

#[wasm_bindgen_test]
fn marks_leave_room_for_the_name() {
    let _kept = CleanStorage::new();
    let page = with(5);
    for source in [Source::Camera, Source::Microphone] {
        page.tell(sends(source, Status::Off));
    }
    page.tell(Event::HandChanged {
        from: Participant::Remote(id("a")),
        is_up: true,
    });
    page.tell(Event::VolumeChanged {
        id: id("a"),
        volume: visavis_call::Volume::FULL,
        is_muted: true,
    });
    page.find::<Element>("[data-person=a]")
        .set_attribute("data-vouched", "")
        .unwrap();
    for (layout, width, height) in layouts(5) {
        page.resize(width, height);
        page.view.set("layout", layout);
        let what = format!("{layout} in {width} x {height}");
        for tile in page.seen(".stage .person") {
            let caption = tile.query_selector(".caption").unwrap().unwrap();
            let name = tile.query_selector(".name").unwrap().unwrap();
            let (tile, caption) = (
                tile.get_bounding_client_rect(),
                caption.get_bounding_client_rect(),
            );
            // In a tile narrower than that are five letters.
            let least = (tile.width() * 0.4).min(48.0);
            let wanted = name.scroll_width().into();
            let width = name.get_bounding_client_rect().width();
            assert!(width + 1.0 >= least.min(wanted), "{what}: {width} of {wanted}");
            assert!(is_inside(&caption, &tile), "{what}: the name is in its tile");
        }
    }
}

#[wasm_bindgen_test]
fn no_name_is_below_the_line_at_the_top() {
    let _kept = CleanStorage::new();
    let page = with(5);
    page.tell(Event::PicturesWanted {
        from: Participant::Local,
        wanted: false,
    });
    for (width, height) in SIZES.into_iter().filter(|(_, height)| *height > 300) {
        page.resize(width, height);
        let line = page.rect(".sound-only");
        for caption in rects(&page.seen(".stage .caption")) {
            assert!(!overlap(&caption, &line), "{width} x {height}");
        }
    }
}

/// A reaction flies within the tile of who sent it, behind the name.
#[wasm_bindgen_test]
fn a_reaction_is_behind_the_name_of_who_sent_it() {
    let page = with(2);

    page.tell(Event::Reacted {
        from: Participant::Remote(id("a")),
        emoji: "🎉".to_owned(),
    });
    page.tell(Event::Reacted {
        from: Participant::Local,
        emoji: "👏".to_owned(),
    });

    assert_eq!(page.text(".person[data-person=a] > .flown"), "🎉");
    assert_eq!(page.text(".own > .flown"), "👏");
    let layer = |selector| page.computed(selector, "z-index");
    assert_eq!(layer(".person[data-person=a] > .flown"), "auto");
    assert_eq!(layer(".person[data-person=a] > .caption"), "1");
}

/// Returns each layout at each size; two people have one that nobody chooses.
fn layouts(others: usize) -> Vec<(&'static str, u32, u32)> {
    let chosen: &[_] = if others > 1 { &["grid", "speaker"] } else { &[""] };
    let at = |layout: &'static str| SIZES.map(|(width, height)| (layout, width, height));
    chosen.iter().flat_map(|layout| at(layout)).collect()
}

fn with(others: usize) -> Page {
    let page = Page::in_call();
    for (person, name) in ["a", "b", "c", "d", "e"].into_iter().zip(NAMES).take(others) {
        page.tell(joined(person, name, false));
        page.tell(Event::LinkChanged(id(person), LinkState::Connected));
    }
    page
}

fn rects(elements: &[Element]) -> Vec<DomRect> {
    let elements = elements.iter();
    elements.map(Element::get_bounding_client_rect).collect()
}

fn lowest(rects: &[DomRect]) -> f64 {
    rects.iter().map(|rect| rect.bottom()).fold(0.0, f64::max)
}

fn overlap(one: &DomRect, other: &DomRect) -> bool {
    one.left() < other.right() - 0.5
        && other.left() < one.right() - 0.5
        && one.top() < other.bottom() - 0.5
        && other.top() < one.bottom() - 0.5
}

fn is_inside(inner: &DomRect, outer: &DomRect) -> bool {
    inner.left() >= outer.left() - 1.0
        && inner.right() <= outer.right() + 1.0
        && inner.top() >= outer.top() - 1.0
        && inner.bottom() <= outer.bottom() + 1.0
}

fn is_near(one: f64, other: f64) -> bool {
    (one - other).abs() < 1.0
}

impl Page {
    fn rect(&self, selector: &str) -> DomRect {
        self.find::<Element>(selector).get_bounding_client_rect()
    }

    fn seen(&self, selector: &str) -> Vec<Element> {
        let mut found = self.all(selector);
        found.retain(|element| element.unchecked_ref::<HtmlElement>().offset_width() > 0);
        found
    }
}
