//! What a person must be permitted to do for each command.

use super::Command;
use crate::{RecordingState, Source};
use visavis_protocol::Permission;

impl Command {
    /// Returns what the person who asks for it must be permitted; `None` if everybody may.
    pub fn permission(&self) -> Option<Permission> {
        match self {
            Self::Switch { source, on: true } | Self::Suggest { source, on: true } => Some(match source {
                Source::Camera | Source::Microphone => Permission::Publish,
                Source::Screen | Source::ScreenAudio => Permission::Screen,
            }),
            Self::Talk(true) => Some(Permission::Publish),
            Self::SendMessage(_) | Self::React(_) => Some(Permission::Chat),
            Self::Record(RecordingState::Tapping | RecordingState::Recording) => Some(Permission::Record),
            Self::Lock(_) | Self::Admit { .. } | Self::Remove(_) => Some(Permission::Host),
            Self::Switch { on: false, .. }
            | Self::Suggest { on: false, .. }
            | Self::Talk(false)
            | Self::Record(RecordingState::Off)
            | Self::Join { .. }
            | Self::Leave
            | Self::RenewToken(_)
            | Self::Rename(_)
            | Self::Call(_)
            | Self::Accept(_)
            | Self::Decline(_)
            | Self::HangUp(_)
            | Self::RaiseHand(_)
            | Self::SoundOnly(_)
            | Self::UseDevice { .. }
            | Self::SetConstraints { .. }
            | Self::SetMaxBitrate { .. }
            | Self::SetVolume { .. }
            | Self::MutePerson { .. }
            | Self::Look => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_begins_something_needs_a_permission_and_what_ends_it_none() {
        let switch = |source, on| Command::Switch { source, on }.permission();

        assert_eq!(switch(Source::Microphone, true), Some(Permission::Publish));
        assert_eq!(switch(Source::Screen, true), Some(Permission::Screen));
        assert_eq!(switch(Source::Camera, false), None);
        assert_eq!(switch(Source::Screen, false), None);
        let record = |state| Command::Record(state).permission();
        assert_eq!(record(RecordingState::Tapping), Some(Permission::Record));
        assert_eq!(record(RecordingState::Off), None);
        let said = Command::SendMessage("Hello".into());
        assert_eq!(said.permission(), Some(Permission::Chat));
        assert_eq!(Command::Lock(true).permission(), Some(Permission::Host));
        assert_eq!(Command::RaiseHand(true).permission(), None);
    }
}
