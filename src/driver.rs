//! The mailbox loop: every occurrence becomes a [`Mail`]; one task takes them in order, lets the core decide, and
//! carries out its effects. Nothing else changes state.

mod bus;
mod call;
mod close_on_drop;
mod commands;
mod devices;
mod draining;
mod echo;
mod entering;
mod expiry;
mod identity;
mod local_tracks;
mod mail;
mod measures;
mod page_events;
mod peer;
mod permitted;
mod ready;
#[cfg(feature = "view")]
mod rehearsal;
mod rings;
mod room_options;
mod spare;
mod telling;
#[cfg(test)]
mod tests;

use bus::open_bus;
use call::RunningCall;
use devices::Devices;
use echo::Echo;
use entering::Entering;
use expiry::Expiring;
use futures_util::StreamExt;
use local_channel::mpsc::Receiver;
use mail::{CallMailbox, Mail, Mailbox};
use permitted::Permitted;
use ready::{Member, Ready};
use rings::Rings;
pub use room_options::RoomOptions;
#[cfg(feature = "exports")]
pub(crate) use room_options::room_name;
use telling::Telling;
use visavis_call::{Command, Event, Failure, Input, Participant, Source, TabFrame, protocol};

use crate::notice::Notice;
use crate::signalling::{Answer, LobbySocket, RoomPreview, SignallingMode};
use crate::web::{Listener, Task, certificate};
use web_sys::MediaStreamTrack;

/// A handle to a driver, held by the page or the view. Dropping it leaves the call and ends everything.
#[derive(Debug)]
#[must_use = "the call is left when the driver is dropped"]
pub(crate) struct Driver {
    mailbox: Mailbox,
}

impl Driver {
    /// Starts the loop. `show` is called with every notice, in order, and must not block.
    pub(crate) fn start(options: RoomOptions, show: impl Fn(&Notice) + 'static) -> Result<Self, Failure> {
        crate::web::check(&options.ice_servers)?;
        let options = options.normalized();
        let (mailbox, inbox) = Mailbox::new();
        let devices = Devices::new(mailbox.clone(), &options)?;
        let work = Loop {
            options,
            mailbox: mailbox.clone(),
            devices,
            call: None,
            entering: None,
            echo: None,
            rings: Rings::default(),
            calls: 0,
            is_interrupted: false,
            show: Box::new(show),
            lobby: None,
            expiring: None,
            refused: None,
            ready: Ready::default(),
            telling: Telling::new(&mailbox),
            vouched: None,
            permitted: Permitted::new(),
            _page_events: page_events::listen(&mailbox),
        };
        Task::spawn(work.run(inbox)).detach();

        Ok(Self { mailbox })
    }

    /// Returns a sender of commands that does not keep the driver alive.
    #[cfg(any(feature = "view", feature = "library"))]
    pub(crate) fn command_sender(&self) -> impl Fn(Command) + Clone + 'static {
        let mailbox = self.mailbox.clone();
        move |command| {
            mailbox.put(Mail::Command(command));
        }
    }

    /// Queues a command.
    pub(crate) fn execute(&self, command: Command) {
        self.mailbox.put(Mail::Command(command));
    }

    /// Queues the use of a track of the page in place of a device; `None` goes back to the device.
    pub(crate) fn use_track(&self, source: Source, track: Option<MediaStreamTrack>) {
        self.mailbox.put(Mail::UseTrack(source, track));
    }

    /// Handles a message that the embedding page received on its external channel.
    pub(crate) fn receive(&self, frame: TabFrame) {
        self.mailbox.put(Mail::Received(frame));
    }

    /// Leaves without waiting for replies: the page is going away. It may join again if it returns.
    pub(crate) fn vanish(&self) {
        self.mailbox.put(Mail::Vanish);
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        self.mailbox.put(Mail::Stop);
    }
}

struct Loop {
    options: RoomOptions,
    mailbox: Mailbox,
    devices: Devices,
    call: Option<RunningCall>,
    /// What waits for the code of a call.
    entering: Option<Entering>,
    /// The peer of a loopback.
    echo: Option<Echo>,
    /// The calls of a ring room.
    rings: Rings,
    /// The number of the current call: mail of earlier calls is ignored.
    calls: u32,
    /// The page went away during a call, and rejoins if the browser restores it.
    is_interrupted: bool,
    show: Box<dyn Fn(&Notice)>,
    /// Looks into the room, and becomes the socket of the call.
    lobby: Option<LobbySocket>,
    /// Until the page is told that the token expires.
    expiring: Option<Expiring>,
    /// Why the server would not let this client in: reported once.
    refused: Option<Failure>,
    ready: Ready,
    telling: Telling,
    /// What the server vouches for of this client, as it was reported.
    vouched: Option<protocol::Identity>,
    permitted: Permitted,
    _page_events: Vec<Listener>,
}

impl Loop {
    async fn run(mut self, mut inbox: Receiver<Mail>) {
        // What starts off is known before anything else.
        self.carry_on();
        certificate().await;
        self.watch_token();
        self.ready.prepare_soon(&self.mailbox);
        while let Some(mail) = inbox.next().await {
            let is_last = matches!(mail, Mail::Stop);
            self.take(mail).await;
            self.carry_on();
            if is_last {
                return;
            }
        }
    }

    async fn take(&mut self, mail: Mail) {
        match mail {
            Mail::Command(command) => self.execute(command).await,
            Mail::Received(frame) => {
                if let SignallingMode::External(_) = self.options.signalling {
                    self.say(Input::TabMessage(frame));
                }
            }
            Mail::Input(of, input) if of == self.calls => {
                self.follow_exchange(&input);
                self.input(input);
            }
            Mail::MediaSections(of, peer, media_sections) if of == self.calls => {
                if let Some(call) = &mut self.call {
                    call.media_sections_known(&peer, media_sections, &self.devices);
                }
            }
            Mail::Track(of, peer, connection, mid, track) if of == self.calls && self.is_inside() => {
                let call = self.call.as_mut();
                let notices = call.map(|call| call.track_received(&peer, connection, mid, track));
                self.tell(notices.unwrap_or_default());
            }
            Mail::Opened(of, peer, connection) if of == self.calls && self.is_inside() => {
                self.tell(vec![Notice::Connection(peer, connection)]);
            }
            Mail::Timeout(of) if of == self.calls => {
                if let Some(call) = &mut self.call {
                    call.timeout();
                }
            }
            Mail::CollectStats(of) if of == self.calls => {
                if let Some(call) = &mut self.call {
                    call.collect_stats();
                    call.keep_spare(&self.devices);
                }
            }
            Mail::ReadLevels(of) if of == self.calls => {
                if let Some(call) = &mut self.call {
                    call.read_levels();
                }
            }
            // Of an earlier call, or too late: nothing is emitted after `Left`.
            Mail::Input(..)
            | Mail::MediaSections(..)
            | Mail::Track(..)
            | Mail::Opened(..)
            | Mail::Timeout(_)
            | Mail::CollectStats(_)
            | Mail::ReadLevels(_) => {}
            // In a ring room, who merely waits for a call is not seen.
            Mail::Begin if self.is_inside() => self.devices.begin(!self.options.ring),
            Mail::Begin => {}
            Mail::Prepare => self.prepare(),
            Mail::Tell => self.telling.release(),
            Mail::PageEvent(input) => {
                self.renew_ready(&input);
                // A machine that slept has stopped the timeout.
                self.tell_expiry();
                self.input(input);
            }
            Mail::TokenExpiring => self.tell_expiry(),
            Mail::Captured(attempt, captured) => {
                self.devices.captured(attempt, captured);
                self.renew_permitted();
            }
            Mail::ScreenChosen(attempt, chosen) => self.devices.screen_chosen(attempt, chosen),
            Mail::UseTrack(source, track) => self.devices.use_track(source, track),
            Mail::DeviceChanged(source) => self.devices.changed(source),
            Mail::SpeakerTried(id, is_usable) => self.devices.speaker_tried(&id, is_usable),
            Mail::DevicesChanged => self.devices.enumerate(),
            Mail::RoomPreview(preview) if !self.takes_part() => self.preview(preview),
            Mail::RoomPreview(_) => {}
            Mail::Enumerated(enumerated) => self.devices.enumerated(enumerated),
            Mail::Vanish => {
                self.is_interrupted = self.takes_part();
                self.vanish();
            }
            Mail::Return if std::mem::take(&mut self.is_interrupted) => {
                self.join(self.options.name.clone()).await;
            }
            Mail::Return => {}
            Mail::PartLoaded(outcome) => self.part_loaded(outcome).await,
            Mail::PartDue => self.load_again().await,
            Mail::Stop => self.vanish(),
        }
    }

    /// Begins a call. One that is still leaving ends at once.
    async fn enter(&mut self, name: String) {
        self.input(Input::Vanish);
        self.carry_on();
        self.calls += 1;
        if !self.options.ring {
            self.telling.hold(&self.mailbox);
        }
        self.options.name = name;
        self.rings = Rings::default();
        // After what the page has said already: `mute` in the same turn opens no microphone.
        self.mailbox.put(Mail::Begin);
        let (Member { identity, tabs }, spare) = self.ready.take(&self.options).await;
        let call_mailbox = CallMailbox {
            call: self.calls,
            mailbox: self.mailbox.clone(),
        };
        let (bus, echo) = open_bus(&self.options, tabs, call_mailbox.clone());
        self.echo = echo;
        self.call = Some(RunningCall::new(
            self.options.clone(),
            identity,
            self.vouched.clone(),
            bus,
            spare,
            self.lobby.take().and_then(LobbySocket::into_socket),
            call_mailbox,
        ));
        self.devices.tell_everything();
    }

    /// Requests a preview of the room from the server, if there is one.
    fn look(&mut self) {
        if self.takes_part() {
            return;
        }
        let SignallingMode::Server(url) = &self.options.signalling else {
            return self.mailbox.put(Mail::RoomPreview(None));
        };
        let mailbox = self.mailbox.clone();
        let kept = self.lobby.take().filter(LobbySocket::has_answered);
        let lobby = kept
            .unwrap_or_else(|| LobbySocket::open(url, move |answer| mailbox.put(Mail::RoomPreview(answer))));
        lobby.look(self.options.room.clone(), self.options.token.clone());
        self.lobby = Some(lobby);
    }

    fn preview(&mut self, preview: Answer) {
        match preview {
            Some(Ok(RoomPreview {
                names,
                locked_with,
                identity,
            })) => {
                self.refused = None;
                self.permitted
                    .hear(identity.as_ref().and_then(|identity| identity.permissions));
                if identity != self.vouched {
                    self.vouched.clone_from(&identity);
                    let of = Participant::Local;
                    (self.show)(&Notice::Call(Event::IdentityChanged { of, identity }));
                }
                (self.show)(&Notice::Present { names, locked_with });
            }
            Some(Err(failure)) if self.refused.as_ref() != Some(&failure) => {
                (self.show)(&Notice::Refused(failure.clone()));
                self.refused = Some(failure);
            }
            Some(Err(_)) => {}
            None => (self.show)(&Notice::Unanswered),
        }
    }

    fn is_inside(&self) -> bool {
        self.call.as_ref().is_some_and(RunningCall::is_inside)
    }

    fn vanish(&mut self) {
        self.stay_outside();
        self.ready = Ready::default();
        self.telling.release();
        self.lobby = None;
        self.input(Input::Vanish);
        self.devices.release();
    }

    fn input(&mut self, input: Input) {
        if let Some(call) = &mut self.call {
            call.input(input);
        }
    }

    /// Carries out effects, then emits notices.
    fn carry_on(&mut self) {
        let mut notices = self.follow_permissions();
        for changed in self.devices.changes() {
            if let Some(call) = &mut self.call {
                call.media_changed(changed, &self.devices);
            }
        }
        notices.extend(self.devices.notices());
        if let Some(call) = &mut self.call {
            let was_inside = call.is_inside();
            let is_over = call.carry_out(&self.devices);
            let told = call.notices(&self.devices);
            // However the call ended, devices are released before `Left` is emitted, since nothing follows it.
            if was_inside && !call.is_inside() {
                self.devices.release();
                notices.extend(self.devices.notices());
            }
            notices.extend(told);
            if is_over {
                self.call = None;
                self.echo = None;
            }
        }
        let has_turned = self.is_inside() && self.follow_rings(&notices);
        let may_otherwise = self.hear_permissions(&notices);
        self.tell(notices);
        if has_turned || may_otherwise {
            self.carry_on();
        }
    }

    fn note_identity(&mut self, notice: &Notice) {
        if let Notice::Call(Event::IdentityChanged {
            of: Participant::Local,
            identity,
        }) = notice
        {
            self.vouched.clone_from(identity);
        } else if let Notice::Call(Event::Left) = notice {
            self.vouched = None;
        } else if let Notice::Call(Event::TokenRefused(_)) = notice {
            self.go_back_to_token();
        }
    }
}
