use super::Loop;
use crate::notice::Notice;
use visavis_call::protocol::readable_name;
use visavis_call::{Command, Source};

impl Loop {
    /// Executes commands that concern devices, the page or the next call. The core handles all others.
    pub(super) async fn execute(&mut self, command: Command) {
        if let Command::Join { name } = command {
            return self.join(name).await;
        }
        if let Some(permission) = self.lacks(&command) {
            // A suggestion is nobody's wish.
            if !matches!(command, Command::Suggest { .. }) {
                self.tell(vec![Notice::NotPermitted(permission)]);
            }
            return;
        }
        if let Command::Switch { source, on } = command {
            let is_own = matches!(source, Source::Microphone | Source::Camera);
            // Outside a call the screen would be captured for nobody.
            if self.takes_part() || is_own || !on {
                self.devices.switch(source, on);
            }
        } else if let Command::Suggest { source, on } = command {
            if source == Source::Camera {
                self.rings.suggest_camera(on);
            }
            self.devices.suggest(source, on);
        } else if let Command::Talk(is_held) = command {
            self.devices.talk(is_held);
        } else if let Command::UseDevice { kind, id } = command {
            self.devices.use_device(kind, id);
        } else if let Command::SetConstraints { source, constraints } = command {
            self.devices.constrain(source, constraints);
        } else if let Command::SetMaxBitrate { source, bitrate } = command {
            self.devices.set_max_bitrate(source, bitrate);
        } else if let Command::Look = command {
            self.look();
        } else {
            if let Command::SoundOnly(true) = command {
                self.devices.switch(Source::Camera, false);
            }
            if let Command::Rename(name) = &command
                && !readable_name(name).is_empty()
            {
                self.options.name.clone_from(name);
                self.tell(vec![Notice::OwnName(readable_name(name))]);
            }
            if let Command::RenewToken(token) = &command {
                self.renew_token(token);
            }
            self.say(command.into());
        }
    }
}
