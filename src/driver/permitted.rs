//! What this person may do: as the server says or, until it does, as the token says. A client does not verify tokens: what
//! it reads there concerns only its own page.

use super::Loop;
use crate::notice::Notice;
use crate::signalling::SignallingMode;
use visavis_call::protocol::{Permission, Permissions};
use visavis_call::{Command, Event, Participant, RecordingState, Signalling, token_permissions};

/// What this person may do.
#[derive(Debug)]
pub(super) struct Permitted {
    /// What the server has said; `None` until it has.
    said: Option<Permissions>,
    /// What holds, and was reported.
    now: Permissions,
    is_host: bool,
    /// The others were told that they are recorded.
    is_recording: bool,
}

impl Permitted {
    pub(super) fn new() -> Self {
        Self {
            said: None,
            now: Permissions::ALL,
            is_host: false,
            is_recording: false,
        }
    }

    /// The server has said what it vouches for.
    pub(super) fn hear(&mut self, permissions: Option<Permissions>) {
        self.said = Some(permissions.unwrap_or(Permissions::ALL));
    }
}

impl Loop {
    /// Returns what the person would have to be permitted for this command.
    pub(super) fn lacks(&mut self, command: &Command) -> Option<Permission> {
        let needed = command.permission();
        let lacking = needed.filter(|permission| {
            // Another claim of the token may make them host.
            let is_host = *permission == Permission::Host && self.permitted.is_host;
            !is_host && !self.permitted.now.allow(*permission)
        });
        if let Command::Record(state) = command {
            self.permitted.is_recording = lacking.is_none() && *state != RecordingState::Off;
        }
        lacking
    }

    /// Takes in what the server has said; returns whether the person may do more or less than before.
    pub(super) fn hear_permissions(&mut self, notices: &[Notice]) -> bool {
        for notice in notices {
            let Notice::Call(event) = notice else { continue };
            if let Event::IdentityChanged {
                of: Participant::Local,
                identity,
            } = event
            {
                let permissions = identity.as_ref().and_then(|identity| identity.permissions);
                self.permitted.hear(permissions);
            } else if *event == Event::SignallingChanged(Signalling::Connected) && self.has_server() {
                // A server without tokens vouches for nothing.
                self.permitted.said.get_or_insert(Permissions::ALL);
            } else if let Event::HostChanged { is_self, .. } = event {
                self.permitted.is_host = *is_self;
            } else if *event == Event::Left {
                self.permitted = Permitted {
                    now: self.permitted.now,
                    ..Permitted::new()
                };
            }
        }
        self.permissions() != self.permitted.now
    }

    /// Stops what may not go on; returns what to report if the person may do more or less than before.
    pub(super) fn follow_permissions(&mut self) -> Vec<Notice> {
        let now = self.permissions();
        if now == self.permitted.now {
            return Vec::new();
        }
        self.permitted.now = now;
        self.devices
            .permit(now.allow(Permission::Publish), now.allow(Permission::Screen));
        let mut notices = vec![Notice::Permitted(now)];
        if self.permitted.is_recording && !now.allow(Permission::Record) {
            self.permitted.is_recording = false;
            self.input(Command::Record(RecordingState::Off).into());
            notices.push(Notice::NotPermitted(Permission::Record));
        }
        notices
    }

    fn permissions(&self) -> Permissions {
        let token = self.options.token.as_deref();
        let claimed = || token.and_then(token_permissions).unwrap_or(Permissions::ALL);
        self.permitted.said.unwrap_or_else(claimed)
    }

    fn has_server(&self) -> bool {
        matches!(self.options.signalling, SignallingMode::Server(_))
    }
}
