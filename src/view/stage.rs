//! The people, arranged.

use super::dom::mark;
use super::tile::Tile;
use crate::web::{Exception, JsResultExt};
use visavis_call::roap::envelope::{ClientId, Person};
use web_sys::Element;

/// The tiles of the others in the order in which they came, before one's own.
pub(super) struct Stage {
    element: Element,
    own: Element,
    tiles: Vec<Tile>,
}

impl Stage {
    pub(super) fn new(element: Element, own: Element) -> Self {
        Self {
            element,
            own,
            tiles: Vec::new(),
        }
    }

    pub(super) fn add(&mut self, person: &Person, is_same_browser: bool) -> Result<(), Exception> {
        self.remove(&person.id);
        let tile = Tile::new(person, is_same_browser)?;
        // One's own tile is elsewhere before the call.
        let next = self.own.parent_element().filter(|parent| *parent == self.element);
        self.element
            .insert_before(tile.element(), next.and(Some(&self.own)))
            .or_exception()?;
        self.tiles.push(tile);
        self.arrange();

        Ok(())
    }

    /// Takes someone away, and tells how they were called.
    pub(super) fn remove(&mut self, id: &ClientId) -> Option<String> {
        let index = self.tiles.iter().position(|tile| tile.id() == id)?;
        let name = self.tiles.remove(index).name().to_owned();
        self.arrange();

        Some(name)
    }

    pub(super) fn clear(&mut self) {
        self.tiles.clear();
        self.arrange();
    }

    /// Does something with the tile of someone, if they are here.
    pub(super) fn with(&mut self, id: &ClientId, change: impl FnOnce(&mut Tile)) {
        if let Some(tile) = self.tiles.iter_mut().find(|tile| tile.id() == id) {
            change(tile);
        }
    }

    fn arrange(&self) {
        mark(&self.element, "data-people", &self.tiles.len().to_string());
    }
}
