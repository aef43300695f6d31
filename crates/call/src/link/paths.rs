use crate::roster::Route;
use visavis_roap::ConnectionId;

/// The paths to a peer that currently exist.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Paths {
    /// The server, or the tabs.
    pub(crate) outside: Option<Route>,
    /// The data channel of this connection.
    pub(crate) channel: Option<ConnectionId>,
    /// Media flows on that connection, so the channel alone suffices.
    pub(crate) is_channel_sure: bool,
}

/// The path of one message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Path {
    Outside(Route),
    Channel(ConnectionId),
}

impl Paths {
    pub(crate) fn is_any(self) -> bool {
        self.outside.is_some() || self.channel.is_some()
    }

    /// Returns whether a message is likely to arrive soon. A channel without media may or may not recover.
    pub(crate) fn is_live(self) -> bool {
        self.outside.is_some() || self.is_channel_sure
    }

    /// Returns whether what is on its way may still arrive after a change to `next`, so that nothing needs to be repeated:
    /// paths were added, and none was lost or became doubtful.
    pub(crate) fn still_deliver_as(self, next: Self) -> bool {
        let keeps_outside = self.outside.is_none() || self.outside == next.outside;
        let keeps_channel = self.channel.is_none() || self.channel == next.channel;
        let stays_sure = !self.is_channel_sure || next.is_channel_sure;

        self.is_live() && keeps_outside && keeps_channel && stays_sure
    }

    /// Returns the paths to send on: the channel, which nobody else can read; every path where one may not suffice.
    pub(crate) fn to_take(self, is_doubtful: bool) -> impl Iterator<Item = Path> + use<> {
        let will_do = self.is_channel_sure && !is_doubtful;
        let outside = self.outside.filter(|_| !will_do).map(Path::Outside);

        self.channel.map(Path::Channel).into_iter().chain(outside)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CHANNEL: Option<ConnectionId> = Some(ConnectionId(1));
    const SERVER: Option<Route> = Some(Route::Server);

    #[test]
    fn a_channel_with_flowing_media_is_used_alone() {
        let paths = paths(true);

        assert_eq!(taken(paths, false), [Path::Channel(ConnectionId(1))]);
        assert_eq!(taken(paths, true), taken(self::paths(false), false));
    }

    #[test]
    fn all_paths_are_used_in_doubt() {
        assert_eq!(
            taken(paths(false), false),
            [Path::Channel(ConnectionId(1)), Path::Outside(Route::Server)]
        );
    }

    #[test]
    fn what_is_on_its_way_is_repeated_only_if_its_path_may_be_lost() {
        let server = Paths {
            outside: SERVER,
            ..Paths::default()
        };
        let channel = Paths {
            outside: None,
            ..paths(true)
        };

        assert!(server.still_deliver_as(paths(false)), "the channel opened");
        assert!(paths(false).still_deliver_as(paths(true)), "media flows");
        assert!(channel.still_deliver_as(paths(true)), "the server is back");
        assert!(!paths(true).still_deliver_as(channel), "the server is lost");
        assert!(!paths(true).still_deliver_as(paths(false)), "media has stopped");
        assert!(!paths(true).still_deliver_as(server), "the channel has closed");
        assert!(!Paths::default().still_deliver_as(server), "there was no path");
        let doubtful = Paths {
            outside: None,
            ..paths(false)
        };
        assert!(
            !doubtful.still_deliver_as(paths(false)),
            "the channel alone was in doubt"
        );
    }

    fn paths(is_channel_sure: bool) -> Paths {
        Paths {
            outside: SERVER,
            channel: CHANNEL,
            is_channel_sure,
        }
    }

    fn taken(paths: Paths, is_doubtful: bool) -> Vec<Path> {
        paths.to_take(is_doubtful).collect()
    }
}
