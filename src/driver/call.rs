use super::devices::Devices;
use super::identity::Identity;
use super::mail::Mail;
use super::parting::Parting;
use super::peer::{Peer, Post};
use crate::signalling::{ServerSocket, Tabs, write_in_band};
use crate::web::{Alarm, Random, Section, now};
use futures_channel::mpsc::UnboundedSender;
use std::collections::BTreeMap;
use std::time::Duration;
use visavis_call::roap::envelope::{ClientId, IceServer};
use visavis_call::roap::{self, ConnectionId, Timestamp};
use visavis_call::{Call, Effect, Event, Input, Options, Source};

/// Often enough to see a frozen picture before the person says so, seldom enough to cost next to nothing.
const MEASURED_EVERY: Duration = Duration::from_secs(1);

/// Which room, and how to get there.
#[derive(Debug, Clone, Default)]
pub(crate) struct RoomOptions {
    /// The address of the signalling server; `None`: only tabs of this browser find each other.
    pub(crate) server: Option<String>,
    pub(crate) room: String,
    pub(crate) name: String,
    pub(crate) token: Option<String>,
    /// People call one of those who are there, and are not in a call with everyone at once.
    pub(crate) ring: bool,
    /// The camera is not asked for when the call begins.
    pub(crate) audio_only: bool,
    /// Used besides those that the server names.
    pub(crate) ice_servers: Vec<IceServer>,
}

impl RoomOptions {
    /// What an identity and the tabs' channel belong to.
    fn scope(&self) -> String {
        format!("{}:{}", self.server.as_deref().unwrap_or("tabs"), self.room)
    }
}

/// One call: the core and everything the browser holds for it. Dropping it ends all of that.
#[derive(Debug)]
pub(super) struct RunningCall {
    core: Call<Random>,
    post: Post,
    options: RoomOptions,
    /// Those of the page and of the server's welcome.
    ice_servers: Vec<IceServer>,
    socket: Option<ServerSocket>,
    tabs: Option<Tabs>,
    peers: BTreeMap<ClientId, Peer>,
    /// Connections that are over, as long as something is on its way out.
    partings: Vec<Parting>,
    measuring: Option<Alarm>,
    alarm: Option<(Timestamp, Alarm)>,
    is_inside: bool,
    _identity: Identity,
}

impl RunningCall {
    pub(super) async fn begin(number: u32, options: &RoomOptions, mailbox: UnboundedSender<Mail>) -> Self {
        let identity = Identity::find(&options.scope()).await;
        let post = Post {
            call: number,
            mailbox,
        };
        let heard = post.clone();
        // Without the channel people in the same browser are not told apart, and nothing else is lost.
        let tabs = Tabs::open(&options.scope(), move |frame| heard.input(Input::TabSaid(frame))).ok();
        let core = Call::new(
            Options {
                id: identity.id.clone(),
                secret: identity.secret.clone(),
                room: options.room.clone(),
                name: options.name.clone(),
                token: options.token.clone(),
                has_server: options.server.is_some(),
                ring: options.ring,
            },
            Random::new(),
        );
        let mut call = Self {
            core,
            post,
            options: options.clone(),
            ice_servers: options.ice_servers.clone(),
            socket: None,
            tabs,
            peers: BTreeMap::new(),
            partings: Vec::new(),
            measuring: None,
            alarm: None,
            is_inside: true,
            _identity: identity,
        };
        call.input(Input::Join);
        call.measure();
        call
    }

    /// Whether the person is, or is about to be, in the room.
    pub(super) fn is_inside(&self) -> bool {
        self.is_inside
    }

    pub(super) fn input(&mut self, input: Input) {
        if let Input::ChannelClosed(peer, id) = &input {
            self.partings
                .retain(|parting| (&parting.peer, &parting.id) != (peer, id));
        }
        self.core.handle(now(), input);
    }

    /// Counts on all connections, and goes on doing so.
    pub(super) fn measure(&mut self) {
        self.peers.values_mut().for_each(Peer::measure);
        let post = self.post.clone();
        self.measuring = Some(Alarm::after(MEASURED_EVERY, move || {
            post.send(Mail::Measure(post.call));
        }));
    }

    pub(super) fn alarm(&mut self) {
        self.alarm = None;
        self.core.handle_timeout(now());
    }

    /// What this side sends from a source has changed.
    pub(super) fn media_changed(&mut self, source: Source, devices: &Devices) {
        self.input(Input::Media(source, devices.status(source)));
        for peer in self.peers.values_mut() {
            peer.equip(devices);
        }
    }

    pub(super) fn sections_known(&mut self, peer: &ClientId, sections: Vec<Section>, devices: &Devices) {
        let named = sections
            .iter()
            .filter_map(|section| Some((section.mid.clone()?, section.source)));
        self.input(Input::Sections(peer.clone(), named.collect()));
        if let Some(peer) = self.peers.get_mut(peer) {
            peer.sections_known(sections, devices);
        }
    }

    /// Does everything that the core asks for; tells whether the call is over.
    pub(super) fn carry_out(&mut self, devices: &Devices) -> bool {
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
                    if let Some(tabs) = &self.tabs {
                        tabs.say(&frame);
                    }
                }
                Effect::UseIceServers(of_server) => {
                    self.ice_servers.clone_from(&self.options.ice_servers);
                    self.ice_servers.extend(of_server);
                }
                Effect::TellPeer(id, connection, place, body) => {
                    let text = write_in_band(place, body.as_ref());
                    self.tell_peer(&id, connection, &text);
                }
                Effect::RestartIce(id) => {
                    if let Some(peer) = self.peers.get(&id) {
                        peer.restart_ice(&self.ice_servers);
                    }
                }
                Effect::Peer(id, roap::Effect::Close) => {
                    let parting = self.peers.get_mut(&id).and_then(Peer::part);
                    self.partings.extend(parting);
                }
                Effect::Peer(id, effect) => {
                    let post = &self.post;
                    let peer = self
                        .peers
                        .entry(id.clone())
                        .or_insert_with(|| Peer::new(id, post.clone()));
                    peer.carry_out(effect, &self.ice_servers, devices);
                }
                Effect::DropPeer(id) => {
                    let parting = self.peers.remove(&id).and_then(|mut peer| peer.part());
                    self.partings.extend(parting);
                }
                Effect::Finished => is_over = true,
            }
        }
        self.set_alarm();
        is_over
    }

    /// What there is to tell.
    pub(super) fn events(&mut self) -> impl Iterator<Item = Event> + use<> {
        let events: Vec<_> = std::iter::from_fn(|| self.core.poll_event()).collect();
        self.is_inside &= !events.contains(&Event::Left);
        events.into_iter()
    }

    fn tell_peer(&self, id: &ClientId, connection: ConnectionId, text: &str) {
        let is_said = self.peers.get(id).is_some_and(|peer| peer.say(connection, text));
        let is_that = |parting: &&Parting| (&parting.peer, parting.id) == (id, connection);
        if let Some(parting) = self.partings.iter().find(is_that).filter(|_| !is_said) {
            parting.say(text);
        }
    }

    fn open_server(&mut self, number: u32) {
        let post = self.post.clone();
        let url = self.options.server.clone().unwrap_or_default();
        self.socket = Some(ServerSocket::open(&url, number, move |input| post.input(input)));
    }

    fn set_alarm(&mut self) {
        let wanted = self.core.poll_timeout();
        if self.alarm.as_ref().map(|(at, _)| *at) == wanted {
            return;
        }
        let post = self.post.clone();
        self.alarm = wanted.map(|at| {
            let alarm = Alarm::after(at.since(now()), move || post.send(Mail::Alarm(post.call)));
            (at, alarm)
        });
    }
}
