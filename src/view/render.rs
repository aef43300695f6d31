//! What is told becomes what is seen.

use super::Ui;
use super::dom::{create, length, millis, set_attr, set_text, toggle_attr};
use super::panels::log::Step;
use super::screens::{MediaKeys, Screen, WakeLock};
use super::stage::Stage;
use crate::notice::{Notice, StreamKind};
use crate::web::{Exception, JsResultExt, Timeout};
use std::rc::Rc;
use std::time::Duration;
use visavis_call::protocol::envelope::ClientId;
use visavis_call::{Event, Failure, LinkState, Signalling, Source, Status};

/// An emoji has flown by then; see `menu.css`.
const FLIGHT: Duration = Duration::from_millis(3_200);
/// More at once would hide the people.
const FLYING: usize = 12;
/// Of what was written, so much is shown to who does not look at the chat.
const TEASER_CHARS: usize = 60;

impl Ui {
    pub(super) fn show(&self, notice: &Notice) -> Result<(), Exception> {
        match notice {
            Notice::Call(event) => self.show_event(event),
            Notice::OwnMedia {
                source,
                status,
                problem,
            } => {
                if *source == Source::Camera && self.is_in_call() {
                    self.time_camera(*status == Status::Pending)?;
                }
                match source {
                    Source::Screen => self.sharing.show(*status),
                    Source::Camera | Source::Microphone => {
                        let said = self.self_view.show_status(*source, *status);
                        if let Some(key) = said.filter(|_| self.is_in_call()) {
                            self.status.borrow().speak(&self.strings.of(key));
                        }
                    }
                    Source::ScreenAudio => {}
                }
                self.status.borrow_mut().show_problem(*source, problem.as_ref())
            }
            Notice::OwnStream(StreamKind::Person, stream) => {
                self.self_view.show_stream(stream.as_ref());
                Ok(())
            }
            // For programs; and nobody needs to see their own screen.
            Notice::Connection(..) | Notice::OwnStream(StreamKind::Screen, _) => Ok(()),
            Notice::Present { names, locked_by } => self.show_present(names, locked_by.as_deref()),
            Notice::Devices(devices) => {
                self.devices.borrow_mut().show(devices)?;
                self.route_everyone();
                Ok(())
            }
            Notice::RemoteStream(id, StreamKind::Screen, stream) => {
                self.stage.borrow_mut().show_screen(id, stream)?;
                self.route_everyone();
                Ok(())
            }
            Notice::RemoteStream(id, StreamKind::Person, stream) => {
                self.stage.borrow_mut().with(id, |tile| tile.show_stream(stream));
                self.route_everyone();
                Ok(())
            }
        }
    }

    fn show_event(&self, event: &Event) -> Result<(), Exception> {
        let mut stage = self.stage.borrow_mut();
        match event {
            Event::SignallingChanged(state) => {
                drop(stage);
                return self.show_signalling(*state);
            }
            Event::WaitingFor(host) => self.status.borrow_mut().wait_for(host),
            Event::HostChanged {
                host,
                is_self,
                is_locked,
            } => {
                let host = stage.with(host, |tile| tile.name().to_owned());
                return self.show_host(host.as_deref(), *is_self, *is_locked);
            }
            Event::Knocking(people) => return self.show_knocks(people),
            Event::PersonJoined {
                person,
                is_same_browser,
                was_there,
            } => {
                self.log.borrow_mut().know(person);
                stage.add(person, *is_same_browser)?;
                if *was_there {
                    return Ok(());
                }
                let name = self.strings.short_name(&person.name);
                return self.tell(&self.strings.about("joined", &name));
            }
            Event::SameBrowser(id) => {
                stage.with(id, |tile| tile.silence());
            }
            Event::PersonRenamed(person) => {
                self.log.borrow_mut().know(person);
                stage
                    .with(&person.id, |tile| tile.rename(&person.name))
                    .transpose()?;
            }
            Event::PersonAway(id) => {
                stage.with(id, |tile| tile.set_away(true));
            }
            Event::PersonBack(id) => {
                stage.with(id, |tile| tile.set_away(false));
            }
            Event::PersonLeft { id, reason } => {
                self.quality.borrow_mut().remove(id);
                if let Some(name) = stage.remove(id) {
                    return self.tell(&self.strings.left(&self.strings.short_name(&name), *reason));
                }
            }
            Event::LinkChanged(id, state) => {
                if *state == LinkState::Connected {
                    let mut log = self.log.borrow_mut();
                    log.end(Step::Path, Some(id));
                    log.start(Step::Picture, Some(id))?;
                }
                self.log.borrow().add_state(id, state.name())?;
                stage.with(id, |tile| {
                    tile.show_link(*state);
                    // Whoever comes back with a hand up says so.
                    if *state == LinkState::Idle {
                        tile.set_hand(false);
                    }
                });
            }
            Event::RingChanged(id, ring) => {
                let sentence = stage.with(id, |tile| tile.show_ring(*ring));
                stage.arrange();
                self.status.borrow().speak(&sentence.unwrap_or_default());
            }
            Event::MediaChanged(id, report) => stage.show_media(id, report)?,
            Event::LinkProblem(id, problem) => {
                let ui = stage.with(id, |tile| {
                    (tile.name().to_owned(), tile.show_problem(problem.as_ref()))
                });
                let (name, sentence) = ui.unwrap_or_default();
                self.status.borrow().speak(&sentence);
                let sentence = problem.as_ref().map(|problem| self.strings.failure(problem));
                self.quality
                    .borrow_mut()
                    .trouble(id, &name, sentence.as_deref())?;
            }
            Event::Said { from, text } => return self.show_said(&mut stage, from.as_ref(), text),
            Event::HandChanged(None, is_up) => self.self_view.set_hand(*is_up),
            Event::HandChanged(Some(id), is_up) => {
                let name = stage.with(id, |tile| {
                    tile.set_hand(*is_up);
                    tile.name().to_owned()
                });
                if let Some(name) = name.filter(|_| *is_up) {
                    return self.tell(&self.strings.about("hand-of", &self.strings.short_name(&name)));
                }
            }
            Event::PicturesWanted(None, wanted) => {
                toggle_attr(&self.root, "data-sound-only", !wanted);
                let now = if *wanted { "pictures-now" } else { "sound-only-now" };
                return self.tell(&self.strings.of(now));
            }
            // Their tile shows it soon enough: no picture comes of them either, and they see none.
            Event::PicturesWanted(Some(_), _) => {}
            Event::Reacted(id, emoji) => return self.show_reaction(&mut stage, id.as_ref(), emoji),
            Event::QualityChanged(id, quality) => {
                stage.with(id, |tile| tile.show_quality(*quality));
                self.quality.borrow().grade(id, *quality)?;
            }
            Event::Stats(id, sample) => {
                let name = stage.with(id, |tile| tile.name().to_owned()).unwrap_or_default();
                self.quality.borrow_mut().add(id, &name, sample)?;
            }
            Event::Logged {
                peer,
                direction,
                message,
            } => return self.log.borrow_mut().add(peer, *direction, message),
            Event::Dropped { peer, why } => return self.log.borrow().add_dropped(peer, why),
            Event::Failed(failure) => {
                stage.clear();
                drop(stage);
                return self.end(Some(failure));
            }
            Event::Left => {
                stage.clear();
                drop(stage);
                return self.end(None);
            }
        }

        Ok(())
    }

    pub(super) fn tell(&self, sentence: &str) -> Result<(), Exception> {
        self.status.borrow_mut().tell(sentence)
    }

    fn show_said(&self, stage: &mut Stage, from: Option<&ClientId>, text: &str) -> Result<(), Exception> {
        let guest = self.strings.of("guest");
        let name = from.map(|id| stage.with(id, |tile| tile.name().to_owned()).unwrap_or(guest));
        let is_read = self.panels.is_open("chat");
        let who = from.zip(name.as_deref());
        self.chat.borrow_mut().add_message(who, text, is_read)?;
        if let (Some((_, name)), false) = (who, is_read) {
            let text = super::bounded(text, TEASER_CHARS);
            let name = self.strings.short_name(name);
            return self.tell(&self.strings.with("said", &[("name", &name), ("text", &text)]));
        }
        Ok(())
    }

    fn show_reaction(&self, stage: &mut Stage, id: Option<&ClientId>, emoji: &str) -> Result<(), Exception> {
        let name = id.and_then(|id| stage.with(id, |tile| tile.name().to_owned()));
        let mut flying = self.flying.borrow_mut();
        if flying.len() >= FLYING {
            drop(flying.remove(0));
        }
        let place: web_sys::Element = super::find(self.screens.element(Screen::Call), ".flying")?;
        while place.child_element_count() >= u32::try_from(FLYING).unwrap_or(u32::MAX)
            && let Some(oldest) = place.first_element_child()
        {
            oldest.remove();
        }
        let element = create("p")?;
        set_text(&element, emoji);
        // Side by side, not one over the other.
        set_attr(
            &element,
            "data-lane",
            &(place.child_element_count() % 5).to_string(),
        );
        place.append_child(&element).or_exception()?;
        flying.push(Timeout::after(FLIGHT, move || element.remove()));
        drop(flying);
        match name {
            Some(name) => {
                let name = self.strings.short_name(&name);
                self.tell(&self.strings.with("reacted", &[("name", &name), ("emoji", emoji)]))
            }
            None => Ok(()),
        }
    }

    fn show_signalling(&self, state: Signalling) -> Result<(), Exception> {
        set_attr(&self.root, "data-signalling", state.name());
        if self.screens.current() != Screen::Call {
            self.panels.close();
            self.screens.show(Screen::Call, &self.self_view)?;
            self.panels.show();
            self.stay_awake();
            let mut log = self.log.borrow_mut();
            log.begin_anew();
            log.start(Step::Server, None)?;
            drop(log);
            // Joining may have asked for it before.
            if self.self_view.tile().get_attribute("data-camera").as_deref() == Some(Status::Pending.name()) {
                self.time_camera(true)?;
            }
        }
        let is_inside = matches!(state, Signalling::Connected | Signalling::TabsOnly);
        if is_inside && self.began.get().is_none() {
            self.began.set(Some(millis()));
            self.log.borrow_mut().end(Step::Server, None);
        }

        self.status.borrow_mut().show_signalling(state)
    }

    fn time_camera(&self, is_asked_for: bool) -> Result<(), Exception> {
        let mut log = self.log.borrow_mut();
        if is_asked_for {
            return log.start(Step::Camera, None);
        }
        log.end(Step::Camera, None);
        Ok(())
    }

    fn stay_awake(&self) {
        let ui = self.itself.borrow().clone();
        let press: Rc<dyn Fn(&'static str)> = Rc::new(move |action| {
            if let Some(ui) = ui.upgrade() {
                ui.press(action);
            }
        });
        self.during_call
            .replace(Some((WakeLock::new(), MediaKeys::new(&press, &self.intend))));
    }

    fn end(&self, failure: Option<&Failure>) -> Result<(), Exception> {
        self.status.borrow_mut().clear();
        self.quality.borrow_mut().clear();
        self.chat.borrow_mut().clear();
        self.end_recording();
        self.during_call.replace(None);
        self.self_view.set_hand(false);
        self.forget_host()?;
        toggle_attr(&self.root, "data-sound-only", false);
        self.menu.close();
        self.root
            .remove_attribute("data-signalling")
            .warn_on_error("taking away an attribute");
        // Leaving follows a failure, and would hide why.
        if failure.is_some() || self.screens.current() != Screen::After {
            let length = self.began.take().map(|began| length(millis() - began));
            let why = self.screens.say_why(failure, length.as_deref())?;
            self.status.borrow().speak(&why);
        }
        if !self.panels.is_open("log") {
            self.panels.close();
        }
        self.screens.show(Screen::After, &self.self_view)?;
        self.panels.show();
        Ok(())
    }
}
