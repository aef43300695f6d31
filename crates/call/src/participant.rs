use visavis_protocol::ClientId;

/// Someone in the call: this person, or one of the others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Participant {
    /// This person.
    Local,
    /// The person of that client.
    Remote(ClientId),
}

impl Participant {
    /// Returns the client of one of the others.
    pub fn remote(&self) -> Option<&ClientId> {
        match self {
            Self::Local => None,
            Self::Remote(id) => Some(id),
        }
    }
}
