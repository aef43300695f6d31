use super::Command;
use crate::devices::{Constraints, DeviceKind};
use crate::{Source, Volume};
use visavis_protocol::ClientId;

/// A verb of the API for JavaScript, where `www/verbs.js` has the same names and checks the arguments.
#[derive(Debug)]
pub struct Verb {
    /// The name of the method.
    pub name: &'static str,
    command: fn(&mut Arguments) -> Option<Command>,
}

/// An argument of a verb.
#[derive(Debug, Clone, PartialEq)]
pub enum Argument {
    /// A `string`.
    Text(String),
    /// A `boolean`.
    Flag(bool),
    /// A `number`.
    Number(f64),
}

/// The verbs that are commands. The others return a result and are implemented in JavaScript alone.
pub const VERBS: &[Verb] = &[
    verb("join", |given| Some(Command::Join { name: given.text() })),
    verb("leave", |_| Some(Command::Leave)),
    verb("mute", |_| switch(Source::Microphone, false)),
    verb("unmute", |_| switch(Source::Microphone, true)),
    verb("cameraOn", |_| switch(Source::Camera, true)),
    verb("cameraOff", |_| switch(Source::Camera, false)),
    verb("soundOnly", |given| Some(Command::SoundOnly(given.flag()))),
    verb("shareScreen", |given| switch(Source::Screen, given.flag())),
    verb("stopSharing", |_| switch(Source::Screen, false)),
    verb("call", |given| Some(Command::Call(vec![given.person()]))),
    verb("accept", |given| Some(Command::Accept(given.person()))),
    verb("decline", |given| Some(Command::Decline(given.person()))),
    verb("hangUp", |given| Some(Command::HangUp(given.person()))),
    verb("lock", |given| Some(Command::Lock(given.flag()))),
    verb("admit", |given| {
        Some(Command::Admit {
            person: given.person(),
            admitted: given.flag(),
        })
    }),
    verb("removePerson", |given| Some(Command::Remove(given.person()))),
    verb("sendMessage", |given| Some(Command::SendMessage(given.text()))),
    verb("raiseHand", |given| Some(Command::RaiseHand(given.flag()))),
    verb("react", |given| Some(Command::React(given.text()))),
    verb("renewToken", |given| Some(Command::RenewToken(given.text()))),
    verb("rename", |given| Some(Command::Rename(given.text()))),
    verb("useDevice", |given| {
        Some(Command::UseDevice {
            kind: DeviceKind::from_name(&given.text())?,
            id: given.text(),
        })
    }),
    verb("setConstraints", |given| {
        Some(Command::SetConstraints {
            source: given.source()?,
            constraints: Constraints::from_json(given.text()),
        })
    }),
    verb("setMaxBitrate", |given| {
        Some(Command::SetMaxBitrate {
            source: given.source()?,
            bitrate: Some(given.number()? as u32).filter(|bitrate| *bitrate > 0),
        })
    }),
    verb("setVolume", |given| {
        Some(Command::SetVolume {
            person: given.person(),
            volume: Volume::new(given.number()?)?,
        })
    }),
    verb("mutePerson", |given| {
        Some(Command::MutePerson {
            person: given.person(),
            muted: given.flag(),
        })
    }),
];

impl Command {
    /// Converts a verb and its arguments to a command; `None` if the verb is unknown or the arguments are unusable.
    pub fn from_verb(name: &str, arguments: Vec<Argument>) -> Option<Self> {
        let verb = VERBS.iter().find(|verb| verb.name == name)?;
        (verb.command)(&mut Arguments(arguments.into_iter()))
    }
}

/// The remaining arguments.
struct Arguments(std::vec::IntoIter<Argument>);

impl Arguments {
    fn text(&mut self) -> String {
        match self.0.next() {
            Some(Argument::Text(text)) => text,
            Some(Argument::Flag(_) | Argument::Number(_)) | None => String::new(),
        }
    }

    fn flag(&mut self) -> bool {
        match self.0.next() {
            Some(Argument::Flag(flag)) => flag,
            Some(Argument::Text(_) | Argument::Number(_)) | None => true,
        }
    }

    fn number(&mut self) -> Option<f64> {
        match self.0.next() {
            Some(Argument::Number(number)) => Some(number),
            Some(Argument::Text(_) | Argument::Flag(_)) | None => None,
        }
    }

    fn source(&mut self) -> Option<Source> {
        Source::from_name(&self.text())
    }

    fn person(&mut self) -> ClientId {
        ClientId(self.text())
    }
}

const fn verb(name: &'static str, command: fn(&mut Arguments) -> Option<Command>) -> Verb {
    Verb { name, command }
}

fn switch(source: Source, on: bool) -> Option<Command> {
    Some(Command::Switch { source, on })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn missing_arguments_are_empty_or_true() {
        let join = Command::Join { name: String::new() };

        assert_eq!(Command::from_verb("join", vec![]), Some(join));
        assert_eq!(Command::from_verb("lock", vec![]), Some(Command::Lock(true)));
    }

    #[test]
    fn arguments_are_positional() {
        let given = vec![Argument::Text("k".into()), Argument::Flag(false)];
        let person = ClientId("k".into());

        assert_eq!(
            Command::from_verb("admit", given),
            Some(Command::Admit {
                person,
                admitted: false
            })
        );
    }

    #[test]
    fn unknown_verbs_and_device_kinds_are_refused() {
        let given = vec![Argument::Text("printer".into()), Argument::Text("1".into())];

        assert_eq!(Command::from_verb("useDevice", given), None);
        assert_eq!(Command::from_verb("dance", vec![]), None);
    }

    #[test]
    fn a_limit_of_zero_is_none() {
        let limit = |bits: f64| {
            let given = vec![Argument::Text("screen".into()), Argument::Number(bits)];
            Command::from_verb("setMaxBitrate", given)
        };
        let of_screen = |bitrate| {
            let source = Source::Screen;
            Some(Command::SetMaxBitrate { source, bitrate })
        };

        assert_eq!(limit(500_000.0), of_screen(Some(500_000)));
        assert_eq!(limit(0.0), of_screen(None));
        assert_eq!(limit(1e300), of_screen(Some(u32::MAX)));
    }

    #[test]
    fn a_volume_out_of_range_is_refused() {
        let given = |volume| vec![Argument::Text("k".into()), Argument::Number(volume)];

        assert_eq!(Command::from_verb("setVolume", given(1.5)), None);
        assert!(Command::from_verb("setVolume", given(0.5)).is_some());
    }

    #[test]
    fn every_verb_is_a_command() {
        let demanding = ["useDevice", "setConstraints", "setMaxBitrate", "setVolume"];
        for verb in VERBS.iter().filter(|verb| !demanding.contains(&verb.name)) {
            let command = Command::from_verb(verb.name, vec![]);

            assert!(command.is_some(), "{}", verb.name);
        }
    }
}
