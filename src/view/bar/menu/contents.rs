//! What the *More* menu offers, and how its items are named.

use crate::view::stage::{Arrangement, Tile};
use crate::view::{Ui, picture_in_picture};

impl Ui {
    pub(in crate::view) fn toggle_menu(&mut self) {
        if self.menu.close() {
            return;
        }
        self.name_items();
        let others = self.stage.tiles().len();
        for (action, is_offered) in [
            ("layout", others > 1),
            ("tuck", others > 0),
            ("leave-room", self.stage.tiles().iter().any(Tile::is_begun)),
            (
                "pip",
                picture_in_picture::is_possible(&self.root) || picture_in_picture::is_withheld(&self.root),
            ),
            (
                "full-screen",
                self.full_screen.is_possible() || self.full_screen.is_withheld(),
            ),
        ] {
            self.menu.offer(action, is_offered);
        }
        self.menu.open();
    }

    /// Names what the items do, also anew in another language. What is on or off is checked and keeps its name: it says so
    /// itself. What begins or ends something is named for that.
    pub(in crate::view) fn name_items(&self) {
        let (menu, strings) = (&self.menu, &self.strings);
        let does = |is_on: bool, [end, begin]: [&'static str; 2]| if is_on { end } else { begin };
        let is_grid = self.stage.arrangement() == Arrangement::Grid;
        for (action, is_on, names) in [
            ("layout", is_grid, ["layout-speaker", "layout-grid"]),
            (
                "full-screen",
                self.full_screen.is_on(),
                ["full-screen-end", "full-screen"],
            ),
            ("record", self.recording.is_some(), ["record-end", "record"]),
        ] {
            menu.name(action, does(is_on, names), strings);
        }
        menu.draw("layout", does(is_grid, ["#layout-panel-left", "#layout-grid"]));
        for (action, is_on, presses) in [
            ("hand", self.self_view.is_hand_up(), ["lower-hand", "raise-hand"]),
            ("tuck", self.stage.is_tucked(), ["untuck", "tuck"]),
            ("sound-only", self.is_sound_only, ["sound-only-end", "sound-only"]),
        ] {
            menu.check(action, is_on, does(is_on, presses), strings);
        }
    }
}
