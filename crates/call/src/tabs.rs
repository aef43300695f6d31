use crate::Body;
use visavis_roap::envelope::{ClientId, Person, Place};

/// What the tabs of one browser say to each other on a `BroadcastChannel`: presence without a server, and the way to
/// know who sits at the same machine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TabFrame {
    /// Someone came in, or what they say of themselves changed. Answered by [`TabFrame::Here`] if they were unknown.
    Hello {
        /// Who.
        person: Person,
        /// They reach no server: whoever is in the same browser should call them this way.
        alone: bool,
    },
    /// The reply to a hello, for its sender.
    Here {
        /// Who is here.
        person: Person,
        /// As in [`TabFrame::Hello`].
        alone: bool,
        /// Whose hello this replies to.
        to: ClientId,
    },
    /// Someone left.
    Bye {
        /// Who.
        id: ClientId,
    },
    /// A message of a link.
    Send {
        /// Who sent it.
        from: ClientId,
        /// Who it is for.
        to: ClientId,
        /// Its place in the order of the link.
        place: Place,
        /// What is said.
        body: Option<Body>,
    },
}
