use super::client::{Client, Who};
use super::happening::{Happening, Resident};
use super::network::Network;
use super::random::{Draws, Random};
use super::server::{Deed, Service};
use super::sockets::Socket;
use super::transcript;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::time::Duration;
use visavis_call::protocol::ClientId;
use visavis_call::roap::{Message, Timestamp};
use visavis_call::{Call, Command, Direction, Effect, Event, Input, Transport};

/// The simulated world: clients, sockets, a server, and a queue of scheduled events.
#[derive(Debug)]
pub struct World {
    pub now: Timestamp,
    pub network: Network,
    pub random: Random,
    pub service: Service,
    /// Whether browsers report the end of a tab by freeing its lock.
    pub has_locks: bool,
    pub(super) clients: Vec<Client>,
    pub(super) sockets: Vec<Socket>,
    pub connections_made: u32,
    /// The minimum and maximum duration of a browser operation, in milliseconds.
    pub operations_take: (u64, u64),
    /// Whether connections or paths have changed since media flow was last computed.
    pub(super) is_rewired: bool,
    /// The pairs of clients without a media path.
    pub(super) cut_paths: BTreeSet<(Who, Who)>,
    agenda: BTreeMap<(Timestamp, u64), Happening>,
    planned: u64,
    messages: Vec<String>,
    /// How often each message was sent, and how often each life of a client received it.
    said: HashMap<(ClientId, ClientId, Message), u32>,
    heard: HashMap<(ClientId, Resident, Message), u32>,
}

impl World {
    /// Returns a world with a calm network, a running server and no clients.
    pub fn new() -> Self {
        Self::with(Network::calm(), 1)
    }

    pub fn with(network: Network, seed: u64) -> Self {
        Self {
            now: Timestamp::new(Duration::from_secs(1_000)),
            network,
            random: Random::new(seed),
            service: Service::fresh(),
            has_locks: true,
            clients: Vec::new(),
            sockets: Vec::new(),
            connections_made: 0,
            operations_take: (1, 10),
            is_rewired: false,
            cut_paths: BTreeSet::new(),
            agenda: BTreeMap::new(),
            planned: 0,
            messages: Vec::new(),
            said: HashMap::new(),
            heard: HashMap::new(),
        }
    }

    /// Adds a client on its own machine, without joining.
    pub fn add(&mut self, name: &str) -> Who {
        self.add_at(name, self.clients.len())
    }

    /// Adds a client in another tab of `neighbour`'s browser.
    pub fn add_tab(&mut self, name: &str, neighbour: Who) -> Who {
        self.add_at(name, self.clients[neighbour.0].machine)
    }

    fn add_at(&mut self, name: &str, machine: usize) -> Who {
        let who = Who(self.clients.len());
        self.clients.push(Client::new(who, name, machine));
        who
    }

    pub fn client(&mut self, who: Who) -> &mut Client {
        &mut self.clients[who.0]
    }

    /// Opens the page and joins, without advancing time.
    pub fn join(&mut self, who: Who) {
        self.join_all([who]);
    }

    /// Like [`World::join`], for several clients in the same tick.
    pub fn join_all<const N: usize>(&mut self, all: [Who; N]) {
        for who in all {
            let seed = self.random.draw();
            let client = self.client(who);
            client.die();
            let entropy = Draws::new(seed, &client.dictated);
            client.call = Some(Box::new(Call::new(client.options(), entropy)));
        }
        for who in all {
            let name = self.client(who).name.clone();
            self.command(who, Command::Join { name });
        }
    }

    /// Returns a world with two clients in an established call and empty transcripts.
    pub fn call_of_two() -> (Self, Who, Who) {
        let mut world = Self::new();
        let (ada, lin) = (world.add("Ada"), world.add("Lin"));
        world.join_all([ada, lin]);
        world.run(super::secs(10));
        assert!(world.are_in_call(ada, lin));
        world.forget();
        (world, ada, lin)
    }

    pub fn leave(&mut self, who: Who) {
        self.command(who, Command::Leave);
    }

    /// Kills the tab: nothing is sent, and its socket breaks.
    pub fn crash(&mut self, who: Who) {
        self.close_socket(who);
        self.client(who).die();
        self.is_rewired = true;
        if self.has_locks && self.client(who).transport != Transport::External {
            let gone = self.client(who).id.clone();
            for resident in self.on_bus_with(who) {
                self.plan(
                    self.now + super::millis(1),
                    Happening::Unlocked(resident, gone.clone()),
                );
            }
        }
    }

    /// Returns the other clients on the same bus.
    fn on_bus_with(&self, who: Who) -> Vec<Resident> {
        let machine = self.clients[who.0].machine;
        let others = self.clients.iter();
        others
            .filter(|other| other.machine == machine && other.who != who)
            .map(Client::resident)
            .collect()
    }

    /// Reloads the page, without time for a goodbye, and joins again.
    pub fn reload(&mut self, who: Who) {
        self.crash(who);
        self.join(who);
    }

    pub fn input(&mut self, who: Who, input: Input) {
        let now = self.now;
        if let Some(call) = &mut self.client(who).call {
            call.handle(now, input);
        }
        self.carry_out(who);
    }

    /// Sends a command to a client.
    pub fn command(&mut self, who: Who, command: Command) {
        self.input(who, command.into());
    }

    /// Takes the events reported to a client since the last call.
    pub fn told(&mut self, who: Who) -> Vec<String> {
        std::mem::take(&mut self.client(who).told)
    }

    /// Takes the negotiation messages sent by all clients since the last call, without candidates.
    pub fn messages(&mut self) -> Vec<String> {
        std::mem::take(&mut self.messages)
    }

    /// Returns the names of the people in the room, according to the events reported to a client.
    pub fn people_seen_by(&mut self, who: Who) -> Vec<String> {
        self.client(who).people.values().cloned().collect()
    }

    /// Clears the recorded events and messages.
    pub fn forget(&mut self) {
        self.messages.clear();
        for client in &mut self.clients {
            client.told.clear();
            client.told_of_rings.clear();
        }
    }

    /// Advances time by `duration`.
    pub fn run(&mut self, duration: Duration) {
        self.update_paths();
        let until = self.now + duration;
        while let Some(next) = self.next_moment().filter(|next| *next <= until) {
            self.now = self.now.max(next);
            self.step();
        }
        self.now = until;
    }

    pub(super) fn plan(&mut self, at: Timestamp, happening: Happening) {
        self.planned += 1;
        self.agenda.insert((at, self.planned), happening);
    }

    fn next_moment(&self) -> Option<Timestamp> {
        let calls = self.clients.iter().filter_map(|client| client.due);
        let server = match &self.service {
            Service::Up(server) => server.poll_timeout(),
            Service::Down | Service::Mute | Service::Refusing(..) => None,
        };
        let agenda = self.agenda.keys().next().map(|(at, _)| *at);
        calls.chain(server).chain(agenda).min()
    }

    fn step(&mut self) {
        let now = self.now;
        if let Some(entry) = self.agenda.first_entry().filter(|entry| entry.key().0 <= now) {
            let happening = entry.remove();
            self.happen(happening);
        }
        for who in (0..self.clients.len()).map(Who) {
            self.wake(who);
        }
        self.update_paths();
        if let Service::Up(server) = &mut self.service {
            let deeds = server.handle_timeout(now);
            self.apply_all(deeds);
        }
    }

    fn wake(&mut self, who: Who) {
        let now = self.now;
        if self.client(who).due.is_none_or(|due| due > now) {
            return;
        }
        if let Some(call) = &mut self.client(who).call {
            call.handle_timeout(now);
        }
        self.carry_out(who);
        let due = self.client(who).due;
        assert!(
            due.is_none_or(|due| due > now),
            "the next timeout is not in the future: a busy loop"
        );
    }

    fn happen(&mut self, happening: Happening) {
        match happening {
            Happening::Opens(socket) => self.socket_opens(socket),
            Happening::AtServer(socket, said) => self.server_receives(socket, said),
            Happening::AtClient(socket, said) => self.client_receives(socket, said),
            Happening::Closes(socket, closed) => self.socket_closes(socket, closed),
            Happening::Lost(socket) => self.server_loses(socket),
            Happening::InTab(Resident { who, life }, frame) => {
                if self.client(who).life == life {
                    self.input(who, Input::TabMessage(frame));
                }
            }
            Happening::Unlocked(Resident { who, life }, gone) => {
                if self.client(who).life == life {
                    self.input(who, Input::TabGone(gone));
                }
            }
            Happening::Done(pair) => self.operation_done(&pair),
            Happening::Needed(pair) => self.negotiation_needed(&pair),
            Happening::Found(pair, number) => self.candidate_found(&pair, number),
            Happening::Perceives(pair) => self.perceive(&pair),
            Happening::Flows(pair) => self.channel_flows(&pair),
            Happening::InBand(pair, header, body) => self.channel_receives(&pair, header, body),
            Happening::ChannelCloses(pair) => self.channel_closes(&pair),
            Happening::Parts(pair) => self.parts(&pair),
        }
    }

    pub(super) fn apply_all(&mut self, deeds: Vec<Deed>) {
        for deed in deeds {
            match deed {
                Deed::Tell(socket, frame) => self.send_to_client(socket, frame),
                Deed::Close(socket, closed) => self.close_from_server(socket, closed),
            }
        }
    }

    /// Drains a call: carries out its effects and records its events.
    pub(super) fn carry_out(&mut self, who: Who) {
        let Some(mut call) = self.client(who).call.take() else {
            return;
        };
        let mut is_over = false;
        while let Some(effect) = call.poll_effect() {
            assert!(!is_over, "an effect after `Finished`: {effect:?}");
            is_over = effect == Effect::Finished;
            self.effect(who, effect);
        }
        while let Some(event) = call.poll_event() {
            self.record_message(who, &event);
            self.client(who).record(event);
        }
        if is_over {
            self.client(who).die();
            self.is_rewired = true;
        } else {
            self.client(who).due = call.poll_timeout();
            self.client(who).call = Some(call);
        }
    }

    fn effect(&mut self, who: Who, effect: Effect) {
        match effect {
            Effect::OpenServer(number) => self.open_socket(who, number),
            Effect::SendToServer(said) => self.send_to_server(who, said),
            Effect::CloseServer => self.close_socket(who),
            Effect::SendToTabs(frame) => {
                for resident in self.on_bus_with(who) {
                    for at in self.arrivals_on_bus(who) {
                        self.plan(at, Happening::InTab(resident, frame.clone()));
                    }
                }
            }
            Effect::UseIceServers(_) | Effect::Finished => {}
            Effect::Peer(peer, effect) => self.browser_performs(who, &peer, effect),
            Effect::SendToPeer {
                peer,
                connection,
                header,
                body,
            } => {
                self.send_to_peer(who, &peer, connection, header, body);
            }
            Effect::RestartIce(peer) => {
                if let Some(connection) = self.client(who).connections.get_mut(&peer) {
                    connection.restart_ice();
                }
            }
            Effect::DropPeer(peer) => self.part(who, &peer),
        }
    }

    /// Returns the arrival times of a message on the bus. Within a browser nothing is lost; an external channel behaves
    /// like the network.
    fn arrivals_on_bus(&mut self, who: Who) -> Vec<Timestamp> {
        match self.client(who).transport {
            Transport::Server | Transport::Tabs | Transport::Loopback => vec![self.now + super::millis(1)],
            Transport::External => {
                let mut in_order = self.now;
                self.network.arrivals(self.now, &mut in_order, &mut self.random)
            }
        }
    }

    /// Records a message, and asserts that nobody receives it more often than it was sent.
    fn record_message(&mut self, who: Who, event: &Event) {
        let Event::Logged {
            peer,
            direction,
            message,
        } = event
        else {
            return;
        };
        let own = self.client(who).id.clone();
        match direction {
            Direction::Sent => {
                let (from, to) = (transcript::name(&own), transcript::name(peer));
                let said = transcript::title(message).map(|title| format!("{from} to {to}: {title}"));
                self.messages.extend(said);
                *self.said.entry((own, peer.clone(), message.clone())).or_default() += 1;
            }
            Direction::Received if self.clients.iter().any(|client| client.id == *peer) => {
                let resident = self.client(who).resident();
                let heard = self
                    .heard
                    .entry((peer.clone(), resident, message.clone()))
                    .or_default();
                *heard += 1;
                let said = self.said.get(&(peer.clone(), own, message.clone()));
                assert!(
                    said >= Some(heard),
                    "received {heard} times, sent {said:?} times: {message:?}"
                );
            }
            Direction::Received => {}
        }
    }
}
