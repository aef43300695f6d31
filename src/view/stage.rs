//! The people and what they share, arranged.

mod avatar;
pub(super) mod drag;
mod picture;
pub(super) mod self_view;
mod shared_screen;
pub(super) mod sound;
mod tile;

pub(super) use self_view::SelfView;

use super::dom::{set_attr, toggle_attr};
use super::strings::Strings;
use crate::web::{Exception, JsResultExt};
use shared_screen::SharedScreen;
use tile::Tile;
use visavis_call::protocol::envelope::{ClientId, Person};
use visavis_call::{MediaReport, Source, SpeakerWatch, Status};
use web_sys::{Element, MediaStream};

/// With more than these on the stage, whoever speaks is large unless the person wants it otherwise.
const EVEN_TILES: usize = 4;

/// How more than two are arranged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Arrangement {
    Grid,
    Speaker,
}

/// The tiles of the others in the order in which they came, before one's own.
pub(super) struct Stage {
    element: Element,
    own: Element,
    people: Element,
    tiles: Vec<Tile>,
    shared: Vec<SharedScreen>,
    pub(super) speakers: SpeakerWatch,
    chosen: Option<Arrangement>,
    is_ring: bool,
    strings: Strings,
}

impl Stage {
    /// `people` is the list beside the stage in which everyone has a row.
    pub(super) fn new(
        element: Element,
        own: Element,
        people: Element,
        is_ring: bool,
        strings: &Strings,
    ) -> Self {
        Self {
            element,
            own,
            people,
            tiles: Vec::new(),
            shared: Vec::new(),
            speakers: SpeakerWatch::default(),
            chosen: None,
            is_ring,
            strings: strings.clone(),
        }
    }

    pub(super) fn add(&mut self, person: &Person, is_same_browser: bool) -> Result<(), Exception> {
        self.remove(&person.id);
        let tile = Tile::new(person, is_same_browser, &self.strings)?;
        self.element
            .insert_before(tile.element(), self.before_own())
            .or_exception()?;
        self.people.append_child(tile.row()).or_exception()?;
        self.tiles.push(tile);
        self.arrange();

        Ok(())
    }

    /// Takes someone away, and tells how they were called.
    pub(super) fn remove(&mut self, id: &ClientId) -> Option<String> {
        let index = self.tiles.iter().position(|tile| tile.id() == id)?;
        let name = self.tiles.remove(index).name().to_owned();
        self.shared.retain(|shared| shared.id() != id);
        self.speakers.forget(id);
        self.arrange();

        Some(name)
    }

    pub(super) fn clear(&mut self) {
        self.tiles.clear();
        self.shared.clear();
        self.speakers = SpeakerWatch::default();
        self.arrange();
    }

    /// Does something with the tile of someone, if they are here.
    pub(super) fn with<T>(&mut self, id: &ClientId, change: impl FnOnce(&mut Tile) -> T) -> Option<T> {
        self.tiles.iter_mut().find(|tile| tile.id() == id).map(change)
    }

    pub(super) fn tiles(&self) -> &[Tile] {
        &self.tiles
    }

    pub(super) fn show_media(&mut self, id: &ClientId, report: &MediaReport) -> Result<(), Exception> {
        self.with(id, |tile| tile.show_media(report));
        let is_on = report
            .values()
            .any(|track| track.source == Source::Screen && track.status == Status::On);
        if is_on || self.shared.iter().any(|shared| shared.id() == id) {
            self.shared_of(id)?.set_on(is_on);
            self.arrange();
        }
        Ok(())
    }

    pub(super) fn show_screen(&mut self, id: &ClientId, stream: &MediaStream) -> Result<(), Exception> {
        self.shared_of(id)?.show_stream(stream);
        self.arrange();
        Ok(())
    }

    /// Follows who has the floor, and rings those who speak.
    pub(super) fn follow_speakers(&mut self) {
        for tile in &self.tiles {
            toggle_attr(tile.element(), "data-speaking", self.speakers.speaks(tile.id()));
        }
        if mark_of(&self.element, "data-layout") == "speaker" {
            self.arrange();
        }
    }

    /// The person wants it that way from now on.
    pub(super) fn choose(&mut self, arrangement: Option<Arrangement>) {
        self.chosen = arrangement;
        self.arrange();
    }

    /// The way in which more than two are arranged.
    pub(super) fn arrangement(&self) -> Arrangement {
        self.chosen.unwrap_or(if self.tiles.len() < EVEN_TILES {
            Arrangement::Grid
        } else {
            Arrangement::Speaker
        })
    }

    /// The largest picture: what a snapshot takes, and picture-in-picture shows.
    pub(super) fn main(&self) -> Option<&Element> {
        let shared = self.shared.iter().rev().find(|shared| self.shows(shared));
        shared
            .map(SharedScreen::element)
            .or_else(|| self.speaker().map(Tile::element))
    }

    pub(super) fn arrange(&mut self) {
        self.place_shared();
        let in_call = self.tiles.iter().filter(|tile| self.is_in_call(tile)).count();
        let has_shared = self.shared.iter().any(|shared| self.shows(shared));
        let own = usize::from(!self.element.has_attribute("data-tucked") || in_call == 0);
        let layout = match in_call {
            0 if self.is_ring && !self.tiles.is_empty() => "list",
            0 => "alone",
            _ if has_shared => "screen",
            1 => "pair",
            _ => match self.arrangement() {
                Arrangement::Grid => "grid",
                Arrangement::Speaker => "speaker",
            },
        };
        set_attr(&self.element, "data-people", &self.tiles.len().to_string());
        set_attr(&self.element, "data-tiles", &(in_call + own).min(12).to_string());
        set_attr(&self.element, "data-layout", layout);
        let main = matches!(layout, "screen" | "speaker")
            .then(|| self.main().cloned())
            .flatten();
        let elements = self.tiles.iter().map(Tile::element);
        for element in elements.chain(self.shared.iter().map(SharedScreen::element)) {
            toggle_attr(element, "data-main", main.as_ref() == Some(element));
        }
    }

    fn speaker(&self) -> Option<&Tile> {
        let floor = self.speakers.floor();
        let tiles = || self.tiles.iter().filter(|tile| self.is_in_call(tile));
        tiles()
            .find(|tile| Some(tile.id()) == floor)
            .or_else(|| {
                tiles().find(|tile| tile.element().matches("[data-picture][data-camera=on]") == Ok(true))
            })
            .or_else(|| tiles().next())
    }

    /// Where people call each other, not everyone who is here is in the call.
    fn is_in_call(&self, tile: &Tile) -> bool {
        !self.is_ring || tile.is_engaged()
    }

    fn shows(&self, shared: &SharedScreen) -> bool {
        let mut tiles = self.tiles.iter().filter(|tile| self.is_in_call(tile));
        shared.is_shown() && tiles.any(|tile| tile.id() == shared.id())
    }

    /// What is shared stands first; what no longer is, nowhere.
    fn place_shared(&mut self) {
        let shown: Vec<_> = self.shared.iter().map(|shared| self.shows(shared)).collect();
        for (shared, is_shown) in self.shared.iter_mut().zip(shown) {
            let is_placed = shared.element().parent_element().is_some();
            if is_shown && !is_placed {
                self.element
                    .insert_before(shared.element(), self.element.first_child().as_ref())
                    .or_exception()
                    .ok();
                shared.play();
            } else if !is_shown && is_placed {
                shared.element().remove();
            }
        }
    }

    fn shared_of(&mut self, id: &ClientId) -> Result<&mut SharedScreen, Exception> {
        let index = match self.shared.iter().position(|shared| shared.id() == id) {
            Some(index) => index,
            None => {
                let name = self.with(id, |tile| tile.name().to_owned()).unwrap_or_default();
                self.shared.push(SharedScreen::new(id, &name, &self.strings)?);
                self.shared.len() - 1
            }
        };
        Ok(&mut self.shared[index])
    }

    /// One's own tile is elsewhere before the call.
    fn before_own(&self) -> Option<&web_sys::Node> {
        let is_here = self
            .own
            .parent_element()
            .is_some_and(|parent| parent == self.element);
        is_here.then_some(self.own.as_ref())
    }
}

fn mark_of(element: &Element, name: &str) -> String {
    element.get_attribute(name).unwrap_or_default()
}
