//! Who this client is to the others: the name that the person chose, and what the server vouches for.

use super::Call;
use crate::effect::Effect;
use crate::event::Event;
use crate::{Code, Participant};
use visavis_protocol::{Identity, Person, ToServer, readable_name};
use visavis_roap::Entropy;

impl<E: Entropy> Call<E> {
    /// Changes the name; one of which nothing can be seen changes nothing.
    pub(super) fn rename(&mut self, name: &str) {
        let name = readable_name(name);
        if name.is_empty() {
            return;
        }
        if self.vouched_name().is_some() {
            return self.tell(Event::RenameRefused(Code::NameFromToken.into()));
        }
        self.name = name;
        if self.server.knows_client() {
            let name = self.name.clone();
            self.effects.push(Effect::SendToServer(ToServer::Rename { name }));
        }
        self.tell_tabs();
    }

    /// Takes over what the server tells the others about this client.
    pub(super) fn identified(&mut self, identity: Option<Identity>) {
        if self.identity == identity {
            return;
        }
        self.identity.clone_from(&identity);
        self.tell(Event::IdentityChanged {
            of: Participant::Local,
            identity,
        });
    }

    /// Returns this client as it presents itself on a bus, where nobody vouches for it.
    pub(super) fn myself(&self) -> Person {
        let name = self.vouched_name().unwrap_or(&self.name);
        Person::new(self.options.id.clone(), name)
    }

    fn vouched_name(&self) -> Option<&str> {
        self.identity.as_ref()?.name.as_deref()
    }
}
