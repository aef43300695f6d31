use crate::roster::Route;
use visavis_roap::ConnectionId;

/// The ways to the other side that there are at the moment.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Ways {
    /// The server, or the tabs.
    pub(crate) outside: Option<Route>,
    /// The data channel of that connection.
    pub(crate) channel: Option<ConnectionId>,
    /// Media flows on that connection, so that the channel alone will do.
    pub(crate) is_channel_sure: bool,
}

/// One way of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Way {
    Outside(Route),
    Channel(ConnectionId),
}

impl Ways {
    pub(crate) fn is_any(self) -> bool {
        self.outside.is_some() || self.channel.is_some()
    }

    /// Whether what is said is likely to arrive soon. A channel without media may open its mouth again, or not.
    pub(crate) fn is_live(self) -> bool {
        self.outside.is_some() || self.is_channel_sure
    }

    /// The ways to send something: the channel, which nobody else can read; all of them where it is not sure that one
    /// will do.
    pub(crate) fn to_take(self, is_doubtful: bool) -> impl Iterator<Item = Way> + use<> {
        let will_do = self.is_channel_sure && !is_doubtful;
        let outside = self.outside.filter(|_| !will_do).map(Way::Outside);

        self.channel.map(Way::Channel).into_iter().chain(outside)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CHANNEL: Option<ConnectionId> = Some(ConnectionId(1));
    const SERVER: Option<Route> = Some(Route::Server);

    #[test]
    fn a_channel_on_which_media_flows_is_enough() {
        let ways = ways(true);

        assert_eq!(taken(ways, false), [Way::Channel(ConnectionId(1))]);
        assert_eq!(taken(ways, true), taken(self::ways(false), false));
    }

    #[test]
    fn where_it_is_not_sure_all_ways_are_taken() {
        assert_eq!(
            taken(ways(false), false),
            [Way::Channel(ConnectionId(1)), Way::Outside(Route::Server)]
        );
    }

    fn ways(is_channel_sure: bool) -> Ways {
        Ways {
            outside: SERVER,
            channel: CHANNEL,
            is_channel_sure,
        }
    }

    fn taken(ways: Ways, is_doubtful: bool) -> Vec<Way> {
        ways.to_take(is_doubtful).collect()
    }
}
