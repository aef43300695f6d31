//! Who came and went, for programs of the operator.

use super::{Occupant, Room};
use crate::news::{Mover, What};
use visavis_protocol::{ClientId, LeftReason};

impl Room {
    /// Returns who came and went because of the last input.
    pub fn movements(&mut self) -> Vec<What> {
        std::mem::take(&mut self.movements)
    }

    /// Takes a person out of the room for good.
    pub(super) fn take_out(&mut self, id: &ClientId, reason: LeftReason) -> Option<Box<Occupant>> {
        let occupant = self.people.remove(id)?;
        self.movements.push(occupant.leaves(id, reason));
        Some(occupant)
    }
}

impl Occupant {
    pub(super) fn comes(&self, id: &ClientId) -> What {
        What::Joined(self.mover(id))
    }

    pub(super) fn leaves(&self, id: &ClientId, reason: LeftReason) -> What {
        What::Left(self.mover(id), reason)
    }

    fn mover(&self, id: &ClientId) -> Mover {
        let identity = self.identity.as_ref();
        Mover {
            id: id.clone(),
            subject: identity.and_then(|identity| identity.subject.clone()),
        }
    }
}
