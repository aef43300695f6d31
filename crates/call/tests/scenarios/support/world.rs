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
use visavis_call::{Call, Direction, Effect, Event, Input, Transport};

/// Everyone and everything, and the order in which it happens.
#[derive(Debug)]
pub struct World {
    pub now: Timestamp,
    pub network: Network,
    pub random: Random,
    pub service: Service,
    /// Browsers say when a tab is no more.
    pub has_locks: bool,
    pub(super) clients: Vec<Client>,
    pub(super) sockets: Vec<Socket>,
    pub(super) connections_made: u32,
    /// How many milliseconds an operation of a browser takes, at least and at most.
    pub operations_take: (u64, u64),
    /// Connections were changed: media may flow, or no longer.
    pub(super) is_rewired: bool,
    /// Pairs between whom no media passes.
    pub(super) cut_paths: BTreeSet<(Who, Who)>,
    agenda: BTreeMap<(Timestamp, u64), Happening>,
    planned: u64,
    messages: Vec<String>,
    /// How often something was said by one to another, and heard by someone in one life.
    said: HashMap<(ClientId, ClientId, Message), u32>,
    heard: HashMap<(ClientId, Resident, Message), u32>,
}

impl World {
    /// A quiet world in which a server runs and nobody is.
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

    /// Someone at a machine of their own, who has not joined.
    pub fn add(&mut self, name: &str) -> Who {
        self.add_at(name, self.clients.len())
    }

    /// Someone in another tab of the browser in which `neighbour` is.
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

    /// Opens the page and joins, without waiting for anything.
    pub fn join(&mut self, who: Who) {
        self.join_all([who]);
    }

    /// As [`World::join`], for several in the same tick.
    pub fn join_all<const N: usize>(&mut self, all: [Who; N]) {
        for who in all {
            let seed = self.random.draw();
            let client = self.client(who);
            client.die();
            let entropy = Draws::new(seed, &client.dictated);
            client.call = Some(Box::new(Call::new(client.options(), entropy)));
        }
        for who in all {
            self.input(who, Input::Join);
        }
    }

    /// Two in a call, of which nobody speaks any more.
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
        self.input(who, Input::Leave);
    }

    /// The tab is killed: nobody says anything, and the socket is cut.
    pub fn crash(&mut self, who: Who) {
        self.hang_socket_up(who);
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

    /// Everybody else who hears what someone says on the bus.
    fn on_bus_with(&self, who: Who) -> Vec<Resident> {
        let machine = self.clients[who.0].machine;
        let others = self.clients.iter();
        others
            .filter(|other| other.machine == machine && other.who != who)
            .map(Client::resident)
            .collect()
    }

    /// The page is loaded anew, too quickly for a word, and joins again.
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

    /// What was told to someone since this was last asked.
    pub fn told(&mut self, who: Who) -> Vec<String> {
        std::mem::take(&mut self.client(who).told)
    }

    /// The messages of the negotiation that anyone sent since this was last asked; candidates left out.
    pub fn messages(&mut self) -> Vec<String> {
        std::mem::take(&mut self.messages)
    }

    /// Who is in the room, as someone was told.
    pub fn people_seen_by(&mut self, who: Who) -> Vec<String> {
        self.client(who).people.values().cloned().collect()
    }

    /// Forgets what was told and said so far.
    pub fn forget(&mut self) {
        self.messages.clear();
        for client in &mut self.clients {
            client.told.clear();
            client.told_of_rings.clear();
        }
    }

    /// Lets that much time pass.
    pub fn run(&mut self, duration: Duration) {
        self.look_at_paths();
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
        self.look_at_paths();
        if let Service::Up(server) = &mut self.service {
            let deeds = server.handle_timeout(now);
            self.do_all(deeds);
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
        assert!(due.is_none_or(|due| due > now), "due again at once: a busy loop");
    }

    fn happen(&mut self, happening: Happening) {
        match happening {
            Happening::Opens(socket) => self.socket_opens(socket),
            Happening::AtServer(socket, said) => self.server_hears(socket, said),
            Happening::AtClient(socket, said) => self.client_hears(socket, said),
            Happening::Closes(socket, closed) => self.socket_closes(socket, closed),
            Happening::Lost(socket) => self.server_loses(socket),
            Happening::InTab(Resident { who, life }, frame) => {
                if self.client(who).life == life {
                    self.input(who, Input::TabSaid(frame));
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
            Happening::InBand(pair, header, body) => self.channel_hears(&pair, header, body),
            Happening::ChannelCloses(pair) => self.channel_closes(&pair),
            Happening::Parts(pair) => self.parts(&pair),
        }
    }

    pub(super) fn do_all(&mut self, deeds: Vec<Deed>) {
        for deed in deeds {
            match deed {
                Deed::Tell(socket, frame) => self.tell_client(socket, frame),
                Deed::Close(socket, closed) => self.close_from_server(socket, closed),
            }
        }
    }

    /// Does what the core of someone asks for, and hears what it tells.
    pub(super) fn carry_out(&mut self, who: Who) {
        let Some(mut call) = self.client(who).call.take() else {
            return;
        };
        let mut is_over = false;
        while let Some(effect) = call.poll_effect() {
            assert!(!is_over, "nothing comes after the end: {effect:?}");
            is_over = effect == Effect::Finished;
            self.effect(who, effect);
        }
        while let Some(event) = call.poll_event() {
            self.note_message(who, &event);
            self.client(who).hear(event);
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
            Effect::TellServer(said) => self.tell_server(who, said),
            Effect::CloseServer => self.hang_socket_up(who),
            Effect::TellTabs(frame) => {
                for resident in self.on_bus_with(who) {
                    for at in self.arrivals_on_bus(who) {
                        self.plan(at, Happening::InTab(resident, frame.clone()));
                    }
                }
            }
            Effect::UseIceServers(_) | Effect::Finished => {}
            Effect::Peer(peer, effect) => self.browser_does(who, &peer, effect),
            Effect::TellPeer(peer, connection, header, body) => {
                self.tell_peer(who, &peer, connection, header, body);
            }
            Effect::RestartIce(peer) => {
                if let Some(connection) = self.client(who).connections.get_mut(&peer) {
                    connection.restart_ice();
                }
            }
            Effect::DropPeer(peer) => self.part(who, &peer),
        }
    }

    /// Within a browser nothing is lost; a page's own channel may be as bad as it likes.
    fn arrivals_on_bus(&mut self, who: Who) -> Vec<Timestamp> {
        match self.client(who).transport {
            Transport::Server | Transport::Tabs | Transport::Loopback => vec![self.now + super::millis(1)],
            Transport::External => {
                let mut in_order = self.now;
                self.network.arrivals(self.now, &mut in_order, &mut self.random)
            }
        }
    }

    /// Writes down what is said, and holds everyone to hearing it once.
    fn note_message(&mut self, who: Who, event: &Event) {
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
                    "heard {heard} times what was said {said:?} times: {message:?}"
                );
            }
            Direction::Received => {}
        }
    }
}
