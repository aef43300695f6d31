//! What the host can do with a person. Each verb is an item of `person_menu.html` and an action; one that cannot be undone
//! asks first, in place.

use super::inset::Inset;
use crate::view::Ui;
use crate::view::dom::short_name;
use crate::view::markup::Part;
use crate::web::Exception;
use visavis_call::Command;
use visavis_call::protocol::ClientId;
use web_sys::Element;

impl Ui {
    /// Opens the menu of the person in whose row the button is, or closes it.
    pub(in crate::view) fn toggle_person_menu(&mut self, button: &Element) -> Result<(), Exception> {
        let is_open = |inset: &Inset| inset.is(Part::PersonMenu) && **inset.opener() == *button;
        if self.inset.as_ref().is_some_and(is_open) {
            self.close_inset();
            return Ok(());
        }
        self.open_about_person(Part::PersonMenu, button)
    }

    /// Asks whether the person of the open menu is to be removed.
    pub(in crate::view) fn ask_removal(&mut self) -> Result<(), Exception> {
        let Some(menu) = self.inset.take() else {
            return Ok(());
        };
        let opener = menu.opener().clone();
        drop(menu);
        self.open_about_person(Part::Removal, &opener)?;
        self.say_consequence();
        Ok(())
    }

    /// Removes the person of the open question.
    pub(in crate::view) fn remove_now(&mut self) {
        let asked = self.inset.as_ref().filter(|inset| inset.is(Part::Removal));
        if let Some(id) = asked.and_then(Inset::about).cloned() {
            self.send_command(Command::Remove(id));
            self.close_inset();
        }
    }

    /// The host or the lock is another one.
    pub(in crate::view) fn host_changed(&mut self) {
        if !self.host.is_self() && self.inset.as_ref().is_some_and(|inset| inset.about().is_some()) {
            self.close_inset();
        }
        self.say_consequence();
    }

    /// Names the person anew in what is open about them.
    pub(in crate::view) fn name_in_inset(&mut self, id: &ClientId) {
        let name = self.stage.with(id, |tile| short_name(tile.name()));
        if let (Some(inset), Some(name)) = (&self.inset, name)
            && inset.is_about(id)
        {
            inset.name(&name, &self.strings);
        }
    }

    fn open_about_person(&mut self, part: Part, opener: &Element) -> Result<(), Exception> {
        self.inset = None;
        let Some(tile) = self.stage.tile_around(opener) else {
            return Ok(());
        };
        let about = (tile.id().clone(), short_name(tile.name()));
        let inset = Inset::open(part, opener, Some(about), &self.strings)?;
        inset.take_focus();
        self.inset = Some(inset);
        Ok(())
    }

    fn say_consequence(&self) {
        let key = if self.host.is_locked() {
            "remove-locked"
        } else {
            "remove-open"
        };
        if let Some(inset) = self.inset.as_ref().filter(|inset| inset.is(Part::Removal)) {
            inset.say("#consequence", key, &self.strings);
        }
    }
}
