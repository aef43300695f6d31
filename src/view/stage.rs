//! The stage: arranges the tiles of people and shared screens.

pub(super) mod avatar;
mod drag;
mod layout;
mod picture;
mod portrait;
mod reactions;
mod row;
mod self_view;
mod shared_screen;
mod tile;

pub(super) use drag::Drag;
pub(super) use layout::Arrangement;
pub(super) use reactions::Reactions;
pub(super) use self_view::{SelfView, level_step};
pub(super) use tile::Tile;

use super::dom::{find, set_attr, toggle_attr};
use super::markup::put_words_in;
use super::message::Mailbox;
use super::preferences;
use super::strings::Strings;
use crate::web::{Exception, JsResultExt};
use drag::Corner;
use layout::Layout;
use picture::Picture;
use shared_screen::SharedScreen;
use visavis_call::protocol::{ClientId, Person};
use visavis_call::{MediaReport, Source, Status, Volume};
use web_sys::{Element, HtmlVideoElement, MediaStream};

/// The number of tiles up to which `stage.css` has grids. With more, the speaker is large unless the person chose
/// another arrangement.
const GRID_TILES: usize = 12;

/// The tiles of the others in order of joining, before the self view.
pub(super) struct Stage {
    element: Element,
    own: Element,
    people: Element,
    tiles: Vec<Tile>,
    shared: Vec<SharedScreen>,
    /// The person to show large.
    floor: Option<ClientId>,
    chosen: Option<Arrangement>,
    /// The person who is large, whoever speaks.
    pinned: Option<ClientId>,
    layout: Layout,
    corner: Corner,
    /// The self view is tucked away.
    is_tucked: bool,
    is_ring: bool,
    mailbox: Mailbox,
}

impl Stage {
    /// `people` is the panel with a row for everyone. Restores the arrangement that the person chose in the last
    /// call.
    pub(super) fn new(
        element: Element,
        self_view: &SelfView,
        people: &Element,
        is_ring: bool,
        mailbox: &Mailbox,
    ) -> Result<Self, Exception> {
        let mut stage = Self {
            own: self_view.tile().clone(),
            people: find(people, ".everyone")?,
            tiles: Vec::new(),
            shared: Vec::new(),
            floor: None,
            pinned: None,
            chosen: preferences::get(preferences::LAYOUT).and_then(|kept| Arrangement::from_name(&kept)),
            layout: Layout::Alone,
            corner: Corner::new(self_view.tile(), &element, mailbox)?,
            is_tucked: preferences::get(preferences::TUCKED).is_some_and(|kept| !kept.is_empty()),
            is_ring,
            mailbox: mailbox.clone(),
            element,
        };
        toggle_attr(&stage.element, "data-tucked", stage.is_tucked);
        stage.arrange();
        Ok(stage)
    }

    pub(super) fn element(&self) -> &Element {
        &self.element
    }

    pub(super) fn layout(&self) -> Layout {
        self.layout
    }

    pub(super) fn add(
        &mut self,
        person: &Person,
        is_same_browser: bool,
        strings: &Strings,
    ) -> Result<(), Exception> {
        self.remove(&person.id);
        let tile = Tile::new(person, is_same_browser, &self.mailbox, strings)?;
        self.element
            .insert_before(tile.element(), self.before_own())
            .or_exception()?;
        self.people.append_child(tile.row().element()).or_exception()?;
        self.tiles.push(tile);
        self.arrange();

        Ok(())
    }

    /// Removes a person's tile. Returns their name.
    pub(super) fn remove(&mut self, id: &ClientId) -> Option<String> {
        let index = self.tiles.iter().position(|tile| tile.id() == id)?;
        let name = self.tiles.remove(index).name().to_owned();
        self.shared.retain(|shared| shared.id() != id);
        self.arrange();

        Some(name)
    }

    pub(super) fn clear(&mut self) {
        self.tiles.clear();
        self.shared.clear();
        self.floor = None;
        self.arrange();
    }

    /// Applies `change` to a person's tile, if they are here.
    pub(super) fn with<T>(&mut self, id: &ClientId, change: impl FnOnce(&mut Tile) -> T) -> Option<T> {
        self.tiles.iter_mut().find(|tile| tile.id() == id).map(change)
    }

    pub(super) fn tiles(&self) -> &[Tile] {
        &self.tiles
    }

    /// Returns the person whose tile or row contains `element`.
    pub(super) fn tile_around(&mut self, element: &Element) -> Option<&mut Tile> {
        self.tiles.iter_mut().find(|tile| tile.contains(element))
    }

    pub(super) fn pictures_mut(&mut self) -> impl Iterator<Item = &mut Picture> {
        let people = self.tiles.iter_mut().map(Tile::picture_mut);
        people.chain(self.shared.iter_mut().map(SharedScreen::picture_mut))
    }

    /// Returns the person whose picture is in `video`.
    pub(super) fn person_in(&self, video: &HtmlVideoElement) -> Option<&ClientId> {
        let tile = self.tiles.iter().find(|tile| tile.picture().video() == video);
        tile.map(Tile::id)
    }

    pub(super) fn rename(&mut self, person: &Person, strings: &Strings) -> Result<(), Exception> {
        let Some(tile) = self.tiles.iter_mut().find(|tile| *tile.id() == person.id) else {
            return Ok(());
        };
        tile.rename(&person.name, strings)?;
        let mut shared = self.shared.iter().filter(|shared| *shared.id() == person.id);
        shared.try_for_each(|shared| shared.name(tile.name(), strings))
    }

    /// Says anew, in another language, what is said of people.
    pub(super) fn put_words(&self, strings: &Strings) -> Result<(), Exception> {
        // One that nobody shares at the moment is kept aside.
        for shared in &self.shared {
            put_words_in(shared.element(), strings);
        }
        self.tiles.iter().try_for_each(|tile| tile.put_words(strings))
    }

    pub(super) fn drag(&mut self, drag: Drag) {
        self.corner.drag(drag, self.layout == Layout::Pair);
    }

    /// Hides the self view, or shows it again.
    pub(super) fn toggle_tucked(&mut self) {
        self.is_tucked = !self.is_tucked;
        toggle_attr(&self.element, "data-tucked", self.is_tucked);
        preferences::set(preferences::TUCKED, if self.is_tucked { "yes" } else { "" });
        self.arrange();
    }

    pub(super) fn is_tucked(&self) -> bool {
        self.is_tucked
    }

    pub(super) fn show_media(
        &mut self,
        id: &ClientId,
        report: &MediaReport,
        strings: &Strings,
    ) -> Result<(), Exception> {
        self.with(id, |tile| tile.show_media(report));
        let is_on = report
            .values()
            .any(|track| track.source == Source::Screen && track.status == Status::On);
        if is_on || self.shared.iter().any(|shared| shared.id() == id) {
            self.shared_of(id, strings)?.set_on(is_on);
            self.arrange();
        }
        Ok(())
    }

    pub(super) fn show_screen(
        &mut self,
        id: &ClientId,
        stream: &MediaStream,
        strings: &Strings,
    ) -> Result<(), Exception> {
        self.shared_of(id, strings)?.show_stream(stream);
        self.arrange();
        Ok(())
    }

    /// Plays a person and their screen louder or less loud, or not at all.
    pub(super) fn set_volume(
        &mut self,
        id: &ClientId,
        volume: Volume,
        is_muted: bool,
        strings: &Strings,
    ) -> Result<(), Exception> {
        self.with(id, |tile| tile.set_volume(volume, is_muted, strings))
            .transpose()?;
        for shared in self.shared.iter_mut().filter(|shared| shared.id() == id) {
            shared.set_volume(volume, is_muted);
        }
        Ok(())
    }

    /// Shows another person large, if anybody is.
    pub(super) fn give_floor(&mut self, id: Option<ClientId>) {
        self.floor = id;
        self.arrange();
    }

    /// Arranges people for the page; by their number, without an arrangement.
    pub(super) fn choose(&mut self, chosen: Option<Arrangement>) {
        self.chosen = chosen;
        self.arrange();
    }

    /// Shows a person large until they leave, if they are in the call; `None` undoes that.
    pub(super) fn pin(&mut self, id: Option<ClientId>) {
        self.pinned = id;
        self.arrange();
    }

    pub(super) fn pinned(&self) -> Option<&ClientId> {
        self.pinned.as_ref()
    }

    /// Switches to the other arrangement, and remembers it.
    pub(super) fn change_arrangement(&mut self) {
        let next = match self.arrangement() {
            Arrangement::Grid => Arrangement::Speaker,
            Arrangement::Speaker => Arrangement::Grid,
        };
        preferences::set(preferences::LAYOUT, next.name());
        self.chosen = Some(next);
        self.arrange();
    }

    /// Returns how more than two people are arranged.
    pub(super) fn arrangement(&self) -> Arrangement {
        let is_even = || self.tiles.iter().filter(|tile| self.is_in_call(tile)).count() < GRID_TILES;
        self.chosen.unwrap_or_else(|| {
            if is_even() {
                Arrangement::Grid
            } else {
                Arrangement::Speaker
            }
        })
    }

    /// Returns the video of the largest picture, for snapshots and picture-in-picture.
    pub(super) fn main_video(&self, self_view: &SelfView) -> Option<HtmlVideoElement> {
        // The video still holds the last frame of a camera that is off.
        let screen = self.main_screen().filter(|_| self.pinned.is_none());
        let (video, is_seen) = match (screen, self.speaker()) {
            (Some(shared), _) => (shared.video(), true),
            (None, Some(tile)) => (tile.picture().video(), tile.has_camera()),
            (None, None) => (self_view.picture().video(), self_view.has_camera()),
        };
        is_seen.then(|| video.clone())
    }

    pub(super) fn arrange(&mut self) {
        self.place_shared();
        let mut in_call = self.tiles.iter().filter(|tile| self.is_in_call(tile));
        if !in_call.any(|tile| Some(tile.id()) == self.pinned.as_ref()) {
            self.pinned = None;
        }
        let is_pinned = self.pinned.is_some();
        let in_call = self.tiles.iter().filter(|tile| self.is_in_call(tile)).count();
        let has_shared = self.shared.iter().any(|shared| self.shows(shared));
        let own = usize::from(!self.is_tucked || in_call == 0);
        self.layout = match in_call {
            0 if self.is_ring && !self.tiles.is_empty() => Layout::List,
            0 => Layout::Alone,
            _ if has_shared && !is_pinned => Layout::Screen,
            1 if !has_shared => Layout::Pair,
            _ if is_pinned => Layout::Speaker,
            _ => self.arrangement().into(),
        };
        let grid_tiles = (in_call + own).min(GRID_TILES);
        set_attr(&self.element, "data-people", &self.tiles.len().to_string());
        set_attr(&self.element, "data-tiles", &grid_tiles.to_string());
        set_attr(&self.element, "data-layout", self.layout.name());
        let screen = || self.main_screen().map(SharedScreen::element);
        let main = match self.layout {
            Layout::Screen => screen(),
            Layout::Speaker => self.speaker().map(Tile::element),
            Layout::Alone | Layout::List | Layout::Pair | Layout::Grid => None,
        };
        let elements = self.tiles.iter().map(Tile::element);
        for element in elements.chain(self.shared.iter().map(SharedScreen::element)) {
            toggle_attr(element, "data-main", main == Some(element));
        }
        for tile in &self.tiles {
            tile.show_pin(Some(tile.id()) == self.pinned.as_ref());
        }
    }

    fn main_screen(&self) -> Option<&SharedScreen> {
        self.shared.iter().rev().find(|shared| self.shows(shared))
    }

    fn speaker(&self) -> Option<&Tile> {
        let tiles = || self.tiles.iter().filter(|tile| self.is_in_call(tile));
        tiles()
            .find(|tile| Some(tile.id()) == self.pinned.as_ref())
            .or_else(|| tiles().find(|tile| Some(tile.id()) == self.floor.as_ref()))
            .or_else(|| tiles().find(|tile| tile.has_camera() && tile.picture().is_there()))
            .or_else(|| tiles().next())
    }

    /// In ring mode, not everyone present is in the call.
    fn is_in_call(&self, tile: &Tile) -> bool {
        !self.is_ring || tile.is_engaged()
    }

    fn shows(&self, shared: &SharedScreen) -> bool {
        let mut tiles = self.tiles.iter().filter(|tile| self.is_in_call(tile));
        shared.is_shown() && tiles.any(|tile| tile.id() == shared.id())
    }

    /// Puts shared screens first, and removes those no longer shared.
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

    fn shared_of(&mut self, id: &ClientId, strings: &Strings) -> Result<&mut SharedScreen, Exception> {
        let index = match self.shared.iter().position(|shared| shared.id() == id) {
            Some(index) => index,
            None => {
                let name = self.with(id, |tile| tile.name().to_owned()).unwrap_or_default();
                let mut shared = SharedScreen::new(id, &name, &self.mailbox, strings)?;
                self.with(id, |tile| {
                    shared.set_volume(tile.row().volume(), tile.row().is_muted_here())
                });
                self.shared.push(shared);
                self.shared.len() - 1
            }
        };
        Ok(&mut self.shared[index])
    }

    /// Before the call, the self view is elsewhere.
    fn before_own(&self) -> Option<&web_sys::Node> {
        let is_here = self
            .own
            .parent_element()
            .is_some_and(|parent| parent == self.element);
        is_here.then_some(self.own.as_ref())
    }
}
