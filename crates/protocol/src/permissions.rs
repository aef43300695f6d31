//! What a token lets its bearer do.

use serde::{Serialize, Serializer};

/// One thing that a person may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum Permission {
    /// To be the host of the room.
    Host,
    /// To send sound and picture of their own.
    Publish,
    /// To share a screen.
    Screen,
    /// To send chat messages and reactions.
    Chat,
    /// To record the others.
    Record,
}

/// The claim `permissions` of a token: what its bearer may do, and nothing else. A token without the claim restricts
/// nobody.
///
/// A server knows who may be host; the rest passes between clients, which are told of it and have to heed it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Permissions(u8);

impl Permission {
    /// All permissions, in the order in which they are written.
    pub const ALL: [Self; 5] = [Self::Host, Self::Publish, Self::Screen, Self::Chat, Self::Record];

    /// Returns the name in tokens and on the wire.
    pub fn name(self) -> &'static str {
        match self {
            Self::Host => "host",
            Self::Publish => "publish",
            Self::Screen => "screen",
            Self::Chat => "chat",
            Self::Record => "record",
        }
    }

    fn bit(self) -> u8 {
        1 << self as u8
    }
}

impl Permissions {
    /// Everything.
    pub const ALL: Self = Self(0b1_1111);

    /// Reads names of permissions. Unknown ones are skipped: they may be those of a later version.
    pub fn read<'a>(names: impl IntoIterator<Item = &'a str>) -> Self {
        let known = |name| {
            Permission::ALL
                .into_iter()
                .find(|permission| permission.name() == name)
        };
        Self(
            names
                .into_iter()
                .filter_map(known)
                .fold(0, |bits, permission| bits | permission.bit()),
        )
    }

    /// Returns whether this is permitted.
    pub fn allow(self, permission: Permission) -> bool {
        self.0 & permission.bit() != 0
    }

    /// Returns the names of what is permitted.
    pub fn names(self) -> impl Iterator<Item = &'static str> {
        let permitted = Permission::ALL
            .into_iter()
            .filter(move |&permission| self.allow(permission));
        permitted.map(Permission::name)
    }
}

impl Serialize for Permissions {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.names())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_named_is_not_permitted() {
        let permissions = Permissions::read(["chat", "publish", "fly"]);

        assert!(permissions.allow(Permission::Chat) && permissions.allow(Permission::Publish));
        assert!(!permissions.allow(Permission::Host) && !permissions.allow(Permission::Screen));
        assert_eq!(permissions.names().collect::<Vec<_>>(), ["publish", "chat"]);
        assert_eq!(Permissions::read([]), Permissions::default());
        assert_eq!(Permissions::ALL.names().count(), Permission::ALL.len());
    }

    #[test]
    fn permissions_are_written_as_their_names() {
        let json = serde_json::to_string(&Permissions::read(["record", "host"])).unwrap();

        assert_eq!(json, r#"["host","record"]"#);
    }
}
