use super::{Devices, Mail};
use crate::notice::{Notice, StreamKind};
use crate::web::{Capture, SharedScreen, Task, policy_for, share_screen};
use visavis_call::devices::ScreenRefusal;
use visavis_call::{Source, Status};
use wasm_bindgen::JsCast;

/// The shared screen and its audio.
#[derive(Debug, Default)]
pub(super) struct Screen {
    picture: Option<Capture>,
    sound: Option<Capture>,
    is_sound_off: bool,
    asking: Option<Task>,
    /// The result of an abandoned request is dropped, which ends the sharing.
    attempt: u32,
    last_reported: [Status; 2],
}

impl Screen {
    pub(super) fn capture(&self, source: Source) -> Option<&Capture> {
        if source == Source::Screen {
            self.picture.as_ref()
        } else {
            self.sound.as_ref()
        }
    }

    /// Returns the status reported to peers. While the person is choosing, it is off.
    pub(super) fn status(&self, source: Source) -> Status {
        match self.capture(source) {
            None => Status::Off,
            Some(_) if source == Source::ScreenAudio && self.is_sound_off => Status::Off,
            Some(capture) if capture.is_muted_by_system() => Status::Pending,
            Some(_) => Status::On,
        }
    }

    /// Returns the status reported to the person.
    fn own_status(&self, source: Source) -> Status {
        if source == Source::Screen && self.asking.is_some() {
            return Status::Pending;
        }
        self.status(source)
    }
}

impl Devices {
    /// Starts or ends sharing a screen; its audio can be muted alone.
    pub(super) fn switch_screen(&mut self, source: Source, on: bool) {
        match (source, on) {
            (Source::ScreenAudio, _) => {
                self.screen.is_sound_off = !on;
                if let Some(sound) = &self.screen.sound {
                    sound.track().set_enabled(on);
                }
            }
            (_, true) if self.screen.picture.is_none() && self.screen.asking.is_none() => {
                self.ask_for_screen()
            }
            (_, true) => {}
            (_, false) => {
                self.screen.attempt += 1;
                self.screen.asking = None;
                self.put_screen(None);
            }
        }
        self.tell_screen(None);
    }

    /// Handles the outcome of a screen request.
    pub(in crate::driver) fn screen_chosen(
        &mut self,
        attempt: u32,
        chosen: Result<SharedScreen, ScreenRefusal>,
    ) {
        if attempt != self.screen.attempt {
            return;
        }
        self.screen.asking = None;
        let refusal = match chosen {
            Ok(shared) => {
                self.put_screen(Some(shared));
                None
            }
            Err(refusal) => Some(refusal),
        };
        self.tell_screen(refusal);
    }

    /// Handles a sharing that the browser's own button ended, or that the system mutes or unmutes.
    pub(super) fn screen_changed(&mut self) {
        let has_ended = |capture: &Option<Capture>| capture.as_ref().is_some_and(Capture::has_ended);
        if has_ended(&self.screen.picture) {
            self.put_screen(None);
        } else if has_ended(&self.screen.sound) {
            self.screen.sound = None;
            self.fill_own_screen();
            self.changes.push(Source::ScreenAudio);
        }
        self.tell_screen(None);
    }

    fn ask_for_screen(&mut self) {
        self.screen.attempt += 1;
        let (attempt, mailbox) = (self.screen.attempt, self.mailbox.clone());
        self.screen.asking = Some(Task::spawn(async move {
            let chosen = share_screen().await;
            // If the driver is gone, the capture is dropped here and ends.
            mailbox.put(Mail::ScreenChosen(attempt, chosen));
        }));
    }

    fn put_screen(&mut self, shared: Option<SharedScreen>) {
        if shared.is_none() && self.screen.picture.is_none() {
            return;
        }
        let (picture, sound) = shared.map_or((None, None), |shared| (Some(shared.picture), shared.sound));
        self.screen.picture = picture;
        self.screen.sound = sound;
        self.screen.is_sound_off = false;
        for capture in [&mut self.screen.picture, &mut self.screen.sound]
            .into_iter()
            .flatten()
        {
            let mailbox = self.mailbox.clone();
            capture.on_change(move || {
                mailbox.put(Mail::DeviceChanged(Source::Screen));
            });
        }
        self.fill_own_screen();
        let stream = Clone::clone(&self.streams.screen);
        let stream = self.screen.picture.is_some().then_some(stream);
        self.notices.push(Notice::OwnStream(StreamKind::Screen, stream));
        self.changes.extend([Source::Screen, Source::ScreenAudio]);
    }

    /// Fills the local screen stream with the current tracks.
    fn fill_own_screen(&self) {
        let stream = &self.streams.screen;
        for track in stream.get_tracks().iter() {
            stream.remove_track(track.unchecked_ref());
        }
        for capture in [&self.screen.picture, &self.screen.sound].into_iter().flatten() {
            stream.add_track(capture.track());
        }
    }

    fn tell_screen(&mut self, refusal: Option<ScreenRefusal>) {
        let mut problem = refusal.and_then(|refusal| refusal.failure(policy_for("display-capture")));
        for (index, source) in [Source::Screen, Source::ScreenAudio].into_iter().enumerate() {
            let status = self.screen.own_status(source);
            let problem = problem.take();
            if std::mem::replace(&mut self.screen.last_reported[index], status) == status && problem.is_none()
            {
                continue;
            }
            self.notices.push(Notice::OwnMedia {
                source,
                status,
                problem,
            });
            self.changes.push(source);
        }
    }
}
