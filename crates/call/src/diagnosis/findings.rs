use super::{DtlsState, Evidence, IceState};
use crate::sorted::SortedSet;

/// Bound on recorded errors: browsers report each server once per network interface.
const MOST_COMPLAINTS: usize = 64;
/// Bound on configured servers considered.
const MOST_SERVERS: usize = 32;
/// The code of `icecandidateerror` for "no reply".
const UNREACHABLE: u16 = 701;

/// The evidence collected about a connection.
#[derive(Debug, Clone, Default)]
pub(super) struct Findings {
    servers: SortedSet<Server>,
    pub(super) relay_only: bool,
    local: SortedSet<Kind>,
    complaints: SortedSet<(Option<Server>, Trouble)>,
    /// Gathering is not complete: Chromium waits 40 s for a server before it reports an error.
    is_searching: bool,
    pub(super) ice: IceState,
    /// Without a path, Firefox reports DTLS as failed although it cannot have started.
    pub(super) has_had_way: bool,
    pub(super) dtls: DtlsState,
}

/// How a STUN or TURN server failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Trouble {
    /// It rejected the credentials.
    Refused,
    /// It has no capacity.
    Full,
    /// It did not answer.
    Unreachable,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Server {
    is_turn: bool,
    protocol: Protocol,
    host: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Protocol {
    Udp,
    Tcp,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Kind {
    protocol: Protocol,
    candidate_type: CandidateType,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum CandidateType {
    Host,
    Reflexive,
    Relay,
}

impl Findings {
    /// Records evidence.
    pub(super) fn note(&mut self, evidence: Evidence) {
        match evidence {
            Evidence::Configured { urls, relay_only } => {
                self.servers = urls
                    .iter()
                    .filter_map(|url| Server::read(url))
                    .take(MOST_SERVERS)
                    .collect();
                self.relay_only = relay_only;
            }
            // Earlier findings may belong to other credentials or another network.
            Evidence::GatheringBegan => {
                self.local.clear();
                self.complaints.clear();
                self.is_searching = true;
            }
            Evidence::CandidateFailed { url, code, text } => self.complain(&url, code, &text),
            Evidence::GatheringDone => self.is_searching = false,
            Evidence::Ice(state) => {
                self.ice = state;
                self.has_had_way |= state.is_way();
            }
            Evidence::Dtls(state) => self.dtls = state,
        }
    }

    /// Records a local candidate.
    pub(super) fn found(&mut self, candidate: &str) {
        self.local.extend(Kind::read(candidate));
    }

    fn complain(&mut self, url: &str, code: u16, text: &str) {
        let trouble = match code {
            486 | 500..=599 => Trouble::Full,
            400..=499 => Trouble::Refused,
            // Chromium reports an error for each network interface, even those that cannot reach the server's address
            // family.
            UNREACHABLE if words(text).any(|word| word == "incompatible") => return,
            UNREACHABLE => Trouble::Unreachable,
            _ => return,
        };
        if self.complaints.len() < MOST_COMPLAINTS {
            self.complaints.insert((Server::read(url), trouble));
        }
    }

    pub(super) fn asks_turn(&self) -> bool {
        self.servers.iter().any(|server| server.is_turn)
    }

    pub(super) fn has_relay(&self) -> bool {
        self.local
            .iter()
            .any(|kind| kind.candidate_type == CandidateType::Relay)
    }

    /// Returns whether a TURN server failed this way. Only TURN servers ask for credentials, so an error without a
    /// URL counts too.
    pub(super) fn turn_said(&self, trouble: Trouble) -> bool {
        self.complaints
            .iter()
            .any(|(server, said)| *said == trouble && server.as_ref().is_none_or(|server| server.is_turn))
    }

    /// Returns whether UDP is blocked: the browser found no UDP candidate at all, or no server answered over UDP
    /// although that does not simply mean that the server is dead.
    pub(super) fn is_udp_blocked(&self) -> bool {
        let has = |protocol| self.local.iter().any(|kind| kind.protocol == protocol);
        if has(Protocol::Tcp) && !has(Protocol::Udp) {
            return true;
        }
        if self
            .local
            .iter()
            .any(|kind| kind.candidate_type == CandidateType::Reflexive)
        {
            return false;
        }
        let by = |protocol| {
            self.servers
                .iter()
                .filter(move |server| server.protocol == protocol)
        };
        let is_dead = |server: &Server| {
            let complaint = (Some(server.clone()), Trouble::Unreachable);
            self.is_searching || self.complaints.contains(&complaint)
        };
        if by(Protocol::Udp).next().is_none() || !by(Protocol::Udp).all(is_dead) {
            return false;
        }
        let is_alive_by_tcp = by(Protocol::Tcp).next().is_some() && self.has_relay();
        let hosts: SortedSet<_> = by(Protocol::Udp).map(|server| &server.host).collect();
        let are_many_dead = hosts.len() > 1 && by(Protocol::Tcp).next().is_none();
        !self.asks_turn() || is_alive_by_tcp || are_many_dead
    }
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_ascii_alphabetic())
}

impl Server {
    /// Parses a STUN or TURN URL such as `turn:host:port?transport=tcp`.
    fn read(url: &str) -> Option<Self> {
        let (scheme, rest) = url.split_once(':')?;
        let (address, query) = rest.split_once('?').unwrap_or((rest, ""));
        let scheme = scheme.to_ascii_lowercase();
        let (is_turn, is_secure) = match scheme.as_str() {
            "stun" => (false, false),
            "stuns" => (false, true),
            "turn" => (true, false),
            "turns" => (true, true),
            _ => return None,
        };
        let protocol = match query.strip_prefix("transport=") {
            Some(name) if name.eq_ignore_ascii_case("tcp") => Protocol::Tcp,
            Some(_) => Protocol::Udp,
            None if is_secure => Protocol::Tcp,
            None => Protocol::Udp,
        };
        let host = match address.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
            Some((host, _)) => host,
            None => address.split(':').next().unwrap_or(address),
        };
        Some(Self {
            is_turn,
            protocol,
            host: host.to_ascii_lowercase(),
        })
    }
}

impl Kind {
    /// Parses a candidate attribute (RFC 8839, section 5.1).
    fn read(candidate: &str) -> Option<Self> {
        let mut words = candidate.split_ascii_whitespace().skip(2);
        let protocol = match words.next()? {
            word if word.eq_ignore_ascii_case("udp") => Protocol::Udp,
            word if word.eq_ignore_ascii_case("tcp") => Protocol::Tcp,
            _ => return None,
        };
        let candidate_type = match words.skip_while(|word| *word != "typ").nth(1)? {
            "host" => CandidateType::Host,
            "srflx" | "prflx" => CandidateType::Reflexive,
            "relay" => CandidateType::Relay,
            _ => return None,
        };
        Some(Self {
            protocol,
            candidate_type,
        })
    }
}
