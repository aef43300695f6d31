use super::draining::DrainingConnection;
use super::echo::Echo;
use super::identity::Identity;
use super::local_tracks::LocalTracks;
use super::mail::{Mail, Mailbox};
use super::peer::{CallMailbox, Peer};
use crate::notice::Notice;
use crate::signalling::{Bus, ServerSocket, SignallingMode, Tabs, write_in_band};
use crate::web::{Ice, MediaSection, Random, Timeout, now};
use std::time::Duration;
use visavis_call::SortedMap;
use visavis_call::protocol::envelope::{ClientId, IceServer};
use visavis_call::roap::{self, ConnectionId, Timestamp};
use visavis_call::{Call, Effect, Event, Input, Options, Source, VideoLimit};
use web_sys::MediaStreamTrack;

/// Often enough to see a frozen picture before the person says so, seldom enough to cost next to nothing.
const STATS_INTERVAL: Duration = Duration::from_secs(1);

/// Which room, and how to get there.
#[derive(Debug, Clone)]
pub struct RoomOptions {
    /// How the others are found.
    pub signalling: SignallingMode,
    /// Everyone who opens the same one meets: 1 to 128 characters.
    pub room: String,
    /// What the others see until the person joins under another name; at most 64 characters.
    pub name: String,
    /// Permission to enter, where the server asks for one.
    pub token: Option<String>,
    /// People call one of those who are there, and are not in a call with everyone at once.
    pub ring: bool,
    /// The camera is not asked for when the call begins.
    pub audio_only: bool,
    /// Used besides those that the server names.
    pub ice_servers: Vec<IceServer>,
    /// Media goes only through a TURN server: the others do not learn this computer's addresses.
    pub relay_only: bool,
}

impl RoomOptions {
    /// A room in which everyone is in a call with everyone, with microphone and camera.
    pub fn new(room: impl Into<String>, signalling: SignallingMode) -> Self {
        Self {
            signalling,
            room: room.into(),
            name: String::new(),
            token: None,
            ring: false,
            audio_only: false,
            ice_servers: Vec::new(),
            relay_only: false,
        }
    }

    /// What an identity and the tabs' channel belong to.
    fn scope(&self) -> String {
        format!("{}:{}", self.signalling.scope(), self.room)
    }
}

/// One call: the core and everything the browser holds for it. Dropping it ends all of that.
#[derive(Debug)]
pub(super) struct RunningCall {
    core: Call<Random>,
    call_mailbox: CallMailbox,
    options: RoomOptions,
    /// Those of the page and of the server's welcome.
    ice_servers: Vec<IceServer>,
    socket: Option<ServerSocket>,
    bus: Option<Bus>,
    peers: SortedMap<ClientId, Peer>,
    /// Connections that are over, as long as something is on its way out.
    draining: Vec<DrainingConnection>,
    collecting: Option<Timeout>,
    timeout: Option<(Timestamp, Timeout)>,
    is_inside: bool,
    /// The id of this client that was reported last.
    reported_id: Option<ClientId>,
    /// Who is at the other end of a loopback.
    _echo: Option<Echo>,
    _identity: Identity,
}

impl RunningCall {
    pub(super) async fn begin(number: u32, options: &RoomOptions, mailbox: Mailbox) -> Self {
        let identity = Identity::find(&options.scope()).await;
        let call_mailbox = CallMailbox {
            call: number,
            mailbox,
        };
        let heard = call_mailbox.clone();
        let tell = move |input| heard.input(input);
        let mut echo = None;
        let bus = match &options.signalling {
            // Without the channel people in the same browser are not told apart, and nothing else is lost.
            SignallingMode::Server(_) | SignallingMode::Tabs => {
                Tabs::open(&options.scope(), &identity.id, tell)
                    .await
                    .ok()
                    .map(Bus::Tabs)
            }
            SignallingMode::Loopback => Echo::answer(options, tell).ok().map(|(answering, bus)| {
                echo = Some(answering);
                bus
            }),
            SignallingMode::External(channel) => Some(Bus::External(channel.clone())),
        };
        Self {
            _echo: echo,
            ..Self::new(options.clone(), identity, bus, call_mailbox)
        }
    }

    /// A client that has joined, on that bus.
    pub(super) fn new(
        options: RoomOptions,
        identity: Identity,
        bus: Option<Bus>,
        call_mailbox: CallMailbox,
    ) -> Self {
        let core = Call::new(
            Options {
                id: identity.id.clone(),
                secret: identity.secret.clone(),
                room: options.room.clone(),
                name: options.name.clone(),
                token: options.token.clone(),
                transport: options.signalling.transport(),
                ring: options.ring,
            },
            Random::new(),
        );
        let mut call = Self {
            core,
            call_mailbox,
            ice_servers: options.ice_servers.clone(),
            options,
            socket: None,
            bus,
            peers: SortedMap::new(),
            draining: Vec::new(),
            collecting: None,
            timeout: None,
            is_inside: true,
            reported_id: None,
            _echo: None,
            _identity: identity,
        };
        call.input(Input::Join);
        call.collect_stats();
        call
    }

    /// Whether the person is, or is about to be, in the room.
    pub(super) fn is_inside(&self) -> bool {
        self.is_inside
    }

    pub(super) fn input(&mut self, input: Input) {
        if let Input::ChannelClosed(peer, id) = &input {
            self.draining
                .retain(|drained| (&drained.peer, &drained.id) != (peer, id));
        }
        self.core.handle(now(), input);
    }

    /// Counts on all connections, and goes on doing so.
    pub(super) fn collect_stats(&mut self) {
        self.peers.values_mut().for_each(Peer::collect_stats);
        let call_mailbox = self.call_mailbox.clone();
        self.collecting = Some(Timeout::after(STATS_INTERVAL, move || {
            call_mailbox.send(Mail::CollectStats(call_mailbox.call));
        }));
    }

    pub(super) fn timeout(&mut self) {
        self.timeout = None;
        self.core.handle_timeout(now());
    }

    /// What this side sends from a source has changed.
    pub(super) fn media_changed(&mut self, source: Source, devices: &dyn LocalTracks) {
        self.input(Input::Media(source, devices.status(source)));
        for peer in self.peers.values_mut() {
            peer.send_tracks(devices);
        }
    }

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

    /// Does everything that the core asks for; tells whether the call is over.
    pub(super) fn carry_out(&mut self, devices: &dyn LocalTracks) -> bool {
        let mut is_over = false;
        while let Some(effect) = self.core.poll_effect() {
            match effect {
                Effect::OpenServer(number) => self.open_server(number),
                Effect::TellServer(said) => {
                    if let Some(socket) = &self.socket {
                        socket.say(said);
                    }
                }
                Effect::CloseServer => self.socket.take().into_iter().for_each(ServerSocket::finish),
                Effect::TellTabs(frame) => {
                    if let Some(bus) = &self.bus {
                        bus.say(&frame);
                    }
                }
                Effect::UseIceServers(of_server) => {
                    self.ice_servers.clone_from(&self.options.ice_servers);
                    self.ice_servers.extend(of_server);
                }
                Effect::TellPeer(id, connection, header, body) => {
                    let text = write_in_band(header, body.as_ref());
                    self.tell_peer(&id, connection, &text);
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
                    let drained = self.peers.get_mut(&id).and_then(Peer::part);
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
                    peer.carry_out(effect, ice, devices);
                }
                Effect::DropPeer(id) => {
                    let drained = self.peers.remove(&id).and_then(|mut peer| peer.part());
                    self.draining.extend(drained);
                }
                Effect::Finished => is_over = true,
            }
        }
        self.adapt(devices);
        self.schedule_timeout();
        is_over
    }

    /// The more there are, the less each is sent.
    fn adapt(&mut self, devices: &dyn LocalTracks) {
        let others = self.peers.values().filter(|peer| peer.is_open()).count();
        let video_limit = VideoLimit::among(others);
        for peer in self.peers.values_mut() {
            peer.adapt(video_limit, devices);
        }
    }

    /// What there is to tell.
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
            if let Event::PicturesWanted(Some(peer), wanted) = &event
                && let Some(peer) = self.peers.get_mut(peer)
            {
                peer.want_pictures(*wanted, devices);
            }
            notices.push(Notice::Call(event));
            notices.extend(streams);
        }
        notices
    }

    /// A track of a remote client came; gives what is new to show.
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

    fn tell_peer(&self, id: &ClientId, connection: ConnectionId, text: &str) {
        let is_said = self.peers.get(id).is_some_and(|peer| peer.say(connection, text));
        let is_that = |drained: &&DrainingConnection| (&drained.peer, drained.id) == (id, connection);
        if let Some(drained) = self.draining.iter().find(is_that).filter(|_| !is_said) {
            drained.say(text);
        }
    }

    fn open_server(&mut self, number: u32) {
        let call_mailbox = self.call_mailbox.clone();
        if let SignallingMode::Server(url) = &self.options.signalling {
            self.socket = Some(ServerSocket::open(url, number, move |input| {
                call_mailbox.input(input)
            }));
        }
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
