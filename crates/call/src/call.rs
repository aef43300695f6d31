use crate::arrivals::{Arrivals, SESSIONS};
use crate::clock::Clock;
use crate::effect::Effect;
use crate::event::{Event, Signalling};
use crate::input::Input;
use crate::link::Link;
use crate::media::LocalMedia;
use crate::roster::Roster;
use crate::server::Server;
use crate::sorted::{SortedMap, SortedSet};
use crate::speaker::SpeakerWatch;
use crate::tabs::Announcer;
use crate::{Allowance, Body, Command, Delivery, Failure, MeasuredStep, TabFrame};
use std::time::Duration;
use visavis_protocol::{ClientId, Identity, ToServer, readable_name};
use visavis_roap::{Entropy, Input as Negotiation, Timestamp};

mod bus;
mod chat;
mod evidence;
mod host;
mod identity;
mod links;
mod mending;
mod options;
mod playback;
mod presence;
mod recording;
mod renewal;
mod ring;
mod signals;
mod stats;
#[cfg(test)]
mod tests;
mod tracks;

pub use chat::LONGEST_CHAT;
use host::RoomNews;
pub use options::Options;
use playback::Playback;
use recording::OwnRecording;
use renewal::Renewal;

/// Upper bound for leaving: a SHUTDOWN and its two retransmissions, 2 s each.
const LEAVE_WITHIN: Duration = Duration::from_secs(6);

/// As many as there may be on a bus. A hello without a reply is said again, or answered by an offer.
const REPLIES: Allowance = Allowance::new(64, Duration::from_millis(50));

/// Bound on parked deliveries: few people come and go in one call, and a hostile peer can invent ids.
const MAX_PARKED: usize = 64;

/// The state machine of one client in one room. `E` supplies ids and random draws.
#[derive(Debug)]
pub struct Call<E> {
    options: Options,
    clock: Clock,
    /// The name that the person chose.
    name: String,
    /// What the server last vouched for.
    identity: Option<Identity>,
    renewal: Renewal,
    entropy: E,
    phase: Phase,
    server: Server,
    /// When this client joined, and when the server first welcomed it.
    joined_at: Timestamp,
    entrance: Option<MeasuredStep>,
    roster: Roster,
    announcer: Announcer,
    links: SortedMap<ClientId, Link>,
    links_made: u32,
    /// Delivery state of dropped links, kept in case the client returns.
    parked: SortedMap<ClientId, Delivery<Body>>,
    /// How people are played of whom that was said.
    playbacks: SortedMap<ClientId, Playback>,
    /// Clients being called together, until one of them accepts.
    called: SortedSet<ClientId>,
    media: LocalMedia,
    speakers: SpeakerWatch,
    recording: OwnRecording,
    /// Chat messages waiting for room in the deliveries.
    unsaid: Vec<String>,
    talk: Allowance,
    /// When the next of them may be sent.
    talk_at: Option<Timestamp>,
    arrivals: Arrivals,
    /// Replies to a hello on the bus, which everybody there receives.
    replies: Allowance,
    /// Sessions that the others may begin.
    sessions: Allowance,
    is_hand_up: bool,
    wants_pictures: bool,
    room: RoomNews,
    last_reported: Option<Signalling>,
    effects: Vec<Effect>,
    events: Vec<Event>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Phase {
    Outside,
    Inside,
    Leaving { until: Timestamp },
    Over,
}

impl<E: Entropy> Call<E> {
    /// Creates a call that has not been joined.
    pub fn new(options: Options, entropy: E) -> Self {
        let roster = Roster::new(options.transport);
        let identity = options.identity.clone();
        let options_token = options.token.clone();
        Self {
            options,
            clock: Clock::new(),
            name: String::new(),
            identity,
            renewal: Renewal::new(options_token),
            entropy,
            phase: Phase::Outside,
            server: Server::new(),
            joined_at: Timestamp::default(),
            entrance: None,
            recording: OwnRecording::default(),
            roster,
            announcer: Announcer::default(),
            links: SortedMap::new(),
            links_made: 0,
            parked: SortedMap::new(),
            playbacks: SortedMap::new(),
            called: SortedSet::new(),
            media: LocalMedia::default(),
            speakers: SpeakerWatch::default(),
            unsaid: Vec::new(),
            talk: chat::TALK,
            talk_at: None,
            arrivals: Arrivals::new(),
            replies: REPLIES,
            sessions: SESSIONS,
            is_hand_up: false,
            wants_pictures: true,
            room: RoomNews::new(),
            last_reported: None,
            effects: Vec::new(),
            events: Vec::new(),
        }
    }

    /// Returns the id by which the others know this client: that of the options, until the server assigns another one.
    pub fn own_id(&self) -> &ClientId {
        &self.options.id
    }

    /// Handles an input that occurred at `now`. Afterwards, call [`Call::poll_effect`] and [`Call::poll_event`] until
    /// both return `None`.
    pub fn handle(&mut self, now: Timestamp, input: Input) {
        if self.phase == Phase::Over {
            return;
        }
        match input {
            Input::Command(command) => self.command(now, command),
            Input::Vanish => self.vanish(now),
            Input::Media(source, status) => self.media_changed(now, source, status),
            Input::Clock(shown) => self.clock.set(now, shown),
            Input::Awake => self.wake(now),
            Input::NetworkChanged => self.network_changed(now),
            Input::ServerOpened(socket) => self.server_opened(socket),
            Input::ServerMessage(socket, said) => self.server_message(now, socket, said),
            Input::ServerClosed(socket, closed) => self.server_closed(now, socket, &closed),
            Input::ServerForbidden(socket) => self.server_forbidden(now, socket),
            Input::TabMessage(frame) => self.tab_message(now, frame),
            Input::TabGone(id) => self.tab_gone(now, &id),
            Input::Peer(peer, outcome) => self.negotiate(now, &peer, outcome),
            Input::MediaSections(peer, media_sections) => {
                self.media_sections_known(now, &peer, media_sections)
            }
            Input::ChannelOpened(peer, connection) => {
                if let Some(link) = self.links.get_mut(&peer) {
                    link.channel_opened(connection);
                }
            }
            Input::ChannelClosed(peer, connection) => {
                if let Some(link) = self.links.get_mut(&peer) {
                    link.channel_closed(connection);
                }
            }
            Input::ChannelMessage { peer, header, body } => self.arrived(now, &peer, &header, body),
            Input::Stats {
                peer,
                connection,
                at,
                measurement,
            } => {
                self.stats_received(&peer, connection, at, &measurement);
            }
            Input::Levels(levels) => self.levels_read(now, &levels),
            Input::Evidence(peer, connection, evidence) => {
                if let Some(link) = self.links.get_mut(&peer) {
                    link.inquiry.note(connection, evidence);
                }
            }
            Input::Connection(peer, connection, state) => {
                self.connection_changed(now, &peer, connection, state);
            }
            Input::MediaArrived(peer, connection) => self.media_arrived(now, &peer, connection),
        }
        self.settle(now);
    }

    fn command(&mut self, now: Timestamp, command: Command) {
        match command {
            Command::Join { name } => self.join(now, &name),
            Command::Leave => self.leave(now),
            Command::RenewToken(token) => self.renew_token(now, token),
            Command::Rename(name) => self.rename(&name),
            Command::Call(peers) => self.call(now, peers),
            Command::Accept(peer) => self.accept(now, &peer),
            Command::Decline(peer) => self.decline(now, &peer),
            Command::HangUp(peer) => self.hang_up(now, &peer),
            Command::Lock(locked) => self.decide(ToServer::Lock { locked }),
            Command::Admit { person, admitted } => self.decide(ToServer::Admit { id: person, admitted }),
            Command::Remove(id) => self.decide(ToServer::Remove { id }),
            Command::SendMessage(text) => self.say_to_all(&text),
            Command::RaiseHand(is_up) => self.raise_hand(now, is_up),
            Command::React(emoji) => self.react(now, &emoji),
            Command::Record(state) => self.record(now, state),
            Command::SoundOnly(is_so) => self.want_pictures(now, !is_so),
            Command::SetVolume { person, volume } => self.set_volume(&person, volume),
            Command::MutePerson { person, muted } => self.mute_person(&person, muted),
            // Handled by the owner, which has the devices and the sockets for previews.
            Command::Switch { .. }
            | Command::Suggest { .. }
            | Command::Talk(_)
            | Command::UseDevice { .. }
            | Command::SetConstraints { .. }
            | Command::SetMaxBitrate { .. }
            | Command::Look => {}
        }
    }

    /// Handles the timeout returned by [`Call::poll_timeout`], which `now` must have reached.
    pub fn handle_timeout(&mut self, now: Timestamp) {
        if self.phase == Phase::Over {
            return;
        }
        if let Some(action) = self.server.handle_timeout(now) {
            self.act(now, action);
        }
        self.links_timed_out(now);
        self.announce_if_due(now);
        if matches!(self.phase, Phase::Leaving { until } if until <= now) {
            self.finish();
        }
        self.settle(now);
    }

    /// Returns when [`Call::handle_timeout`] must be called next.
    pub fn poll_timeout(&self) -> Option<Timestamp> {
        let leaves = match self.phase {
            Phase::Leaving { until } => Some(until),
            Phase::Outside | Phase::Inside | Phase::Over => None,
        };
        let links = self.links.values().filter_map(Link::poll_timeout).min();

        [
            leaves,
            links,
            self.talk_at,
            self.arrivals.poll_timeout(),
            self.room.due,
            self.next_departure(),
            self.server.poll_timeout(),
            self.announcer.poll_timeout(),
            self.recording.poll_timeout(),
        ]
        .into_iter()
        .flatten()
        .min()
    }

    /// Returns the next effect to carry out.
    pub fn poll_effect(&mut self) -> Option<Effect> {
        (!self.effects.is_empty()).then(|| self.effects.remove(0))
    }

    /// Returns the next event to report.
    pub fn poll_event(&mut self) -> Option<Event> {
        (!self.events.is_empty()).then(|| self.events.remove(0))
    }

    fn join(&mut self, now: Timestamp, name: &str) {
        if self.phase != Phase::Outside {
            return;
        }
        self.phase = Phase::Inside;
        self.joined_at = now;
        self.name = readable_name(name);
        if self.options.transport.has_server() {
            let action = self.server.open(now);
            self.act(now, action);
        }
        self.announce(now);
    }

    fn leave(&mut self, now: Timestamp) {
        match self.phase {
            Phase::Outside => self.finish(),
            Phase::Inside => {
                self.tell(Event::Left);
                self.phase = Phase::Leaving {
                    until: now + LEAVE_WITHIN,
                };
                self.hang_up_everywhere(now);
            }
            Phase::Leaving { .. } | Phase::Over => {}
        }
    }

    fn vanish(&mut self, now: Timestamp) {
        self.leave(now);
        if self.phase != Phase::Over {
            self.finish();
        }
    }

    fn hang_up_everywhere(&mut self, now: Timestamp) {
        for peer in self.links.keys().cloned().collect::<Vec<_>>() {
            self.negotiate(now, &peer, Negotiation::HangUp);
            self.say_goodbye(now, &peer);
        }
    }

    /// Ends the call because the client cannot be in the room, and says goodbye on every link.
    fn fail(&mut self, now: Timestamp, failure: Failure) {
        self.tell(Event::Failed(failure));
        self.leave(now);
    }

    /// Ends the call because the same client continues elsewhere. Peers are not told that it left.
    fn be_replaced(&mut self, failure: Failure) {
        self.tell(Event::Failed(failure));
        self.tell(Event::Left);
        self.stop();
    }

    /// Says goodbye on every link and stops.
    fn finish(&mut self) {
        if self.server.knows_client() {
            self.effects.push(Effect::SendToServer(ToServer::Bye));
        }
        self.effects.push(Effect::SendToTabs(TabFrame::Bye {
            id: self.options.id.clone(),
        }));
        self.stop();
    }

    fn stop(&mut self) {
        for (peer, _) in std::mem::take(&mut self.links) {
            self.effects.push(Effect::DropPeer(peer));
        }
        self.server.stop();
        self.recording = OwnRecording::default();
        self.effects.push(Effect::CloseServer);
        self.effects.push(Effect::Finished);
        self.phase = Phase::Over;
    }

    /// Restores the invariants that hold after every input.
    fn settle(&mut self, now: Timestamp) {
        if matches!(self.phase, Phase::Inside | Phase::Leaving { .. }) {
            self.tell_room(now);
            self.say_what_waits(now);
            self.tell_signalling();
            self.reconcile(now);
            self.tell_problems();
            self.tell_recording(now);
        }
        if matches!(self.phase, Phase::Leaving { .. }) && self.is_quiet() {
            self.finish();
        }
    }

    /// Queues an event, unless the call has been left.
    fn tell(&mut self, event: Event) {
        let is_for_the_log = matches!(event, Event::Logged { .. } | Event::Dropped { .. });
        if self.phase == Phase::Inside || is_for_the_log {
            self.events.push(event);
        }
    }
}

fn draw_id(entropy: &mut impl Entropy) -> String {
    format!("{:016x}", entropy.bits() as u64)
}
