//! The attacks that are measured.

/// One of the attacks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Attack {
    /// Sockets that say no hello.
    Silent,
    /// Sockets in rooms.
    Idle,
    /// Connections that read a file slowly.
    SlowFiles,
    /// Unfinished heads.
    Heads,
    /// Connections, one after the other.
    Connections,
    /// Sockets, one after the other.
    Sockets,
    /// Hellos, each dropped.
    Hellos,
    /// Requests as fast as they are answered.
    Requests,
    /// Looks as fast as they are answered.
    Looks,
    /// Messages of 1 kB on many sockets.
    Chatter,
    /// Messages of 64 kB on many sockets.
    LargeMessages,
    /// Messages that are never finished.
    Unfinished,
    /// People at locked doors who rename themselves.
    Knocks,
    /// People of one name who rename themselves.
    Renames,
    /// Readers who read nothing.
    SlowReaders,
    /// Hellos from many addresses.
    ManyHellos,
    /// Messages from many addresses.
    ManyChatters,
}

impl Attack {
    /// All of them, in the order of the table.
    pub const ALL: [Self; 17] = [
        Self::Silent,
        Self::Idle,
        Self::SlowFiles,
        Self::Heads,
        Self::Connections,
        Self::Sockets,
        Self::Hellos,
        Self::Requests,
        Self::Looks,
        Self::Chatter,
        Self::LargeMessages,
        Self::Unfinished,
        Self::Knocks,
        Self::Renames,
        Self::SlowReaders,
        Self::ManyHellos,
        Self::ManyChatters,
    ];

    /// Returns its name on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Silent => "silent",
            Self::Idle => "idle",
            Self::SlowFiles => "slow-files",
            Self::Heads => "heads",
            Self::Connections => "connections",
            Self::Sockets => "sockets",
            Self::Hellos => "hellos",
            Self::Requests => "requests",
            Self::Looks => "looks",
            Self::Chatter => "chatter",
            Self::LargeMessages => "large-messages",
            Self::Unfinished => "unfinished",
            Self::Knocks => "knocks",
            Self::Renames => "renames",
            Self::SlowReaders => "slow-readers",
            Self::ManyHellos => "many-hellos",
            Self::ManyChatters => "many-chatters",
        }
    }

    /// Returns what the table calls it.
    pub fn title(self) -> &'static str {
        match self {
            Self::Silent => "1,200 sockets that say no hello",
            Self::Idle => "600 sockets in rooms",
            Self::SlowFiles => "4,000 connections of two addresses that read a file of 3 MB slowly",
            Self::Heads => "4,000 unfinished heads of 15 kB, of two addresses",
            Self::Connections => "3,000 connections a second",
            Self::Sockets => "2,000 sockets a second",
            Self::Hellos => "1,000 hellos a second, each dropped",
            Self::Requests => "requests on 8 connections, as fast as they are answered",
            Self::Looks => "looks on 4 sockets, as fast as they are answered",
            Self::Chatter => "600 sockets, each with 95 messages of 1 kB a second",
            Self::LargeMessages => "300 sockets, each with 8 messages of 64 kB a second",
            Self::Unfinished => "1,000 unfinished messages of 64 kB",
            Self::Knocks => "560 people at 35 locked doors, each renaming 90 times a second",
            Self::Renames => "600 people of one name, each renaming 20 times a second",
            Self::SlowReaders => "500 slow readers of four addresses, with full outboxes",
            Self::ManyHellos => "1,000 hellos a second from as many addresses",
            Self::ManyChatters => "600 sockets of as many addresses, each with 95 messages of 1 kB a second",
        }
    }

    /// Returns the attack of that name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|attack| attack.name() == name)
    }
}
