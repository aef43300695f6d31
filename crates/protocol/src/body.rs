//! The body of a message between two clients.

use crate::limits::short;
use crate::{MediaReport, RecordingState};
use visavis_roap::{Message, Received, Value};

const STATE: &str = "state";
const FRAME_RATE: &str = "frameRate";
const CHAT: &str = "chat";
const HAND: &str = "hand";
const PICTURES: &str = "pictures";
const REACTION: &str = "reaction";
const RECORDING: &str = "recording";
const DROPPED: &str = "dropped";
const BYE: &str = "bye";
const ANSWERED_ELSEWHERE: &str = "answeredElsewhere";

/// The body of a message between two clients on their link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Body {
    /// A message of the negotiation, or the result of reading an invalid one.
    Negotiation(Received),
    /// All tracks of the sender.
    Media(MediaReport),
    /// Frames per second that the sender's camera gives.
    FrameRate(u32),
    /// A chat message, to everyone in the call.
    Chat(ChatMessage),
    /// Whether the sender's hand is raised.
    Hand(bool),
    /// Whether the sender wants to receive video; it does until it says otherwise.
    Pictures(bool),
    /// What the sender records of the others, and for how long it has.
    Recording {
        /// What it records; nothing until it says otherwise.
        state: RecordingState,
        /// Since so many seconds.
        seconds: u32,
    },
    /// An emoji to show for a moment.
    Reaction(String),
    /// How many chat messages and reactions of the receiver the sender has dropped since it last said so: they came too
    /// fast.
    Dropped(u32),
    /// The sender leaves the room. Sent if there may be no server to announce it.
    Bye,
    /// Another client that was called together with this one has accepted the call; a SHUTDOWN follows.
    AnsweredElsewhere,
    /// A body that this version does not know. It keeps its place in the sequence and is otherwise ignored.
    Unknown,
}

/// A chat message. Clients of earlier versions send the text alone.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ChatMessage {
    /// An id that the sender drew at random; the same for everyone.
    pub id: Option<String>,
    /// When it was sent, by the sender's clock, in milliseconds since 1970.
    pub at: Option<u64>,
    /// The text.
    pub text: String,
}

/// The message of a client that sends neither id nor time.
impl<T: Into<String>> From<T> for ChatMessage {
    fn from(text: T) -> Self {
        Self {
            text: text.into(),
            ..Self::default()
        }
    }
}

impl ChatMessage {
    fn read(body: &mut Value) -> Option<Self> {
        Some(Self {
            id: short(body.take("id")),
            at: body.take("at").into_large_number(),
            text: body.take("text").into_string()?,
        })
    }

    fn write(&self) -> Value {
        Value::object(vec![
            ("type", CHAT.into()),
            ("id", self.id.clone().into()),
            ("at", self.at.map(Value::Number).into()),
            ("text", self.text.as_str().into()),
        ])
    }
}

impl Body {
    /// Reads the body of a frame.
    pub(crate) fn read_in(frame: &mut Value) -> Option<Self> {
        frame.has("body").then(|| frame.take("body").into())
    }

    /// Writes the field of a frame.
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
    /// Reads a body tolerantly: never fails.
    fn from(mut body: Value) -> Self {
        if body.has("messageType") {
            return Self::Negotiation(body.into());
        }
        let kind = body.take("type").into_string();
        let read = match kind.as_deref() {
            Some(STATE) => MediaReport::read(body.take("media")).map(Self::Media),
            Some(FRAME_RATE) => body.take("camera").into_number().map(Self::FrameRate),
            Some(CHAT) => ChatMessage::read(&mut body).map(Self::Chat),
            Some(RECORDING) => read_recording(&mut body),
            Some(REACTION) => body.take("text").into_string().map(Self::Reaction),
            Some(HAND) => body.take("raised").into_bool().map(Self::Hand),
            Some(PICTURES) => body.take("wanted").into_bool().map(Self::Pictures),
            Some(DROPPED) => body.take("count").into_number().map(Self::Dropped),
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
            Body::Chat(message) => return message.write(),
            Body::Media(report) => (STATE, "media", report.write()),
            Body::FrameRate(frames) => (FRAME_RATE, "camera", (*frames).into()),
            Body::Recording { state, seconds } => return write_recording(*state, *seconds),
            Body::Reaction(emoji) => (REACTION, "text", emoji.as_str().into()),
            Body::Hand(is_up) => (HAND, "raised", (*is_up).into()),
            Body::Pictures(wanted) => (PICTURES, "wanted", (*wanted).into()),
            Body::Dropped(count) => (DROPPED, "count", (*count).into()),
            Body::Bye => (BYE, "", Self::Null),
            Body::AnsweredElsewhere => (ANSWERED_ELSEWHERE, "", Self::Null),
            Body::Negotiation(Received::Malformed(_) | Received::Unreadable) | Body::Unknown => {
                return Self::Null;
            }
        };
        Self::object(vec![("type", kind.into()), (name, value)])
    }
}

fn read_recording(body: &mut Value) -> Option<Body> {
    let state = RecordingState::from_name(&body.take("state").into_string()?)?;
    let seconds = body.take("seconds").into_number().unwrap_or(0);
    Some(Body::Recording { state, seconds })
}

fn write_recording(state: RecordingState, seconds: u32) -> Value {
    Value::object(vec![
        ("type", RECORDING.into()),
        ("state", state.name().into()),
        ("seconds", seconds.into()),
    ])
}
