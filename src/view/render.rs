//! Renders notices: each [`Notice`] becomes DOM updates.

use super::Ui;
use super::dom::{bounded, short_name};
use super::message::Message;
use super::panels::{Panel, Said, Step, What};
use super::status::{Topic, Trouble};
use crate::notice::{Notice, StreamKind};
use crate::web::Exception;
use visavis_call::devices::DeviceKind;
use visavis_call::protocol::ClientId;
use visavis_call::{Event, LinkState, Participant, Source, Status};

/// The length of the chat excerpt shown while the chat is closed.
const TEASER_CHARS: usize = 60;

impl Ui {
    /// Shows a notice: of the lobby at once, of the call once its part is there.
    pub(super) fn show(&mut self, notice: Notice) -> Result<(), Exception> {
        match &notice {
            Notice::Call(Event::IdentityChanged {
                of: Participant::Local,
                identity,
            }) => self.identify(identity.as_ref()),
            Notice::Call(_) | Notice::RemoteStream(..) => {
                self.handle_in_call(Message::Notice(notice));
                Ok(())
            }
            Notice::OwnMedia {
                source,
                status,
                problem,
            } => {
                if *source == Source::Camera && self.is_in_call() {
                    self.time_camera(*status == Status::Pending);
                }
                match source {
                    Source::Screen => self.sharing.show(*status, &self.strings),
                    Source::Camera | Source::Microphone => {
                        let said = self.self_view.show_status(*source, *status, &self.strings);
                        if let Some(key) = said.filter(|_| self.is_in_call()) {
                            self.status.speak(&self.strings.of(key));
                        }
                        if self.is_sound_only {
                            self.say_sound_only();
                        }
                    }
                    Source::ScreenAudio => {}
                }
                let trouble = problem.clone().map(Trouble::Failure);
                self.notes.show(Topic::Device(*source), trouble, &self.strings)
            }
            Notice::OwnStream(StreamKind::Person, stream) => {
                self.self_view.show_stream(stream.as_ref());
                Ok(())
            }
            Notice::OwnName(name) => {
                self.show_own_name(name);
                Ok(())
            }
            Notice::Permitted(permissions) => self.permit(*permissions),
            // Only for programs; and nobody needs to see their own shared screen.
            Notice::Connection(..)
            | Notice::OwnId(_)
            | Notice::Data(..)
            | Notice::NotPermitted(_)
            | Notice::TokenExpiring { .. }
            | Notice::OwnStream(StreamKind::Screen, _) => Ok(()),
            Notice::Present { names, locked_with } => {
                self.show_present(names, *locked_with);
                Ok(())
            }
            // Nobody refuses this person: the code of a call has not come, and is loaded again.
            Notice::Refused(failure) if failure.code.key().is_none() => {
                let trouble = Trouble::Failure(failure.clone());
                self.notes.show(Topic::Part, Some(trouble), &self.strings)
            }
            Notice::Refused(failure) => {
                self.show_refused(failure.clone());
                Ok(())
            }
            Notice::Unanswered => {
                self.show_unanswered();
                Ok(())
            }
            Notice::TokenRenewed => self.screens.offer_another_try(),
            // A note tells of the others.
            Notice::DeviceRefused(kind, failure) => {
                self.devices.refuse(*kind);
                match kind {
                    DeviceKind::Loudspeaker => self.tell(&self.strings.failure(failure)),
                    DeviceKind::Camera | DeviceKind::Microphone => Ok(()),
                }
            }
            Notice::Devices(devices) => {
                self.devices.show(devices, &self.strings)?;
                self.route_everyone();
                Ok(())
            }
        }
    }

    pub(super) fn show_event(&mut self, event: &Event) -> Result<(), Exception> {
        let (stage, strings) = (&mut self.stage, &self.strings);
        match event {
            Event::SignallingChanged(state) => return self.show_signalling(*state),
            Event::WaitingFor(host) => {
                self.status.wait_for(host);
                return self.say_what_waits();
            }
            Event::HostChanged {
                host,
                is_self,
                is_locked,
            } => {
                let host = stage.with(host, |tile| tile.name().to_owned());
                return self.show_host(host.as_deref(), *is_self, *is_locked);
            }
            Event::Knocking(people) => return self.host.show_knocks(people, strings),
            Event::PersonJoined {
                person,
                is_same_browser,
                was_there,
            } => {
                self.log.know(person);
                stage.add(person, *is_same_browser, strings)?;
                self.forget_leaving();
                if !*was_there {
                    let name = short_name(&person.name);
                    self.tell(&self.strings.about("joined", &name))?;
                }
                return self.come_in();
            }
            Event::SameBrowser(id) => {
                stage.with(id, |tile| tile.set_same_browser());
            }
            Event::VolumeChanged { id, volume, is_muted } => {
                stage.set_volume(id, *volume, *is_muted, strings)?
            }
            Event::PersonRenamed(person) => {
                self.log.know(person);
                stage.rename(person, strings)?;
                self.name_in_inset(&person.id);
                return self.rename_recorder(&person.id);
            }
            // The lobby shows it as well.
            Event::IdentityChanged {
                of: Participant::Local,
                ..
            } => {}
            Event::IdentityChanged {
                of: Participant::Remote(id),
                identity,
            } => {
                stage
                    .with(id, |tile| tile.identify(identity.as_ref()))
                    .transpose()?;
            }
            Event::RenameRefused(_) => return self.status.tell(&strings.of("name-refused")),
            // Only programs renew a token.
            Event::TokenRefused(_) => {}
            Event::PersonAway(id) => {
                stage.with(id, |tile| tile.set_away(true));
            }
            Event::PersonBack(id) => {
                stage.with(id, |tile| tile.set_away(false));
            }
            Event::PersonLeft { id, reason } => {
                self.quality.remove(id);
                if let Some(name) = stage.remove(id) {
                    let name = short_name(&name);
                    self.status.tell(&strings.left(&name, *reason))?;
                    self.name_left_behind();
                }
                self.recorders.retain(|recorder| !recorder.is_of(id));
                self.inset = self.inset.take().filter(|inset| !inset.is_about(id));
            }
            Event::LinkChanged(id, state) => {
                if *state == LinkState::Connected {
                    self.log.end(Step::Path, Some(id));
                    self.log.start(Step::Picture, Some(id));
                }
                self.log.add(id, What::State(*state));
                stage.with(id, |tile| {
                    tile.show_link(*state, strings);
                    // A person who returns raises their hand again, and again wants no pictures.
                    if *state == LinkState::Idle {
                        tile.set_hand(false);
                        tile.set_audio_only(false);
                    }
                });
            }
            Event::RingChanged(id, ring) => self.show_ring(id, *ring),
            Event::MediaChanged(id, report) => stage.show_media(id, report, strings)?,
            Event::LinkProblem(id, problem) => {
                let shown = stage.with(id, |tile| {
                    let sentence = tile.show_problem(problem.as_ref(), strings);
                    (tile.name().to_owned(), sentence)
                });
                let (name, sentence) = shown.unwrap_or_default();
                self.status.speak(&sentence);
                self.quality.trouble(id, &name, problem.as_ref(), strings)?;
            }
            Event::SpeakingChanged { id, is_speaking } => {
                stage.with(id, |tile| tile.show_speaking(*is_speaking));
            }
            Event::SpeakerChanged(id) => stage.give_floor(id.clone()),
            Event::Said { from, at, text, .. } => return self.show_said(from.remote(), *at, text),
            Event::HandChanged {
                from: Participant::Local,
                is_up,
            } => self.self_view.set_hand(*is_up),
            Event::HandChanged {
                from: Participant::Remote(id),
                is_up,
            } => {
                let name = stage.with(id, |tile| {
                    tile.set_hand(*is_up);
                    short_name(tile.name())
                });
                if let Some(name) = name.filter(|_| *is_up) {
                    return self.status.tell(&strings.about("hand-of", &name));
                }
            }
            Event::PicturesWanted {
                from: Participant::Local,
                wanted,
            } => {
                return self.show_sound_only(!wanted);
            }
            Event::PicturesWanted {
                from: Participant::Remote(id),
                wanted,
            } => {
                stage.with(id, |tile| tile.set_audio_only(!wanted));
            }
            Event::RecordingChanged { from, state, elapsed } => {
                return self.show_recorder(from, *state, *elapsed);
            }
            Event::Reacted { from, emoji } => return self.show_reaction(from.remote(), emoji),
            Event::MessagesDropped { peer, count } => {
                let name = stage.with(peer, |tile| short_name(tile.name()));
                let count = count.to_string();
                let sentence =
                    name.map(|name| strings.with("dropped", &[("name", &name), ("count", &count)]));
                return sentence.map_or(Ok(()), |sentence| self.status.tell(&sentence));
            }
            Event::QualityChanged(id, quality) => {
                stage.with(id, |tile| tile.show_quality(*quality));
                self.quality.grade(id, *quality, strings)?;
            }
            Event::Stats(id, sample) => {
                let name = stage.with(id, |tile| tile.name().to_owned()).unwrap_or_default();
                self.quality.add(id, &name, sample, strings)?;
                if self.panels.is_open(Panel::Quality) {
                    self.draw_quality();
                }
            }
            Event::SetUp(id, steps) => self.log.measured(id, steps),
            Event::Logged {
                peer,
                direction,
                message,
            } => self.log.add(peer, What::Message(*direction, message.clone())),
            Event::Dropped { peer, why } => self.log.add(peer, What::Dropped((*why).to_owned())),
            Event::Failed(failure) => return self.end(Some(failure)),
            Event::Left => return self.end(None),
        }

        Ok(())
    }

    fn show_said(&mut self, from: Option<&ClientId>, at: u64, text: &str) -> Result<(), Exception> {
        let strings = &self.strings;
        let name = from.map(|id| {
            let known = self.stage.with(id, |tile| tile.name().to_owned());
            known.unwrap_or_default()
        });
        // Who hides the chat shows the messages elsewhere.
        let is_read = self.panels.is_open(Panel::Chat) || self.hidden.has(Panel::Chat.name());
        let is_vouched = from.and_then(|id| self.stage.with(id, |tile| tile.is_vouched()));
        let said = Said {
            from: from.cloned().zip(name.clone()),
            is_vouched: is_vouched == Some(true),
            at,
            text: text.to_owned(),
        };
        self.chat.take(said, is_read, strings);
        self.draw_messages();
        let Some(name) = name.filter(|_| !is_read && self.pace.admits()) else {
            return Ok(());
        };
        let text = bounded(text, TEASER_CHARS);
        let name = short_name(&name);
        let sentence = self.strings.with("said", &[("name", &name), ("text", &text)]);
        self.status.tell(&sentence)
    }

    fn show_reaction(&mut self, id: Option<&ClientId>, emoji: &str) -> Result<(), Exception> {
        // In a flood nobody could tell them apart.
        if !self.pace.admits() {
            return Ok(());
        }
        self.reactions.show(emoji, self.stage.seen_tile(id))?;
        let strings = &self.strings;
        let name = id.and_then(|id| self.stage.with(id, |tile| short_name(tile.name())));
        name.map_or(Ok(()), |name| {
            let sentence = strings.with("reacted", &[("name", &name), ("emoji", emoji)]);
            self.status.tell(&sentence)
        })
    }

    pub(super) fn time_camera(&mut self, is_asked_for: bool) {
        if is_asked_for {
            self.log.start(Step::Camera, None);
        } else {
            self.log.end(Step::Camera, None);
        }
    }
}
