//! The mailbox loop: everything that happens becomes a mail; one task takes them one after another, lets the core
//! decide, and carries out what it asks for. Nothing else changes anything.

mod address;
mod call;
mod devices;
mod draining;
mod echo;
mod identity;
mod local_tracks;
mod mail;
mod page_events;
mod peer;
mod problem;
#[cfg(test)]
mod tests;

pub(crate) use address::server_address;
pub use call::RoomOptions;
use call::RunningCall;
use devices::Devices;
use futures_util::StreamExt;
use local_channel::mpsc::Receiver;
use mail::{Mail, Mailbox};
use visavis_call::{Input, Source, TabFrame};

use crate::notice::{Intention, Notice};
use crate::signalling::{RoomPreview, SignallingMode, look};
use crate::web::{Exception, Listener, Task, certificate};

/// What the page, or the view, holds of a driver. Dropping it leaves the call and ends everything.
#[derive(Debug)]
#[must_use = "the call is left when the driver is dropped"]
pub(crate) struct Driver {
    mailbox: Mailbox,
}

impl Driver {
    /// Starts the loop. `show` hears of everything, in order, and must not wait.
    pub(crate) fn start(options: RoomOptions, show: impl Fn(&Notice) + 'static) -> Result<Self, Exception> {
        crate::web::check(&options.ice_servers)?;
        let (mailbox, inbox) = Mailbox::new();
        let devices = Devices::new(mailbox.clone())?;
        let work = Loop {
            options,
            mailbox: mailbox.clone(),
            devices,
            call: None,
            calls: 0,
            is_interrupted: false,
            show: Box::new(show),
            looking: None,
            _page_events: page_events::listen(&mailbox),
        };
        Task::spawn(work.run(inbox)).detach();

        Ok(Self { mailbox })
    }

    /// A sender of intentions that does not keep the driver alive.
    pub(crate) fn intend(&self) -> impl Fn(Intention) + Clone + 'static {
        let mailbox = self.mailbox.clone();
        move |intention| {
            mailbox.put(Mail::Intention(intention));
        }
    }

    /// The page around has got this on its own channel, for whoever is in the room.
    pub(crate) fn receive(&self, frame: TabFrame) {
        self.mailbox.put(Mail::Received(frame));
    }

    /// The page is going away, and nobody waits for a reply. If it comes back, the person may join again.
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
    /// How many calls there were: what belongs to a former one is not heard.
    calls: u32,
    /// The page went away in a call, to which it comes back if the browser has kept it.
    is_interrupted: bool,
    show: Box<dyn Fn(&Notice)>,
    looking: Option<Task>,
    _page_events: Vec<Listener>,
}

impl Loop {
    async fn run(mut self, mut inbox: Receiver<Mail>) {
        certificate().await;
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
            Mail::Intention(intention) => self.intend(intention).await,
            Mail::Received(frame) => {
                if let SignallingMode::External(_) = self.options.signalling {
                    self.input(Input::TabSaid(frame));
                }
            }
            Mail::Input(of, input) if of == self.calls => self.input(input),
            Mail::MediaSections(of, peer, media_sections) if of == self.calls => {
                if let Some(call) = &mut self.call {
                    call.media_sections_known(&peer, media_sections, &self.devices);
                }
            }
            Mail::Track(of, peer, connection, mid, track) if of == self.calls && self.is_inside() => {
                let call = self.call.as_mut();
                let notices = call.map(|call| call.track_received(&peer, connection, mid, track));
                notices
                    .into_iter()
                    .flatten()
                    .for_each(|notice| (self.show)(&notice));
            }
            Mail::Opened(of, peer, connection) if of == self.calls && self.is_inside() => {
                (self.show)(&Notice::Connection(peer, connection));
            }
            Mail::Timeout(of) if of == self.calls => {
                if let Some(call) = &mut self.call {
                    call.timeout();
                }
            }
            Mail::CollectStats(of) if of == self.calls => {
                if let Some(call) = &mut self.call {
                    call.collect_stats();
                }
            }
            // Of a former call, or too late: nothing is told after it was left.
            Mail::Input(..)
            | Mail::MediaSections(..)
            | Mail::Track(..)
            | Mail::Opened(..)
            | Mail::Timeout(_)
            | Mail::CollectStats(_) => {}
            Mail::PageEvent(input) => self.input(input),
            Mail::Captured(attempt, captured) => self.devices.captured(attempt, captured),
            Mail::ScreenChosen(attempt, chosen) => self.devices.screen_chosen(attempt, chosen),
            Mail::DeviceChanged(source) => self.devices.changed(source),
            Mail::DevicesChanged => self.devices.enumerate(),
            Mail::RoomPreview(RoomPreview { names, locked_by }) if !self.is_inside() => {
                (self.show)(&Notice::Present { names, locked_by });
            }
            Mail::RoomPreview(_) => {}
            Mail::Enumerated(enumerated) => self.devices.enumerated(enumerated),
            Mail::Vanish => {
                self.is_interrupted = self.is_inside();
                self.vanish();
            }
            Mail::Return if std::mem::take(&mut self.is_interrupted) => {
                self.join(self.options.name.clone()).await;
            }
            Mail::Return => {}
            Mail::Stop => self.vanish(),
        }
    }

    async fn intend(&mut self, intention: Intention) {
        match intention {
            Intention::Join { name } => self.join(name).await,
            Intention::Leave => self.input(Input::Leave),
            Intention::Rename(name) => {
                self.options.name.clone_from(&name);
                self.input(Input::Rename(name));
            }
            Intention::Call(peer) => self.input(Input::Call(peer)),
            Intention::Accept(peer) => self.input(Input::Accept(peer)),
            Intention::Decline(peer) => self.input(Input::Decline(peer)),
            Intention::HangUp(peer) => self.input(Input::HangUp(peer)),
            Intention::Say(text) => self.input(Input::Say(text)),
            Intention::RaiseHand(is_up) => self.input(Input::RaiseHand(is_up)),
            Intention::SoundOnly(is_so) => {
                if is_so {
                    self.devices.switch(Source::Camera, false);
                }
                self.input(Input::WantPictures(!is_so));
            }
            Intention::React(emoji) => self.input(Input::React(emoji)),
            Intention::Lock(is_locked) => self.input(Input::Lock(is_locked)),
            Intention::Admit(id, is_admitted) => self.input(Input::Admit(id, is_admitted)),
            Intention::Remove(id) => self.input(Input::Remove(id)),
            Intention::Look => self.look(),
            Intention::UseDevice(kind, id) => self.devices.use_device(kind, id),
            Intention::Switch { source, on } => {
                let is_inside = self.call.as_ref().is_some_and(RunningCall::is_inside);
                let is_own = matches!(source, Source::Microphone | Source::Camera);
                // Nobody would see the screen.
                if is_inside || is_own || !on {
                    self.devices.switch(source, on);
                }
            }
        }
    }

    /// Enters the room; a call that is still saying goodbye ends at once.
    async fn join(&mut self, name: String) {
        if self.is_inside() {
            return;
        }
        self.input(Input::Vanish);
        self.carry_on();
        self.calls += 1;
        self.looking = None;
        self.options.name = name;
        self.devices.begin(self.options.audio_only);
        self.call = Some(RunningCall::begin(self.calls, &self.options, self.mailbox.clone()).await);
        self.devices.tell_everything();
    }

    /// Asks who is in the room, where a server knows.
    fn look(&mut self) {
        let SignallingMode::Server(url) = &self.options.signalling else {
            return;
        };
        if self.is_inside() {
            return;
        }
        let RoomOptions { room, token, .. } = &self.options;
        let (url, room, token) = (url.clone(), room.clone(), token.clone());
        let mailbox = self.mailbox.clone();
        self.looking = Some(Task::spawn(async move {
            if let Some(preview) = look(&url, room, token).await {
                mailbox.put(Mail::RoomPreview(preview));
            }
        }));
    }

    fn is_inside(&self) -> bool {
        self.call.as_ref().is_some_and(RunningCall::is_inside)
    }

    fn vanish(&mut self) {
        self.input(Input::Vanish);
        self.devices.release();
    }

    fn input(&mut self, input: Input) {
        if let Some(call) = &mut self.call {
            call.input(input);
        }
    }

    /// Lets out what came of the mail: effects first, then what is told. No borrow is held while the page's code runs.
    fn carry_on(&mut self) {
        let mut notices = Vec::new();
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
            // Whoever ended it: the person, or a server that refuses. It is told before that it has ended: nothing follows.
            if was_inside && !call.is_inside() {
                self.devices.release();
                notices.extend(self.devices.notices());
            }
            notices.extend(told);
            if is_over {
                self.call = None;
            }
        }
        for notice in notices {
            (self.show)(&notice);
        }
    }
}
