use std::collections::BTreeMap;
use visavis_roap::envelope::{ClientId, Person};

/// Who is known to be here, by which way, and what changed.
#[derive(Debug, Default)]
pub(crate) struct Roster {
    entries: BTreeMap<ClientId, Entry>,
}

#[derive(Debug)]
struct Entry {
    person: Person,
    on_server: OnServer,
    /// In a tab of this browser; whether that one reaches no server.
    in_tab: Option<Alone>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum OnServer {
    Unknown,
    Here,
    Away,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Alone(bool);

/// The way a message takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Route {
    Server,
    Tabs,
}

/// How present someone is, all ways taken together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Presence {
    Absent,
    Away,
    Here,
}

impl Roster {
    pub(crate) fn person(&self, id: &ClientId) -> Option<&Person> {
        self.entries.get(id).map(|entry| &entry.person)
    }

    pub(crate) fn is_same_browser(&self, id: &ClientId) -> bool {
        self.entries.get(id).is_some_and(|entry| entry.in_tab.is_some())
    }

    /// Everyone heard of, present or not.
    pub(crate) fn ids(&self) -> Vec<ClientId> {
        self.entries.keys().cloned().collect()
    }

    /// How present someone is. `alone`: this client reaches no server. Tabs count only where one of the two needs
    /// them: whoever is on the same server is called through it.
    pub(crate) fn presence(&self, id: &ClientId, alone: bool) -> Presence {
        let Some(entry) = self.entries.get(id) else {
            return Presence::Absent;
        };
        match (entry.on_server, entry.in_tab) {
            (OnServer::Here, _) => Presence::Here,
            (_, Some(Alone(true))) => Presence::Here,
            (_, Some(_)) if alone => Presence::Here,
            (OnServer::Away, _) => Presence::Away,
            (OnServer::Unknown, _) => Presence::Absent,
        }
    }

    /// The way to someone at this moment.
    pub(crate) fn route(&self, id: &ClientId, server_is_there: bool) -> Option<Route> {
        let entry = self.entries.get(id)?;
        match (entry.on_server, entry.in_tab) {
            (OnServer::Here, _) if server_is_there => Some(Route::Server),
            (_, Some(_)) => Some(Route::Tabs),
            (OnServer::Here | OnServer::Away | OnServer::Unknown, None) => None,
        }
    }

    /// The server says that someone is in the room.
    pub(crate) fn on_server(&mut self, person: Person) {
        let on_server = if person.away {
            OnServer::Away
        } else {
            OnServer::Here
        };
        self.entry(person).on_server = on_server;
    }

    pub(crate) fn away(&mut self, id: &ClientId) {
        self.set_on_server(id, OnServer::Away);
    }

    pub(crate) fn back(&mut self, id: &ClientId) {
        self.set_on_server(id, OnServer::Here);
    }

    /// The server no longer knows someone.
    pub(crate) fn off_server(&mut self, id: &ClientId) {
        self.set_on_server(id, OnServer::Unknown);
        self.prune();
    }

    /// Another tab of this browser says that it is here.
    pub(crate) fn in_tab(&mut self, person: Person, alone: bool) {
        self.entry(person).in_tab = Some(Alone(alone));
    }

    /// A tab says that it leaves.
    pub(crate) fn off_tabs(&mut self, id: &ClientId) {
        if let Some(entry) = self.entries.get_mut(id) {
            entry.in_tab = None;
        }
        self.prune();
    }

    fn entry(&mut self, person: Person) -> &mut Entry {
        let entry = self.entries.entry(person.id.clone()).or_insert_with(|| Entry {
            person: person.clone(),
            on_server: OnServer::Unknown,
            in_tab: None,
        });
        entry.person = person;
        entry
    }

    fn set_on_server(&mut self, id: &ClientId, on_server: OnServer) {
        if let Some(entry) = self.entries.get_mut(id) {
            entry.on_server = on_server;
        }
    }

    fn prune(&mut self) {
        self.entries
            .retain(|_, entry| entry.on_server != OnServer::Unknown || entry.in_tab.is_some());
    }
}
