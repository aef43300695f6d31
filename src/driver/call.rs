//! A call and the browser objects it uses. All of it is apart in the package: see `src/part.rs`.

use super::draining::DrainingConnection;
use super::identity::Identity;
use super::local_tracks::LocalTracks;
use super::mail::{CallMailbox, Mail};
use super::measures::Measures;
use super::peer::Peer;
use super::ready::may_gather;
use super::room_options::RoomOptions;
use super::spare::Spare;
use crate::notice::Notice;
use crate::signalling::{Bus, ServerSocket, SignallingMode};
use crate::web::{Ice, MediaSection, Random, Timeout, now};
use std::time::Duration;
use visavis_call::SortedMap;
use visavis_call::protocol::{self, ClientId, IceServer, InBandFrame};
use visavis_call::roap::{self, ConnectionId, Timestamp};
use visavis_call::{Call, Command, Effect, Event, Input, Options, Participant, Source, VideoLimit};
use web_sys::MediaStreamTrack;

/// Often enough to detect a frozen picture before the person complains, rarely enough to cost almost nothing.
const STATS_INTERVAL: Duration = Duration::from_secs(1);
/// Often enough to highlight a person as they begin to speak. A reading takes the browser half a millisecond, in which the
/// page waits: it was half of what our code does in a quiet call.
const LEVELS_INTERVAL: Duration = Duration::from_millis(250);

/// One call: the core and the browser objects it uses. Dropping it ends them all.
#[derive(Debug)]
pub(super) struct RunningCall {
    core: Call<Random>,
    call_mailbox: CallMailbox,
    options: RoomOptions,
    /// The page's ICE servers and those of the server.
    ice_servers: Vec<IceServer>,
    socket: Option<ServerSocket>,
    /// The socket of the lobby, for the first attempt.
    lobby: Option<ServerSocket>,
    bus: Option<Bus>,
    peers: SortedMap<ClientId, Peer>,
    /// A connection for the next peer.
    spare: Option<Spare>,
    /// Connections of closed sessions, kept until their last messages are sent.
    draining: Vec<DrainingConnection>,
    collecting: Option<Timeout>,
    reading: Option<Timeout>,
    timeout: Option<(Timestamp, Timeout)>,
    is_inside: bool,
    /// The id of this client that was reported last.
    reported_id: Option<ClientId>,
    measures: Measures,
    _identity: Identity,
}

impl RunningCall {
    /// Creates a call on this bus and joins the room, with what the lobby has made ready. `vouched` is what the server has said
    /// of this client before.
    #[inline(never)]
    pub(super) fn new(
        options: RoomOptions,
        identity: Identity,
        vouched: Option<protocol::Identity>,
        bus: Option<Bus>,
        spare: Option<Spare>,
        lobby: Option<ServerSocket>,
        call_mailbox: CallMailbox,
    ) -> Self {
        let name = options.name.clone();
        let mut core_options = Options::new(identity.id.clone(), &*identity.secret, &*options.room);
        core_options.token.clone_from(&options.token);
        core_options.transport = options.signalling.transport();
        core_options.ring = options.ring;
        core_options.identity = vouched;
        core_options.requires_server = options.requires_server;
        let mut call = Self {
            core: Call::new(core_options, Random::new()),
            call_mailbox,
            ice_servers: options.ice_servers.clone(),
            options,
            socket: None,
            lobby,
            bus,
            peers: SortedMap::new(),
            spare,
            draining: Vec::new(),
            collecting: None,
            reading: None,
            timeout: None,
            is_inside: true,
            reported_id: None,
            measures: Measures::default(),
            _identity: identity,
        };
        call.set_clock();
        call.input(Command::Join { name }.into());
        call.collect_stats();
        call.read_levels();
        call
    }

    /// Returns whether the client is in the room or joining it.
    pub(super) fn is_inside(&self) -> bool {
        self.is_inside
    }

    /// Returns the token that goes with the next hello.
    pub(super) fn token(&self) -> Option<String> {
        self.core.token().map(str::to_owned)
    }

    #[inline(never)]
    pub(super) fn input(&mut self, input: Input) {
        if let Input::ChannelClosed(peer, id) = &input {
            self.draining
                .retain(|drained| (&drained.peer, &drained.id) != (peer, id));
        }
        if let Input::NetworkChanged = &input {
            // It has gathered in the former network.
            self.spare = None;
        }
        self.core.handle(now(), input);
    }

    fn set_clock(&mut self) {
        self.input(Input::Clock(js_sys::Date::now() as u64));
    }

    /// Collects statistics of all connections, and schedules the next collection.
    #[inline(never)]
    pub(super) fn collect_stats(&mut self) {
        self.set_clock();
        self.peers.values_mut().for_each(Peer::collect_stats);
        let call_mailbox = self.call_mailbox.clone();
        self.collecting = Some(Timeout::after(STATS_INTERVAL, move || {
            call_mailbox.send(Mail::CollectStats(call_mailbox.call));
        }));
    }

    /// Keeps a connection for whoever comes next, once those who are there are connected. Called now and then.
    #[inline(never)]
    pub(super) fn keep_spare(&mut self, tracks: &dyn LocalTracks) {
        let needs_one = self.spare.as_ref().is_none_or(Spare::is_to_offer);
        if needs_one
            && self.is_inside
            && !self.options.ring
            && !self.options.relay_only
            && may_gather(tracks)
            && self.reported_id.is_some()
            && self.peers.values().all(Peer::is_connected)
        {
            self.spare = Spare::to_answer(tracks);
        }
    }

    /// Reads the audio levels of all peers, and schedules the next reading.
    #[inline(never)]
    pub(super) fn read_levels(&mut self) {
        let levels = self.peers.values_mut().filter_map(Peer::level).collect();
        self.input(Input::Levels(levels));
        let call_mailbox = self.call_mailbox.clone();
        self.reading = Some(Timeout::after(LEVELS_INTERVAL, move || {
            call_mailbox.send(Mail::ReadLevels(call_mailbox.call));
        }));
    }

    #[inline(never)]
    pub(super) fn timeout(&mut self) {
        self.timeout = None;
        self.core.handle_timeout(now());
    }

    /// Handles a change of a local source.
    #[inline(never)]
    pub(super) fn media_changed(&mut self, source: Source, devices: &dyn LocalTracks) {
        self.input(Input::Media(source, devices.status(source)));
        for peer in self.peers.values_mut() {
            peer.send_tracks(devices);
        }
    }

    #[inline(never)]
    pub(super) fn media_sections_known(
        &mut self,
        peer: &ClientId,
        media_sections: Vec<MediaSection>,
        devices: &dyn LocalTracks,
    ) {
        let named = media_sections
            .iter()
            .filter_map(|section| Some((section.mid.clone()?, section.source)));
        self.input(Input::MediaSections(peer.clone(), named.collect()));
        if let Some(peer) = self.peers.get_mut(peer) {
            peer.media_sections_known(media_sections, devices);
        }
    }

    /// Carries out the core's effects; returns whether the call is over.
    #[inline(never)]
    pub(super) fn carry_out(&mut self, devices: &dyn LocalTracks) -> bool {
        let mut is_over = false;
        while let Some(effect) = self.core.poll_effect() {
            match effect {
                Effect::OpenServer(number) => self.open_server(number),
                Effect::SendToServer(message) => {
                    if let Some(socket) = &self.socket {
                        socket.send(&message);
                    }
                }
                Effect::CloseServer => self.socket.take().into_iter().for_each(ServerSocket::close),
                Effect::SendToTabs(frame) => {
                    if let Some(bus) = &self.bus {
                        bus.send(&frame);
                    }
                }
                Effect::UseIceServers(of_server) => {
                    self.ice_servers.clone_from(&self.options.ice_servers);
                    self.ice_servers.extend(of_server);
                }
                Effect::SendToPeer {
                    peer,
                    connection,
                    header,
                    body,
                } => {
                    let text = InBandFrame { header, body }.to_json();
                    self.send_to_peer(&peer, connection, &text);
                }
                Effect::RestartIce(id) => {
                    if let Some(peer) = self.peers.get(&id) {
                        peer.restart_ice(Ice {
                            servers: &self.ice_servers,
                            relay_only: self.options.relay_only,
                        });
                    }
                }
                Effect::Peer(id, roap::Effect::Close) => {
                    let drained = self.peers.get_mut(&id).and_then(Peer::drain);
                    self.draining.extend(drained);
                }
                Effect::Peer(id, effect) => {
                    let call_mailbox = &self.call_mailbox;
                    let peer = self
                        .peers
                        .get_or_insert_with(id.clone(), || Peer::new(id, call_mailbox.clone()));
                    let ice = Ice {
                        servers: &self.ice_servers,
                        relay_only: self.options.relay_only,
                    };
                    peer.carry_out(effect, ice, devices, &mut self.spare);
                }
                Effect::DropPeer(id) => {
                    let drained = self.peers.remove(&id).and_then(|mut peer| peer.drain());
                    self.draining.extend(drained);
                }
                Effect::Finished => is_over = true,
            }
        }
        self.adapt(devices);
        self.schedule_timeout();
        is_over
    }

    /// Adapts sent video to the number of peers and to the age of their connections.
    fn adapt(&mut self, devices: &dyn LocalTracks) {
        let others = self.peers.values().filter(|peer| peer.is_open()).count();
        let video_limit = VideoLimit::among(others);
        for peer in self.peers.values_mut() {
            let video_limit = if peer.has_settled() {
                video_limit
            } else {
                video_limit.at_start()
            };
            peer.adapt(video_limit, devices);
        }
    }

    /// Returns the pending notices.
    #[inline(never)]
    pub(super) fn notices(&mut self, devices: &dyn LocalTracks) -> Vec<Notice> {
        let mut notices = Vec::new();
        let own_id = self.core.own_id();
        if self.is_inside && self.reported_id.as_ref() != Some(own_id) {
            self.reported_id = Some(own_id.clone());
            notices.push(Notice::OwnId(own_id.clone()));
        }
        while let Some(event) = self.core.poll_event() {
            self.is_inside &= event != Event::Left;
            let mut streams = Vec::new();
            if let Event::MediaChanged(peer, report) = &event
                && let Some(peer) = self.peers.get_mut(peer)
            {
                streams = peer.reported(report);
            }
            if let Event::PicturesWanted {
                from: Participant::Remote(peer),
                wanted,
            } = &event
                && let Some(peer) = self.peers.get_mut(peer)
            {
                peer.want_pictures(*wanted, devices);
            }
            if let Event::SetUp(of, steps) = &event {
                self.measures.note(of, steps);
            }
            notices.push(Notice::Call(event));
            notices.extend(streams);
        }
        notices
    }

    /// Handles a remote track; returns the notices of new streams.
    #[inline(never)]
    pub(super) fn track_received(
        &mut self,
        peer: &ClientId,
        connection: ConnectionId,
        mid: String,
        track: MediaStreamTrack,
    ) -> Vec<Notice> {
        let peer = self.peers.get_mut(peer);
        peer.map(|peer| peer.received(connection, mid, track))
            .unwrap_or_default()
    }

    fn send_to_peer(&self, id: &ClientId, connection: ConnectionId, text: &str) {
        let is_sent = self.peers.get(id).is_some_and(|peer| peer.send(connection, text));
        let is_that = |drained: &&DrainingConnection| (&drained.peer, drained.id) == (id, connection);
        if let Some(drained) = self.draining.iter().find(is_that).filter(|_| !is_sent) {
            drained.send(text);
        }
    }

    fn open_server(&mut self, number: u32) {
        let SignallingMode::Server(url) = &self.options.signalling else {
            return;
        };
        let call_mailbox = self.call_mailbox.clone();
        let tell = move |input| call_mailbox.input(input);
        self.socket = Some(match self.lobby.take() {
            Some(lobby) => {
                lobby.hand_over(number, tell);
                lobby
            }
            None => ServerSocket::open(url, number, tell),
        });
    }

    fn schedule_timeout(&mut self) {
        let wanted = self.core.poll_timeout();
        if self.timeout.as_ref().map(|(at, _)| *at) == wanted {
            return;
        }
        let call_mailbox = self.call_mailbox.clone();
        self.timeout = wanted.map(|at| {
            let timeout = Timeout::after(at.since(now()), move || {
                call_mailbox.send(Mail::Timeout(call_mailbox.call))
            });
            (at, timeout)
        });
    }
}
