//! The frames on a bus: between the tabs of a browser, or on a channel of the embedding page.

use crate::limits::{MAX_MESSAGE_LENGTH, flag, if_true, read};
use crate::{Body, ClientId, Person, SequenceHeader, VERSION};
use visavis_roap::Value;

/// A frame that every client on a bus receives. It announces presence without a server and, on a `BroadcastChannel`,
/// reveals which clients are in the same browser.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TabFrame {
    /// A client came in, or its presence changed. Answered by [`TabFrame::Here`].
    Hello {
        /// The person.
        person: Person,
        /// The client reaches no server: those in the same browser should call it over the bus.
        alone: bool,
    },
    /// The reply to a hello, addressed to its sender.
    Here {
        /// The person who replies.
        person: Person,
        /// As in [`TabFrame::Hello`].
        alone: bool,
        /// The client whose hello this answers.
        to: ClientId,
    },
    /// A client left.
    Bye {
        /// The client.
        id: ClientId,
    },
    /// A message on a link.
    Send {
        /// The sender.
        from: ClientId,
        /// The recipient.
        to: ClientId,
        /// Its sequence header.
        header: SequenceHeader,
        /// The content; absent if the message only acknowledges.
        body: Option<Body>,
    },
}

/// A frame as it goes over a bus.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TabMessage {
    /// The frame.
    pub frame: TabFrame,
    /// The sender holds the Web Lock that proves that its tab is open.
    pub holds_lock: bool,
}

impl TabMessage {
    /// Reads a message; `None` if it is longer than [`MAX_MESSAGE_LENGTH`] or not of this protocol and version. Anything
    /// may arrive on such a channel.
    pub fn from_json(text: &str) -> Option<Self> {
        let mut frame = read(text, MAX_MESSAGE_LENGTH)?;
        if frame.take("v").into_number() != Some(VERSION) {
            return None;
        }
        Some(Self {
            holds_lock: flag(frame.take("holdsLock")),
            frame: TabFrame::read(frame)?,
        })
    }

    /// Writes the message as JSON text.
    pub fn to_json(&self) -> String {
        let (kind, fields) = self.frame.write();
        let mut message = vec![("v", VERSION.into()), ("type", kind.into())];
        message.extend(fields);
        message.push(("holdsLock", if_true(self.holds_lock)));
        Value::object(message).to_json()
    }
}

impl TabFrame {
    fn read(mut frame: Value) -> Option<Self> {
        let kind = frame.take("type").into_string()?;
        Some(match kind.as_str() {
            "hello" => Self::Hello {
                person: Person::read_on_bus(frame.take("person"))?,
                alone: flag(frame.take("alone")),
            },
            "here" => Self::Here {
                person: Person::read_on_bus(frame.take("person"))?,
                alone: flag(frame.take("alone")),
                to: ClientId::read(frame.take("to"))?,
            },
            "bye" => Self::Bye {
                id: ClientId::read(frame.take("id"))?,
            },
            "send" => {
                let ack = frame.take("ack").into_number()?;
                Self::Send {
                    from: ClientId::read(frame.take("from"))?,
                    to: ClientId::read(frame.take("to"))?,
                    header: SequenceHeader::read(&mut frame, ack)?,
                    body: Body::read_in(&mut frame),
                }
            }
            _ => return None,
        })
    }

    fn write(&self) -> (&'static str, Vec<(&'static str, Value)>) {
        match self {
            Self::Hello { person, alone } => (
                "hello",
                vec![("person", person.write()), ("alone", if_true(*alone))],
            ),
            Self::Here { person, alone, to } => (
                "here",
                vec![
                    ("person", person.write()),
                    ("alone", if_true(*alone)),
                    ("to", to.0.as_str().into()),
                ],
            ),
            Self::Bye { id } => ("bye", vec![("id", id.0.as_str().into())]),
            Self::Send {
                from,
                to,
                header,
                body,
            } => {
                let mut fields = vec![("from", from.0.as_str().into()), ("to", to.0.as_str().into())];
                fields.extend(header.write());
                fields.push(("body", Body::write_in(body.as_ref())));
                ("send", fields)
            }
        }
    }
}
