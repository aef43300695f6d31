//! What a person sees, inside the shadow root: notices in, intentions out.
//!
//! No state of the call lives here beyond what is on the screen. Markup is in `view/*.html`, style in `view/*.css`, every
//! word in `view/words.rs`.

mod actions;
mod copy_link;
mod dom;
mod face;
mod log;
mod markup;
mod own;
mod picture;
mod screens;
mod sound;
mod stage;
mod status;
mod style;
#[cfg(test)]
mod tests;
mod tile;
mod words;

use crate::notice::{Intention, Notice, Shown};
use crate::web::{Exception, JsResultExt, Listener};
use dom::{NAME_CHARS, bounded, find, mark, say};
use log::Log;
use markup::{Part, build};
use own::Own;
use screens::{Screen, Screens};
use stage::Stage;
use status::Status;
use std::cell::RefCell;
use std::rc::Rc;
use tile::short_name;
use visavis_call::{Event, Failure, Signalling};
use web_sys::{Element, HtmlInputElement, ShadowRoot};

/// The longest room name that is shown.
const ROOM_CHARS: usize = 128;

/// What the interface says about the call before there is one.
#[derive(Debug, Clone)]
pub(crate) struct About {
    /// The room's name.
    pub(crate) room: String,
    /// The address that brings others here.
    pub(crate) link: String,
    /// The name to begin with; may be empty.
    pub(crate) name: String,
    /// People call one of those who are there.
    pub(crate) ring: bool,
}

/// The interface of one call. Dropping it takes it off the page.
pub(crate) struct View {
    _listeners: [Listener; 3],
    screens: Screens,
    own: Own,
    stage: RefCell<Stage>,
    status: RefCell<Status>,
    log: RefCell<Log>,
    root: Element,
}

impl View {
    /// Builds the interface inside `shadow`, in the place of whatever is there. `intend` is called with what the person
    /// wants, and must only take note of it.
    ///
    /// # Errors
    ///
    /// The exception of a browser that lacks something, or of a page whose policy does not allow ours.
    pub(crate) fn new(
        shadow: &ShadowRoot,
        about: About,
        intend: impl Fn(Intention) + 'static,
    ) -> Result<Self, Exception> {
        style::adopt(shadow)?;
        let root = build(Part::Root)?;
        mark(&root, "data-kind", if about.ring { "ring" } else { "open" });
        let own = Own::new()?;
        let screens = Screens::new(shadow, &root, &about.link, &own)?;
        let lobby = screens.element(Screen::Lobby);
        say(&find(lobby, ".room")?, &bounded(&about.room, ROOM_CHARS));
        let name = bounded(&about.name, NAME_CHARS);
        find::<HtmlInputElement>(lobby, "input[name=name]")?.set_value(&name);
        own::draw_face(own.tile(), &name);

        let listeners = actions::listen(&root, &screens, own.tile(), Rc::new(intend))?;
        let stage = Stage::new(find(screens.element(Screen::Call), ".stage")?, own.tile().clone());
        let view = Self {
            _listeners: listeners,
            stage: RefCell::new(stage),
            status: RefCell::new(Status::new(&root)?),
            log: RefCell::new(Log::new(&root)?),
            screens,
            own,
            root,
        };
        shadow.replace_children_with_node_1(&view.root);

        Ok(view)
    }

    /// Shows what the driver tells. To be called for every notice, in order.
    pub(crate) fn show(&self, notice: &Notice) {
        let shown = match notice {
            Notice::Call(event) => self.show_event(event),
            Notice::OwnMedia {
                source,
                status,
                problem,
            } => {
                self.own.show_status(*source, *status);
                self.status.borrow_mut().show_problem(*source, problem.as_ref())
            }
            Notice::OwnStream(stream) => {
                self.own.show_stream(stream.as_ref());
                Ok(())
            }
            // Shown by no part yet.
            Notice::RemoteStream(_, Shown::Screen, _) | Notice::Connection(..) | Notice::Devices(_) => Ok(()),
            Notice::RemoteStream(id, Shown::Person, stream) => {
                self.stage.borrow_mut().with(id, |tile| tile.show_stream(stream));
                Ok(())
            }
        };
        if let Err(exception) = shown {
            web_sys::console::warn_1(&format!("visavis: showing the call: {exception}").into());
        }
    }

    fn show_event(&self, event: &Event) -> Result<(), Exception> {
        let mut stage = self.stage.borrow_mut();
        match event {
            Event::SignallingChanged(state) => return self.show_signalling(*state),
            Event::PersonJoined {
                person,
                is_same_browser,
            } => {
                self.log.borrow_mut().know(person);
                stage.add(person, *is_same_browser)?;
                let sentence = words::joined(&short_name(&person.name));
                return self.status.borrow_mut().tell(&sentence);
            }
            Event::SameBrowser(id) => stage.with(id, |tile| tile.silence()),
            Event::PersonRenamed(person) => {
                self.log.borrow_mut().know(person);
                stage.with(&person.id, |tile| tile.rename(&person.name));
            }
            Event::PersonAway(id) => stage.with(id, |tile| tile.set_away(true)),
            Event::PersonBack(id) => stage.with(id, |tile| tile.set_away(false)),
            Event::PersonLeft { id, reason } => {
                if let Some(name) = stage.remove(id) {
                    return self
                        .status
                        .borrow_mut()
                        .tell(&words::left(&short_name(&name), *reason));
                }
            }
            Event::LinkChanged(id, state) => stage.with(id, |tile| tile.show_link(*state)),
            Event::RingChanged(id, ring) => stage.with(id, |tile| tile.show_ring(*ring)),
            Event::MediaChanged(id, report) => stage.with(id, |tile| tile.show_media(report)),
            Event::LinkProblem(id, problem) => stage.with(id, |tile| tile.show_problem(problem.as_ref())),
            // Shown by no part yet.
            Event::Said { .. } | Event::QualityChanged(..) | Event::Measured(..) => {}
            Event::Logged {
                peer,
                direction,
                message,
            } => return self.log.borrow().add(peer, *direction, message),
            Event::Dropped { peer, why } => return self.log.borrow().add_dropped(peer, why),
            Event::Failed(failure) => return self.end(&mut stage, Some(failure)),
            Event::Left => return self.end(&mut stage, None),
        }

        Ok(())
    }

    fn show_signalling(&self, state: Signalling) -> Result<(), Exception> {
        let name = match state {
            Signalling::Connecting => "connecting",
            Signalling::Connected => "connected",
            Signalling::TabsOnly => "tabs-only",
            Signalling::Reconnecting => "reconnecting",
        };
        mark(&self.root, "data-signalling", name);
        self.screens.show(Screen::Call, &self.own)?;

        self.status.borrow_mut().show_signalling(state)
    }

    fn end(&self, stage: &mut Stage, failure: Option<&Failure>) -> Result<(), Exception> {
        stage.clear();
        self.status.borrow_mut().clear();
        self.root
            .remove_attribute("data-signalling")
            .warn_on_error("taking away an attribute");
        // Leaving follows a failure, and would hide why.
        if failure.is_some() || self.screens.current() != Screen::After {
            self.screens.say_why(failure)?;
        }

        self.screens.show(Screen::After, &self.own)
    }
}

impl Drop for View {
    fn drop(&mut self) {
        self.root.remove();
    }
}
