//! What the page asks of a device: a size, a rate, which way a camera faces, whether echo is cancelled.

use super::{Decision, Device, Purpose, Remark, State, Used, Wish};

/// Constraints of a page on a device, without those that name the device itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Constraints {
    json: String,
}

impl Constraints {
    /// Takes `MediaTrackConstraints` as JSON, without those that name the device itself; `None` if the text is empty.
    pub fn from_json(json: impl Into<String>) -> Option<Self> {
        let json = json.into();
        (!json.is_empty()).then_some(Self { json })
    }

    /// Returns the JSON.
    pub fn json(&self) -> &str {
        &self.json
    }

    /// Returns whether they say which way the camera faces, and so select it.
    fn selects(&self) -> bool {
        // Looking for a text in another one would be the only place that does, for 2 kB.
        self.json.split('"').any(|piece| piece == "facingMode")
    }
}

impl Device {
    /// Returns the constraints with which to request the device.
    pub fn constraints(&self) -> Option<&Constraints> {
        self.constraints.as_ref().filter(|_| !self.is_overconstrained)
    }

    /// Changes the constraints. A device in use is requested anew, and stays in use until the other starts. Constraints
    /// that select the device then overrule the choice of the person; those from the start do not.
    pub fn constrain(&mut self, constraints: Option<Constraints>) -> Decision {
        if self.constraints == constraints {
            return Decision::default();
        }
        let selects = constraints.as_ref().is_some_and(Constraints::selects);
        self.constraints = constraints;
        self.is_overconstrained = false;
        let same = match &self.state {
            State::Used(Used { id: Some(id), .. }) => Wish::Exactly(id.clone()),
            State::Used(Used { id: None, .. }) => Wish::Any,
            State::Asked(_) => self.wish.clone(),
            State::Without(_) | State::Lost(_) | State::PageTrack { .. } => return Decision::default(),
        };
        let wish = if selects { Wish::Any } else { same };
        if selects {
            self.chosen = None;
        }
        let purpose = match self.take_state() {
            State::Used(used) => Purpose::Change(used),
            State::Asked(purpose) => purpose,
            State::Without(_) | State::Lost(_) | State::PageTrack { .. } => Purpose::Start,
        };
        self.ask(purpose, wish)
    }

    /// Requests the same device again, as it is.
    pub(super) fn ask_without_constraints(&mut self, purpose: Purpose) -> Decision {
        self.is_overconstrained = true;
        let Decision { step, .. } = self.ask(purpose, self.wish.clone());
        let remark = Some(Remark::Overconstrained);
        Decision { step, remark }
    }
}
