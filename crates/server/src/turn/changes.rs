//! What the operator changes while the relay runs.

use super::account::AccountLimits;
use super::client::Client;
use super::credentials::Turn;
use super::relay::Relay;
use super::shut_out::Outcast;
use visavis_roap::Timestamp;

/// What may change. Whatever there is stays as it is.
#[derive(Debug)]
pub struct Settings {
    /// How passwords of new allocations are made.
    pub turn: Turn,
    pub limits: AccountLimits,
    pub allow_private: bool,
}

impl<P: Clone> Relay<P> {
    /// Takes other settings over. Who has an allocation keeps it, and the password that it was made with, and has the new
    /// bandwidth; nobody may talk to a peer any longer that has become forbidden.
    pub fn reload(&mut self, settings: Settings, now: Timestamp) {
        let Settings {
            turn,
            limits,
            allow_private,
        } = settings;
        self.authority.reload(turn);
        self.accounts.resize(limits, now);
        self.policy.allow_private = allow_private;
    }

    /// Ends what somebody has, and gives them no allocation until then; `None`: until the server stops.
    pub fn shut_out(&mut self, outcast: Outcast, until: Option<Timestamp>) {
        let clients: Vec<Client> = self
            .allocations
            .iter()
            .filter(|(client, allocation)| outcast.is(&allocation.lease.account, client.address.ip()))
            .map(|(client, _)| *client)
            .collect();
        for client in clients {
            self.end(client);
        }
        self.shut_out.add(outcast, until);
    }

    /// Gives somebody allocations again.
    pub fn let_in(&mut self, outcast: &Outcast) {
        self.shut_out.lift(outcast);
    }
}
