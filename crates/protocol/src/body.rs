//! The body of a message: what two clients say to each other.

use crate::MediaReport;
use visavis_roap::{Message, Received, Value};

const STATE: &str = "state";
const CHAT: &str = "chat";
const HAND: &str = "hand";
const PICTURES: &str = "pictures";
const REACTION: &str = "reaction";
const BYE: &str = "bye";
const ANSWERED_ELSEWHERE: &str = "answeredElsewhere";

/// What two clients say to each other on their link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Body {
    /// A message of the negotiation, or what a reader made of something that claims to be one.
    Negotiation(Received),
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

impl Body {
    /// The body of a frame.
    pub(crate) fn read_in(frame: &mut Value) -> Option<Self> {
        frame.has("body").then(|| frame.take("body").into())
    }

    /// The field of a frame.
    pub(crate) fn write_in(body: Option<&Self>) -> Value {
        body.map(Value::from).into()
    }
}

impl From<Message> for Body {
    fn from(message: Message) -> Self {
        Self::Negotiation(Received::Message(message))
    }
}

impl From<Value> for Body {
    /// Reads a body, of which nothing has to be right.
    fn from(mut body: Value) -> Self {
        if body.has("messageType") {
            return Self::Negotiation(body.into());
        }
        let kind = body.take("type").into_string();
        let read = match kind.as_deref() {
            Some(STATE) => MediaReport::read(body.take("media")).map(Self::Media),
            Some(CHAT) => body.take("text").into_string().map(Self::Chat),
            Some(REACTION) => body.take("text").into_string().map(Self::Reaction),
            Some(HAND) => body.take("raised").into_bool().map(Self::Hand),
            Some(PICTURES) => body.take("wanted").into_bool().map(Self::Pictures),
            Some(BYE) => Some(Self::Bye),
            Some(ANSWERED_ELSEWHERE) => Some(Self::AnsweredElsewhere),
            _ => None,
        };
        read.unwrap_or(Self::Unknown)
    }
}

impl From<&Body> for Value {
    /// Writes a body; [`Value::Null`] for one that is only ever read.
    fn from(body: &Body) -> Self {
        let (kind, name, value) = match body {
            Body::Negotiation(Received::Message(message)) => return message.into(),
            Body::Media(report) => (STATE, "media", report.write()),
            Body::Chat(text) => (CHAT, "text", text.as_str().into()),
            Body::Reaction(emoji) => (REACTION, "text", emoji.as_str().into()),
            Body::Hand(is_up) => (HAND, "raised", (*is_up).into()),
            Body::Pictures(wanted) => (PICTURES, "wanted", (*wanted).into()),
            Body::Bye => (BYE, "", Self::Null),
            Body::AnsweredElsewhere => (ANSWERED_ELSEWHERE, "", Self::Null),
            Body::Negotiation(Received::Malformed(_) | Received::Unreadable) | Body::Unknown => {
                return Self::Null;
            }
        };
        Self::object(vec![("type", kind.into()), (name, value)])
    }
}
