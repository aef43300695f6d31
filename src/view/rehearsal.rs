//! Builds once, aside, what the beginning of a call shows, while the person looks at the lobby. A browser compiles each
//! function of a WebAssembly module when it is first called, and would do so between Join and the first picture.

use super::Ui;
use super::message::Message;
use super::stage::Tile;
use crate::web::{Exception, Idle, JsResultExt};
use visavis_call::protocol::{ClientId, Person};
use visavis_call::{LinkState, MediaReport, Ring};

impl Ui {
    /// Rehearses once, as soon as the browser is idle.
    pub(super) fn rehearse_soon(&mut self) {
        let mailbox = &self.mailbox;
        self.rehearsal.get_or_insert_with(|| {
            let mailbox = mailbox.clone();
            Idle::then(move || mailbox.put(Message::Rehearse))
        });
    }

    pub(super) fn rehearse(&mut self) {
        if self.is_in_lobby() {
            self.build_aside().warn_on_error("rehearsing a call");
        }
    }

    fn build_aside(&self) -> Result<(), Exception> {
        let person = Person::new(ClientId("rehearsal".to_owned()), "A");
        let mut tile = Tile::new(&person, false, &self.mailbox, &self.strings)?;
        tile.show_link(LinkState::Connecting, &self.strings);
        tile.show_media(&MediaReport::new());
        tile.show_ring(Ring::Accepted, &self.strings);
        tile.show_speaking(true);
        Ok(())
    }
}
