//! Where the part begins. Whatever else only these functions reach is in it as well, so each is called only once it is
//! there, and never becomes part of its caller.

use crate::notice::{Notice, StreamKind};
use crate::view::Ui;
use crate::view::message::Message;
use crate::view::setting::Setting;
use crate::web::{Exception, JsResultExt};

impl Ui {
    /// Handles a message that needs the part.
    #[inline(never)]
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "`Ui::handle` says which messages come here"
    )]
    pub(super) fn handle_inside(&mut self, message: Message) {
        match message {
            Message::Notice(notice) => {
                self.show_inside(&notice).warn_on_error("showing the call");
            }
            Message::Set(Setting::Pin(id)) => self.stage.pin(id),
            Message::Set(Setting::Layout(chosen)) => self.stage.choose(chosen),
            Message::Acted(action, button) => self.act_in_call(&action, &button),
            Message::ClickedTwice(target) => self.pin_around(&target),
            Message::LinkFollowed(link) => self.follow(&link),
            Message::ChatSent => self.send_written(),
            Message::VolumeChosen(person, percent) => self.choose_volume(person, percent),
            Message::Dragged(drag) => self.stage.drag(drag),
            Message::PanelOpened => self.fill_panel(),
            Message::LogDue => self.draw_log(),
            Message::FrameBegan => self.frame_began(),
            Message::LeavingForgotten => self.forget_leaving(),
            Message::ReactionFlown => self.reactions.one_has_flown(),
            Message::Rehearse => self.rehearse(),
            Message::MenuKey { key, item } => self.menu_key(&key, &item),
            Message::RecordingBegun { has_pictures } => self.show_recording(has_pictures),
            Message::FileMade(kind, made) => self.file_made(kind, made),
            _ => {}
        }
    }

    fn show_inside(&mut self, notice: &Notice) -> Result<(), Exception> {
        if let Notice::Call(event) = notice {
            self.show_event(event)
        } else if let Notice::RemoteStream(id, kind, stream) = notice {
            match kind {
                StreamKind::Screen => self.stage.show_screen(id, stream, &self.strings)?,
                StreamKind::Person => {
                    self.stage.with(id, |tile| tile.show_stream(stream));
                }
            }
            self.route_everyone();
            Ok(())
        } else {
            Ok(())
        }
    }

    /// Puts the strings of another language into what the call has added.
    #[inline(never)]
    pub(in crate::view) fn put_words_inside(&mut self) {
        self.chat.put_words(&self.strings);
        let put = self.stage.put_words(&self.strings);
        put.warn_on_error("changing the language");
        self.name_items();
    }

    #[inline(never)]
    pub(in crate::view) fn tick_inside(&mut self) {
        self.look_for_rings();
        self.show_recording_times();
        self.menu.look();
    }
}
