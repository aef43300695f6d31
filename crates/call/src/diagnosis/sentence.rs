use super::Cause;
use crate::event::Failure;

impl Cause {
    /// What to say: it stands on the tile of that person.
    pub(super) fn told(self) -> Failure {
        let (code, message) = match self {
            Self::NetworkLost => (
                "NetworkLost",
                "Neither the server nor this person can be reached: your network seems to be down. Check your connection; the call goes on by itself.",
            ),
            Self::PeerGone => (
                "PeerGone",
                "This person has left or has lost their network. The call goes on by itself when they are back.",
            ),
            Self::DtlsFailed => (
                "DtlsFailed",
                "This person was found, but the call could not be encrypted. Reload the page at both ends, or try another browser.",
            ),
            Self::NoRelay => (
                "NoPath",
                "Calls may only go through a relay server here, and none was named. Tell whoever runs this page.",
            ),
            Self::TurnRefused => (
                "TurnRefused",
                "The relay server did not accept this page's password. Reload the page; if that does not help, tell whoever runs it.",
            ),
            Self::TurnFull => (
                "TurnRefused",
                "The relay server has no room for this call. Try again later, or tell whoever runs this page.",
            ),
            Self::TurnUnreachable => (
                "TurnUnreachable",
                "The relay server does not answer. Try another network, or tell whoever runs this page.",
            ),
            Self::UdpBlocked => (
                "UdpBlocked",
                "Your network does not let calls through. Try another one, such as your phone's, or ask whoever looks after it to allow UDP.",
            ),
            Self::NoPath => (
                "NoPath",
                "No way through the networks leads to this person. Try another network at either end, or ask whoever runs this page for a relay server.",
            ),
            Self::NoMedia => (
                "NoMedia",
                "You are connected, but neither sound nor picture comes from this person. Ask them to leave the call and join again.",
            ),
        };
        Failure {
            code,
            message: message.to_owned(),
        }
    }
}
