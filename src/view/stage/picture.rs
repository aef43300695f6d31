//! A `<video>` in a tile: tracks whether it has a picture, whether it is audible, and whether it plays.

mod playback;

use crate::view::Ui;
use crate::view::dom::{find, set_attr, toggle_attr};
use crate::view::message::{Mailbox, Message};
use crate::web::{EventType, Exception, Listener, Task};
use playback::Playback;
use visavis_call::Volume;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Element, Event, HtmlVideoElement, MediaStream};

const RESIZE: EventType<Event> = EventType::new("resize");
const LOADED: EventType<Event> = EventType::new("loadeddata");
const EMPTIED: EventType<Event> = EventType::new("emptied");

/// Whether a tile is audible, and why not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::view) enum Sound {
    Playing,
    /// The person is muted here.
    Silenced,
    /// The browser requires a click first.
    Blocked,
}

pub(in crate::view) struct Picture {
    _listeners: [Listener; 3],
    _playing: Option<Task>,
    tile: Element,
    video: HtmlVideoElement,
    mailbox: Mailbox,
    is_there: bool,
    sound: Sound,
    playback: Playback,
}

impl Picture {
    /// Wraps the video of `tile`, and marks the tile with its state.
    pub(super) fn of(tile: &Element, mailbox: &Mailbox) -> Result<Self, Exception> {
        let video: HtmlVideoElement = find(tile, "video")?;
        let listen = |event, message: fn(HtmlVideoElement) -> Message| {
            let (seen, mailbox) = (video.clone(), mailbox.clone());
            Listener::new(&video, event, move |_| mailbox.put(message(seen.clone())))
        };

        Ok(Self {
            _listeners: [
                listen(&RESIZE, Message::PictureResized),
                listen(&LOADED, Message::PictureLoaded),
                listen(&EMPTIED, Message::PictureResized),
            ],
            _playing: None,
            tile: tile.clone(),
            mailbox: mailbox.clone(),
            is_there: false,
            sound: Sound::Playing,
            playback: Playback::default(),
            video,
        })
    }

    pub(super) fn video(&self) -> &HtmlVideoElement {
        &self.video
    }

    /// Returns whether the video has a picture.
    pub(super) fn is_there(&self) -> bool {
        self.is_there
    }

    /// Returns whether the browser blocks its audio until a click.
    pub(in crate::view) fn is_blocked(&self) -> bool {
        self.sound == Sound::Blocked
    }

    /// Returns whether `element` is in its tile.
    pub(in crate::view) fn is_around(&self, element: &Element) -> bool {
        self.tile.contains(Some(element))
    }

    pub(super) fn show(&mut self, stream: Option<&MediaStream>) {
        self.forget_halt();
        self.video.set_src_object(stream);
        self.play();
    }

    /// Plays the video. A video that was removed from the document has stopped.
    pub(super) fn play(&mut self) {
        let (video, mailbox) = (self.video.clone(), self.mailbox.clone());
        self._playing = Some(Task::spawn(async move {
            if is_refused(&video).await {
                mailbox.put(Message::SoundBlocked(video));
            }
        }));
    }

    pub(super) fn stop(&mut self) {
        self._playing = None;
    }

    fn set_sound(&mut self, sound: Sound) {
        self.sound = sound;
        let name = match sound {
            Sound::Playing => "playing",
            Sound::Silenced => "silenced",
            Sound::Blocked => "blocked",
        };
        set_attr(&self.tile, "data-sound", name);
        self.video.set_muted(sound != Sound::Playing);
    }

    /// Plays it louder or less loud, or not at all.
    pub(super) fn set_volume(&mut self, volume: Volume, is_muted: bool) {
        self.video.set_volume(volume.get());
        match (is_muted, self.sound) {
            (true, _) => self.set_sound(Sound::Silenced),
            (false, Sound::Silenced) => self.unmute(),
            (false, Sound::Playing | Sound::Blocked) => {}
        }
    }

    /// Unmutes at the person's request, which the browser does not refuse.
    pub(in crate::view) fn unmute(&mut self) {
        self.set_sound(Sound::Playing);
        self.play();
    }

    /// Plays without audio if the browser blocks it, so that at least the picture runs.
    pub(in crate::view) fn mute_if_heard(&mut self) {
        if !self.video.muted() {
            self.set_sound(Sound::Blocked);
            self.play();
        } else {
            self.halt();
        }
    }

    /// Reads the current size of the picture.
    pub(in crate::view) fn measure(&mut self) {
        let (width, height) = (self.video.video_width(), self.video.video_height());
        self.is_there = width > 0;
        toggle_attr(&self.tile, "data-picture", self.is_there);
        let shape = if height > width { "upright" } else { "wide" };
        set_attr(&self.tile, "data-shape", shape);
    }
}

impl Drop for Picture {
    fn drop(&mut self) {
        // Otherwise the video would keep its stream, and the stream its decoder, until garbage collection.
        self.video.set_src_object(None);
    }
}

impl Ui {
    /// Applies `change` to the picture of that video, if it is still on the stage.
    pub(in crate::view) fn with_picture(
        &mut self,
        video: &HtmlVideoElement,
        change: impl FnOnce(&mut Picture),
    ) {
        if let Some(picture) = self.pictures_mut().find(|picture| picture.video == *video) {
            change(picture);
        }
    }

    /// Plays all videos, which start afresh in another document. That may allow sound where the one before did not, or
    /// the other way round.
    pub(in crate::view) fn play_again(&mut self) {
        for picture in self.pictures_mut() {
            match picture.is_blocked() {
                true => picture.unmute(),
                false => picture.play(),
            }
        }
    }

    /// Returns the picture of everyone and of every shared screen, this person's own first.
    pub(in crate::view) fn pictures_mut(&mut self) -> impl Iterator<Item = &mut Picture> {
        let own = std::iter::once(self.self_view.picture_mut());
        own.chain(self.stage.pictures_mut())
    }
}

/// Returns whether the browser blocks playback. Other errors mean that a newer stream has replaced this one, or that
/// there is none yet: `autoplay` handles those.
async fn is_refused(video: &HtmlVideoElement) -> bool {
    let Ok(started) = video.play() else { return false };
    match JsFuture::from(started).await {
        Ok(_) => false,
        Err(thrown) => Exception::from(thrown).name == "NotAllowedError",
    }
}
