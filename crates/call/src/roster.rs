use crate::Transport;
use crate::sorted::SortedMap;
use std::time::Duration;
use visavis_protocol::{ClientId, Person};
use visavis_roap::Timestamp;

/// A page that reloads silently is back within this time, as the same client.
const VANISHED_AFTER: Duration = Duration::from_secs(3);

/// Bound on clients known from a bus, where ids can be invented: more than fit into any room.
const MOST_ON_BUS: usize = 64;

/// Everyone known to be present, and by which route.
#[derive(Debug)]
pub(crate) struct Roster {
    transport: Transport,
    entries: SortedMap<ClientId, Entry>,
}

#[derive(Debug)]
struct Entry {
    person: Person,
    on_server: OnServer,
    /// Known from the bus.
    in_tab: Option<Tab>,
    /// Present before this client, which therefore offers.
    came_first: bool,
    /// Given up: only fresh signs of life count.
    is_given_up: bool,
}

impl Entry {
    /// Sets the name. Who had one is not without a name from now on.
    fn rename(&mut self, name: String) {
        if !name.is_empty() {
            self.person.name = name;
        }
    }

    /// Takes over what the server says of the person. Nothing said on a bus overrules that, with or without a server.
    fn identify(&mut self, person: Person) {
        self.person.identity = person.identity;
        self.rename(person.name);
    }

    fn vanishes_at(&self) -> Option<Timestamp> {
        Some(self.in_tab?.vanished_at? + VANISHED_AFTER)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum OnServer {
    Unknown,
    Here,
    Away,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Tab {
    /// Has no server.
    alone: bool,
    /// When the browser reported it closed.
    vanished_at: Option<Timestamp>,
}

/// The route of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Route {
    Server,
    Tabs,
}

/// When a tab that has a server is still reached as a tab: clients on the same server are called through the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tabs {
    /// This client has no server.
    Needed,
    /// A link exists already, and the server has not reported that client yet.
    InUse,
    Spare,
}

/// The presence of a peer over all routes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Presence {
    Absent,
    Away,
    Here,
}

impl Roster {
    pub(crate) fn new(transport: Transport) -> Self {
        Self {
            transport,
            entries: SortedMap::new(),
        }
    }

    pub(crate) fn person(&self, id: &ClientId) -> Option<&Person> {
        self.entries.get(id).map(|entry| &entry.person)
    }

    pub(crate) fn is_same_browser(&self, id: &ClientId) -> bool {
        self.transport.is_in_one_place() && self.is_on_bus(id)
    }

    pub(crate) fn is_on_bus(&self, id: &ClientId) -> bool {
        self.entries.get(id).is_some_and(|entry| entry.in_tab.is_some())
    }

    pub(crate) fn came_first(&self, id: &ClientId) -> bool {
        self.entries.get(id).is_some_and(|entry| entry.came_first)
    }

    /// Returns whether the server listed the client in its welcome.
    pub(crate) fn was_welcomed(&self, id: &ClientId) -> bool {
        let is_listed = |entry: &Entry| entry.came_first && entry.on_server != OnServer::Unknown;
        self.entries.get(id).is_some_and(is_listed)
    }

    /// Returns all known clients, present or not.
    pub(crate) fn ids(&self) -> Vec<ClientId> {
        self.entries.keys().cloned().collect()
    }

    /// Returns the presence of a client.
    pub(crate) fn presence(&self, id: &ClientId, tabs: Tabs) -> Presence {
        let Some(entry) = self.entries.get(id).filter(|entry| !entry.is_given_up) else {
            return Presence::Absent;
        };
        match (entry.on_server, entry.in_tab) {
            (OnServer::Here, _) | (_, Some(Tab { alone: true, .. })) => Presence::Here,
            (_, Some(_)) if tabs == Tabs::Needed => Presence::Here,
            (OnServer::Unknown, Some(_)) if tabs == Tabs::InUse => Presence::Here,
            (OnServer::Away, _) => Presence::Away,
            (OnServer::Unknown, _) => Presence::Absent,
        }
    }

    /// Returns the current route to a client.
    pub(crate) fn route(&self, id: &ClientId, server_is_there: bool) -> Option<Route> {
        let entry = self.entries.get(id)?;
        match (entry.on_server, entry.in_tab) {
            (OnServer::Here, _) if server_is_there => Some(Route::Server),
            (_, Some(_)) => Some(Route::Tabs),
            (OnServer::Here | OnServer::Away | OnServer::Unknown, None) => None,
        }
    }

    /// Handles the server's list of people who were present before this client.
    pub(crate) fn welcome(&mut self, people: Vec<Person>) {
        for entry in self.entries.values_mut() {
            entry.on_server = OnServer::Unknown;
        }
        for person in people {
            self.on_server(person, true);
        }
        self.prune();
    }

    /// Handles a join reported by the server.
    pub(crate) fn joined(&mut self, person: Person) {
        self.on_server(person, false);
    }

    /// Handles another name or identity, reported by the server.
    pub(crate) fn renamed(&mut self, person: Person) {
        if let Some(entry) = self.entries.get_mut(&person.id) {
            entry.identify(person);
        }
    }

    pub(crate) fn away(&mut self, id: &ClientId) {
        self.set_on_server(id, OnServer::Away);
    }

    pub(crate) fn back(&mut self, id: &ClientId) {
        self.set_on_server(id, OnServer::Here);
    }

    /// Handles a client that the server no longer knows.
    pub(crate) fn off_server(&mut self, id: &ClientId) {
        self.set_on_server(id, OnServer::Unknown);
        self.prune();
    }

    /// Handles a hello from another tab.
    pub(crate) fn tab_came(&mut self, person: Person, alone: bool) {
        self.in_tab(person, alone, false);
    }

    /// Handles the reply of a tab that was here before.
    pub(crate) fn tab_is_here(&mut self, person: Person, alone: bool) {
        self.in_tab(person, alone, true);
    }

    fn in_tab(&mut self, person: Person, alone: bool, came_first: bool) {
        let on_bus = || self.entries.values().filter(|entry| entry.in_tab.is_some());
        if !self.entries.contains_key(&person.id) && on_bus().count() >= MOST_ON_BUS {
            return;
        }
        let entry = self.entry(&person.id);
        entry.person.away = false;
        // The server tells names apart that look alike; on a bus, everyone says what they like.
        if !entry.person.has_vouched_name() && entry.on_server == OnServer::Unknown {
            entry.rename(person.name);
        }
        entry.in_tab = Some(Tab {
            alone,
            vanished_at: None,
        });
        entry.came_first = came_first;
        entry.is_given_up = false;
    }

    /// Handles a tab that the browser reports closed; returns whether it was known.
    pub(crate) fn tab_vanished(&mut self, now: Timestamp, id: &ClientId) -> bool {
        let tab = self.entries.get_mut(id).and_then(|entry| entry.in_tab.as_mut());
        tab.map(|tab| tab.vanished_at.get_or_insert(now)).is_some()
    }

    /// Returns whether a tab has vanished and not returned.
    pub(crate) fn has_vanished(&self, now: Timestamp, id: &ClientId) -> bool {
        let entry = self.entries.get(id);
        entry.and_then(Entry::vanishes_at).is_some_and(|at| at <= now)
    }

    /// Returns the earliest time at which a vanished tab counts as gone.
    pub(crate) fn next_vanishing(&self) -> Option<Timestamp> {
        self.entries.values().filter_map(Entry::vanishes_at).min()
    }

    /// Handles a tab's goodbye.
    pub(crate) fn off_tabs(&mut self, id: &ClientId) {
        if let Some(entry) = self.entries.get_mut(id) {
            entry.in_tab = None;
        }
        self.prune();
    }

    /// Considers a client gone until there are fresh signs of it, and discards what its tabs sent.
    pub(crate) fn give_up(&mut self, id: &ClientId) {
        if let Some(entry) = self.entries.get_mut(id) {
            entry.in_tab = None;
            entry.is_given_up = true;
        }
        self.prune();
    }

    fn on_server(&mut self, person: Person, came_first: bool) {
        let on_server = if person.away {
            OnServer::Away
        } else {
            OnServer::Here
        };
        let entry = self.entry(&person.id);
        entry.person.away = person.away;
        entry.identify(person);
        entry.on_server = on_server;
        entry.came_first = came_first;
        entry.is_given_up &= on_server == OnServer::Away;
    }

    fn entry(&mut self, id: &ClientId) -> &mut Entry {
        self.entries.get_or_insert_with(id.clone(), || Entry {
            person: Person::new(id.clone(), ""),
            on_server: OnServer::Unknown,
            in_tab: None,
            came_first: false,
            is_given_up: false,
        })
    }

    fn set_on_server(&mut self, id: &ClientId, on_server: OnServer) {
        if let Some(entry) = self.entries.get_mut(id) {
            entry.on_server = on_server;
            entry.is_given_up &= on_server != OnServer::Here;
        }
    }

    fn prune(&mut self) {
        self.entries
            .retain(|_, entry| entry.on_server != OnServer::Unknown || entry.in_tab.is_some());
    }
}
