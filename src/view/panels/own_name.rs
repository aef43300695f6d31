//! One's own name in the list of people, and changing it during a call.

use super::inset::Inset;
use crate::view::markup::Part;
use crate::view::{Ui, preferences};
use crate::web::Exception;
use visavis_call::Command;
use visavis_call::protocol::readable_name;
use web_sys::Element;

impl Ui {
    /// Opens the field for the own name, or closes it.
    pub(in crate::view) fn toggle_own_name(&mut self, button: &Element) -> Result<(), Exception> {
        if self.inset.as_ref().is_some_and(|inset| inset.is(Part::OwnName)) {
            self.close_inset();
            return Ok(());
        }
        self.inset = None;
        let mut inset = Inset::open(Part::OwnName, button, None, &self.strings)?;
        inset.act_on_enter("save-name", &self.root, &self.mailbox)?;
        let field = inset.field()?;
        field.set_value(&self.lobby.shown_name());
        inset.take_focus();
        field.select();
        self.inset = Some(inset);
        Ok(())
    }

    /// Changes the name to the one in the field, and keeps it for the next call. One of which nothing can be seen is none.
    pub(in crate::view) fn save_name(&mut self) -> Result<(), Exception> {
        let Some(inset) = self.inset.as_ref().filter(|inset| inset.is(Part::OwnName)) else {
            return Ok(());
        };
        let name = readable_name(&inset.field()?.value());
        if name.is_empty() {
            inset.say(".unnamed", "name-empty", &self.strings);
            inset.take_focus();
            return Ok(());
        }
        preferences::set(preferences::NAME, &name);
        self.send_command(Command::Rename(name));
        self.close_inset();
        if self.status.is_connected() {
            Ok(())
        } else {
            self.tell(&self.strings.of("name-later"))
        }
    }

    /// Shows the own name, which the person or the page has changed.
    pub(in crate::view) fn show_own_name(&mut self, name: &str) {
        self.lobby.rename(name);
        self.self_view.set_name(&self.lobby.shown_name(), &self.strings);
    }
}
