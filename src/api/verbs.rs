//! The verbs of `www/verbs.js` as methods; `crates/call/tests/verbs.rs` compares the names.

use super::Call;
use visavis_call::devices::{Constraints, DeviceKind};
use visavis_call::protocol::ClientId;
use visavis_call::{Command, Source, Volume};

impl Call {
    /// Joins the room under a name of at most 64 characters. Does nothing if the person is already in it; after
    /// [`Call::leave`] it can be joined again.
    pub fn join(&self, name: &str) {
        let name = name.to_owned();
        self.execute(Command::Join { name });
    }

    /// Leaves the room and tells the others. [`Event::Left`](crate::Event::Left) is emitted when done. Leaving twice
    /// has no further effect.
    pub fn leave(&self) {
        self.execute(Command::Leave);
    }

    /// Switches the microphone off; [`Call::unmute`] takes effect immediately.
    ///
    /// The last of `mute`, `unmute`, `camera_on` and `camera_off` decides what is on, before [`Call::join`] as after
    /// it. It is kept for the room while the tab exists, also over a reload.
    pub fn mute(&self) {
        self.switch(Source::Microphone, false);
    }

    /// Switches the microphone on.
    pub fn unmute(&self) {
        self.switch(Source::Microphone, true);
    }

    /// Switches the camera on, and asks for permission if the browser needs it.
    pub fn camera_on(&self) {
        self.switch(Source::Camera, true);
    }

    /// Stops the camera: its light goes out.
    pub fn camera_off(&self) {
        self.switch(Source::Camera, false);
    }

    /// Receives and sends only audio, or video again; the camera stays off until it is switched on.
    pub fn sound_only(&self, on: bool) {
        self.execute(Command::SoundOnly(on));
    }

    /// Asks which screen or window to share. Browsers require a click for it.
    pub fn share_screen(&self) {
        self.switch(Source::Screen, true);
    }

    /// Stops sharing the screen.
    pub fn stop_sharing(&self) {
        self.switch(Source::Screen, false);
    }

    /// In a ring room, calls that person, or accepts their call if they are calling.
    pub fn call(&self, person: &ClientId) {
        self.execute(Command::Call(vec![person.clone()]));
    }

    /// Accepts the call of that person.
    pub fn accept(&self, person: &ClientId) {
        self.execute(Command::Accept(person.clone()));
    }

    /// Declines the call of that person.
    pub fn decline(&self, person: &ClientId) {
        self.execute(Command::Decline(person.clone()));
    }

    /// Ends the call with that person, or stops calling them.
    pub fn hang_up(&self, person: &ClientId) {
        self.execute(Command::HangUp(person.clone()));
    }

    /// Locks the room, so that people have to be let in, or unlocks it. No effect unless this person is the host.
    pub fn lock(&self, locked: bool) {
        self.execute(Command::Lock(locked));
    }

    /// Lets in a person who waits, or turns them away. No effect unless this person is the host.
    pub fn admit(&self, person: &ClientId, admitted: bool) {
        let person = person.clone();
        self.execute(Command::Admit { person, admitted });
    }

    /// Removes a person, who cannot come back to this call. No effect unless this person is the host.
    pub fn remove_person(&self, person: &ClientId) {
        self.execute(Command::Remove(person.clone()));
    }

    /// Sends a chat message to everyone, cut after [`LONGEST_CHAT`](crate::LONGEST_CHAT) characters. Messages are
    /// queued and arrive in order: [`Event::Said`](crate::Event::Said) is emitted for each when it is on its way.
    pub fn send_message(&self, message: &str) {
        self.execute(Command::SendMessage(message.to_owned()));
    }

    /// Raises or lowers the hand. Everyone sees it, also those who join later.
    pub fn raise_hand(&self, up: bool) {
        self.execute(Command::RaiseHand(up));
    }

    /// Sends an emoji to everyone in the call, who see it for a moment. At most 16 characters.
    pub fn react(&self, emoji: &str) {
        self.execute(Command::React(emoji.to_owned()));
    }

    /// Changes the name shown to the others. One of which nothing can be seen has no effect: the former one is kept.
    pub fn rename(&self, name: &str) {
        self.execute(Command::Rename(name.to_owned()));
    }

    /// Uses another token from now on (none if it is empty), without ending the call: it is sent to the server at once or, to
    /// one that is older, with the next connection. See [`Notice::TokenExpiring`](crate::Notice::TokenExpiring) and
    /// [`Event::TokenRefused`](visavis_call::Event::TokenRefused).
    pub fn renew_token(&self, token: &str) {
        self.execute(Command::RenewToken(token.to_owned()));
    }

    /// Uses another device of that kind from now on; ids are those of [`Call::devices`]. One that does not exist or
    /// cannot be used is refused ([`Notice::DeviceRefused`](crate::Notice::DeviceRefused)), and the former one kept.
    pub fn use_device(&self, kind: DeviceKind, id: &str) {
        let id = id.to_owned();
        self.execute(Command::UseDevice { kind, id });
    }

    /// Asks other things of the camera or microphone from now on, or nothing in particular. A device that does not meet
    /// them is used without them.
    pub fn set_constraints(&self, source: Source, constraints: Option<Constraints>) {
        self.execute(Command::SetConstraints { source, constraints });
    }

    /// Limits the video of the camera or screen that is sent to each person, in bits per second, or no more.
    pub fn set_max_bitrate(&self, source: Source, bitrate: Option<u32>) {
        self.execute(Command::SetMaxBitrate { source, bitrate });
    }

    /// Plays a person louder or less loud, here alone: nobody is told. The program plays them, and applies
    /// [`Event::VolumeChanged`](crate::Event::VolumeChanged) to its elements.
    pub fn set_volume(&self, person: &ClientId, volume: Volume) {
        let person = person.clone();
        self.execute(Command::SetVolume { person, volume });
    }

    /// Mutes a person here alone, or plays them again. Recordings and taps are not affected.
    pub fn mute_person(&self, person: &ClientId, muted: bool) {
        let person = person.clone();
        self.execute(Command::MutePerson { person, muted });
    }

    fn switch(&self, source: Source, on: bool) {
        self.execute(Command::Switch { source, on });
    }
}
