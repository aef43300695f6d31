//! Who was removed from a room and cannot come back.

use super::Newcomer;
use super::identity::subject;
use std::collections::VecDeque;
use visavis_protocol::{ClientId, Identity};

/// The most people who are remembered. The room may live for ever, and whoever was removed that long ago has had the time
/// to find another way.
const MAX_REMOVED: usize = 256;

/// The people who were removed, oldest first.
#[derive(Debug, Default)]
pub(super) struct Removed(VecDeque<Mark>);

/// By what a person is recognized: the browser they used and, if they had a token, what it says of them.
#[derive(Debug)]
struct Mark {
    id: ClientId,
    subject: Option<String>,
    token_id: Option<String>,
}

impl Removed {
    /// Remembers a person.
    pub(super) fn add(&mut self, id: ClientId, identity: Option<&Identity>, token_id: Option<&String>) {
        if self.0.len() >= MAX_REMOVED {
            self.0.pop_front();
        }
        self.0.push_back(Mark {
            id,
            subject: subject(identity).cloned(),
            token_id: token_id.cloned(),
        });
    }

    /// Returns whether this is somebody who was removed.
    pub(super) fn contains(&self, newcomer: &Newcomer) -> bool {
        let subject = subject(newcomer.identity.as_ref());
        self.0.iter().any(|mark| mark.id == newcomer.id) || self.knows(subject, newcomer.token_id.as_ref())
    }

    /// Returns whether a token is that of somebody who was removed, by its subject or its own id.
    pub(super) fn knows(&self, subject: Option<&String>, token_id: Option<&String>) -> bool {
        self.0.iter().any(|mark| {
            (subject.is_some() && mark.subject.as_ref() == subject)
                || (token_id.is_some() && mark.token_id.as_ref() == token_id)
        })
    }
}
