use crate::MediaReport;
use visavis_roap::{Exchange, Message, Received};

/// What two clients say to each other on their link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Body {
    /// A message of the negotiation.
    Negotiation(Message),
    /// An OFFER or ANSWER that lacks something it needs.
    Malformed(Exchange),
    /// What the sender's tracks are, whole.
    Media(MediaReport),
    /// Something that a person wrote, for everyone in the call.
    Chat(String),
    /// Whether the person has a hand up.
    Hand(bool),
    /// Whether the sender wants to get pictures. They are wanted until told otherwise.
    Pictures(bool),
    /// An emoji that shall be seen for a moment.
    Reaction(String),
    /// The sender leaves the room. Said where no server may be there to say it.
    Bye,
    /// The call that this client rings for was taken by another one that was called with it; a SHUTDOWN follows.
    AnsweredElsewhere,
    /// Something this version does not know. It keeps its place in the order and is otherwise not looked at.
    Unknown,
}

impl From<Received> for Body {
    fn from(received: Received) -> Self {
        match received {
            Received::Message(message) => Self::Negotiation(message),
            Received::Malformed(exchange) => Self::Malformed(exchange),
            Received::Unreadable => Self::Unknown,
        }
    }
}
