use super::Command;
use crate::Source;
use crate::devices::DeviceKind;
use visavis_protocol::ClientId;

/// A verb of the API for JavaScript, where `www/verbs.js` has the same names and checks the arguments.
#[derive(Debug)]
pub struct Verb {
    /// The name of the method.
    pub name: &'static str,
    command: fn(&mut Arguments) -> Option<Command>,
}

/// An argument of a verb.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Argument {
    /// A `string`.
    Text(String),
    /// A `boolean`.
    Flag(bool),
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
            Some(Argument::Flag(_)) | None => String::new(),
        }
    }

    fn flag(&mut self) -> bool {
        match self.0.next() {
            Some(Argument::Flag(flag)) => flag,
            Some(Argument::Text(_)) | None => true,
        }
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
    fn every_verb_is_a_command() {
        for verb in VERBS.iter().filter(|verb| verb.name != "useDevice") {
            let command = Command::from_verb(verb.name, vec![]);

            assert!(command.is_some(), "{}", verb.name);
        }
    }
}
