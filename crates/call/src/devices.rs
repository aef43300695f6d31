//! Device selection without a browser: which camera or microphone to use as devices come, go and are chosen.

mod constraints;
mod decision;
mod enumeration;
mod failures;
mod kind;
mod page_track;
mod permitted;
mod state;
#[cfg(test)]
mod tests;

use crate::Status;
pub use constraints::Constraints;
pub use decision::{Decision, Refusal, Remark, Step, Wish};
use decision::{act, say};
use enumeration::Known;
pub use enumeration::{Enumeration, Permission};
pub use failures::{Policy, ScreenRefusal};
pub use kind::DeviceKind;
use state::{Lack, Purpose, State, Used};

/// What switching a device off does to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum WhenOff {
    /// Stops the device: a camera, so that its light goes out.
    Stops,
    /// Keeps the device running but muted: a microphone, so that unmuting is immediate.
    Stays,
}

/// The state of the camera or the microphone: what the person wants and what the browser provides.
///
/// The last word of the person or the page decides. Whatever else starts or stops the device, such as a permission that
/// was waited for, only suggests it.
#[derive(Debug)]
pub struct Device {
    when_off: WhenOff,
    /// The last word of the person or the page: on or off, or nothing yet.
    said: Option<bool>,
    is_wanted: bool,
    /// The person may send it. Otherwise it is not requested, whoever wants it.
    is_permitted: bool,
    /// Wanted only while the person holds the key to talk.
    is_talking: bool,
    is_muted_by_system: bool,
    chosen: Option<String>,
    constraints: Option<Constraints>,
    /// No device that was requested meets the constraints: they do not count.
    is_overconstrained: bool,
    state: State,
    /// Of the last request.
    wish: Wish,
    known: Known,
}

impl Device {
    /// Creates a device that has not been requested; `chosen` is the choice remembered from an earlier call, and `said`
    /// what was said of it before, or how the page wants it to start.
    pub fn new(when_off: WhenOff, chosen: Option<String>, said: Option<bool>) -> Self {
        Self {
            when_off,
            said,
            is_wanted: false,
            is_permitted: true,
            is_talking: false,
            is_muted_by_system: false,
            chosen,
            constraints: None,
            is_overconstrained: false,
            state: State::Without(Lack::Unwanted),
            wish: Wish::Any,
            known: Known::default(),
        }
    }

    /// Returns the status reported to peers.
    pub fn status(&self) -> Status {
        match &self.state {
            State::Without(Lack::Refused(Refusal::Denied | Refusal::Insecure)) => Status::Denied,
            State::Without(_) => Status::Off,
            State::Lost(_) => Status::Pending,
            State::Asked(_) if self.used().is_none() => Status::Pending,
            State::PageTrack { has_ended: true } => Status::Off,
            State::Asked(_) | State::Used(_) | State::PageTrack { has_ended: false } => {
                match (self.is_wanted, self.is_muted_by_system) {
                    (false, _) => Status::Off,
                    (true, true) => Status::Pending,
                    (true, false) => Status::On,
                }
            }
        }
    }

    /// Returns whether the device is wanted on.
    pub fn is_wanted(&self) -> bool {
        self.is_wanted
    }

    /// Returns whether the last word was to switch the device off.
    pub fn is_said_off(&self) -> bool {
        self.said == Some(false)
    }

    /// Returns whether a request is pending. A track that arrives otherwise must be stopped.
    pub fn is_asked(&self) -> bool {
        matches!(self.state, State::Asked(_))
    }

    /// Returns whether choosing another device requests it at once.
    pub fn is_requested(&self) -> bool {
        match self.state {
            State::Used(_) | State::Asked(_) => true,
            State::Without(_) => self.is_wanted,
            State::Lost(_) | State::PageTrack { .. } => false,
        }
    }

    /// Returns the `deviceId` chosen by the person.
    pub fn chosen(&self) -> Option<&str> {
        self.chosen.as_deref()
    }

    /// Switches the device on or off: the last word.
    pub fn switch(&mut self, on: bool) -> Decision {
        if on && !self.is_permitted {
            return Decision::default();
        }
        self.said = Some(on);
        self.want(on)
    }

    /// Switches the device on, unless the last word was off, or off until the next suggestion or word.
    pub fn suggest(&mut self, on: bool) -> Decision {
        if on && self.is_said_off() {
            return Decision::default();
        }
        self.want(on)
    }

    /// Switches the device on while the person holds the key to talk. Once it is released, the device is as it was, or
    /// as the person or the page has said meanwhile.
    pub fn talk(&mut self, is_held: bool) -> Decision {
        if is_held {
            let is_talking = self.is_talking || !self.is_wanted;
            let decision = self.want(true);
            self.is_talking = is_talking;
            decision
        } else if self.is_talking {
            self.want(false)
        } else {
            Decision::default()
        }
    }

    fn want(&mut self, on: bool) -> Decision {
        if on && !self.is_permitted {
            return Decision::default();
        }
        self.is_wanted = on;
        self.is_talking = false;
        let stays = self.used().is_some() && self.when_off == WhenOff::Stays;
        match (on, &self.state) {
            (true, State::Without(_)) => self.ask(Purpose::Start, self.preferred()),
            (true, State::PageTrack { has_ended: true }) => say(Remark::PageTrackEnded),
            (false, _) if !stays => self.stop(),
            (true, _) | (false, _) => Decision::default(),
        }
    }

    /// Handles the person's choice of a device.
    pub fn choose(&mut self, id: String) -> Decision {
        let former = self.chosen.replace(id.clone());
        self.is_overconstrained = false;
        match &self.state {
            State::Used(used) if used.id.as_ref() == Some(&id) => Decision::default(),
            State::Without(_) if !self.is_wanted => Decision::default(),
            // The enumeration under way will prefer this device.
            State::Lost(_) => Decision::default(),
            // It is used once the page goes back to the device.
            State::PageTrack { .. } => Decision::default(),
            State::Without(_) | State::Asked(_) | State::Used(_) => {
                let former = match &self.state {
                    State::Asked(Purpose::Choose(former)) => former.clone(),
                    State::Without(_)
                    | State::Asked(_)
                    | State::Used(_)
                    | State::Lost(_)
                    | State::PageTrack { .. } => former,
                };
                let purpose = self
                    .used()
                    .cloned()
                    .map_or(Purpose::Choose(former), Purpose::Change);
                self.ask(purpose, Wish::Exactly(id))
            }
        }
    }

    /// Handles a choice of a device that does not exist.
    pub fn refuse(&mut self, id: &str) -> Decision {
        if self.chosen.as_deref() != Some(id) {
            return Decision::default();
        }
        self.chosen = self.used().and_then(|used| used.id.clone());
        say(Remark::NotSwitched)
    }

    /// Handles a track that the browser provided for the device `id`.
    pub fn started(&mut self, id: Option<String>) -> Decision {
        let mut used = Used { id, instead_of: None };
        let State::Asked(purpose) = self.take_state() else {
            return self.stop();
        };
        let remark = match purpose {
            Purpose::Start | Purpose::Choose(_) | Purpose::Change(_) | Purpose::ChangeAfterStop(_) => None,
            Purpose::Return | Purpose::GoBack(_) => None,
            Purpose::Restore => Some(Remark::NotSwitched),
            Purpose::Replace { lost, .. } => {
                used.instead_of = lost.instead_of.or(lost.id);
                Some(Remark::Switched)
            }
        };
        self.is_muted_by_system = false;
        self.state = State::Used(used);
        Decision { step: None, remark }
    }

    /// Handles a failed request.
    pub fn failed(&mut self, why: Refusal) -> Decision {
        let State::Asked(purpose) = self.take_state() else {
            return Decision::default();
        };
        if why == Refusal::Overconstrained && !self.is_overconstrained {
            return self.ask_without_constraints(purpose);
        }
        match purpose {
            Purpose::Choose(former) if why == Refusal::Missing => {
                self.chosen = former;
                let Decision { step, .. } = self.ask(Purpose::Start, self.preferred());
                let remark = Some(Remark::NotSwitched);
                Decision { step, remark }
            }
            Purpose::Start | Purpose::Choose(_) | Purpose::Restore => {
                self.rest(Lack::Refused(why), Some(Remark::Refused(why)))
            }
            Purpose::Change(previous) if why == Refusal::Busy => {
                self.state = State::Asked(Purpose::ChangeAfterStop(previous));
                act(Step::StopAndAsk(self.wish.clone()))
            }
            Purpose::Change(previous) => {
                self.chosen.clone_from(&previous.id);
                self.state = State::Used(previous);
                say(Remark::NotSwitched)
            }
            Purpose::ChangeAfterStop(previous) => {
                self.chosen.clone_from(&previous.id);
                self.ask(Purpose::Restore, self.preferred())
            }
            Purpose::Replace { lost, left } => self.replace(lost, left),
            Purpose::Return => self.rest(Lack::Gone, None),
            Purpose::GoBack(previous) => {
                self.state = State::Used(previous);
                Decision::default()
            }
        }
    }

    /// Handles the end of the track in use.
    pub fn ended(&mut self) -> Decision {
        match self.take_state() {
            State::Used(_) if !self.is_wanted => self.stop(),
            State::Used(used) | State::Asked(Purpose::GoBack(used)) => {
                self.state = State::Lost(used);
                act(Step::StopAndEnumerate)
            }
            State::Asked(Purpose::Change(_)) => {
                self.state = State::Asked(Purpose::Start);
                act(Step::Stop)
            }
            state @ (State::Without(_) | State::Asked(_) | State::Lost(_) | State::PageTrack { .. }) => {
                self.state = state;
                Decision::default()
            }
        }
    }

    /// Handles the system muting the device, as with a closed lid, or unmuting it.
    pub fn muted_by_system(&mut self, is_muted: bool) {
        self.is_muted_by_system = is_muted;
    }

    /// Handles the result of an enumeration.
    pub fn enumerated(&mut self, enumeration: Enumeration) -> Decision {
        let news = self.known.learn(enumeration);
        let arrived = |id: &Option<String>| id.as_ref().is_some_and(|id| news.arrived.contains(id));
        match self.take_state() {
            State::Lost(_) if news.is_withdrawn => {
                self.rest(Lack::Refused(Refusal::Denied), Some(Remark::Withdrawn))
            }
            State::Lost(lost) => {
                let left = self.known.substitutes(&lost.id, &self.chosen);
                self.replace(lost, left)
            }
            State::Without(Lack::Refused(Refusal::Denied)) if self.is_wanted && news.is_granted => {
                self.ask(Purpose::Start, self.preferred())
            }
            State::Without(Lack::Gone) if self.is_wanted && !news.arrived.is_empty() => {
                let wish = match (&self.chosen, news.arrived.first()) {
                    (Some(chosen), _) if self.known.has(chosen) => Wish::Preferably(chosen.clone()),
                    (_, Some(arrived)) => Wish::Preferably(arrived.clone()),
                    (_, None) => Wish::Any,
                };
                self.ask(Purpose::Return, wish)
            }
            State::Used(used) if self.is_wanted && arrived(&used.instead_of) => {
                let wish = used.instead_of.clone().map_or(Wish::Any, Wish::Exactly);
                self.ask(Purpose::GoBack(used), wish)
            }
            state @ (State::Without(_) | State::Asked(_) | State::Used(_) | State::PageTrack { .. }) => {
                self.state = state;
                Decision::default()
            }
        }
    }

    /// Releases the device.
    pub fn release(&mut self) -> Decision {
        self.is_wanted = false;
        self.is_talking = false;
        self.stop()
    }

    fn used(&self) -> Option<&Used> {
        match &self.state {
            State::Used(used) | State::Asked(Purpose::Change(used) | Purpose::GoBack(used)) => Some(used),
            State::Asked(
                Purpose::Start
                | Purpose::Choose(_)
                | Purpose::ChangeAfterStop(_)
                | Purpose::Restore
                | Purpose::Replace { .. }
                | Purpose::Return,
            )
            | State::Without(_)
            | State::Lost(_)
            | State::PageTrack { .. } => None,
        }
    }

    fn take_state(&mut self) -> State {
        std::mem::replace(&mut self.state, State::Without(Lack::Unwanted))
    }

    fn preferred(&self) -> Wish {
        self.chosen.clone().map_or(Wish::Any, Wish::Preferably)
    }

    fn ask(&mut self, purpose: Purpose, wish: Wish) -> Decision {
        self.state = State::Asked(purpose);
        self.wish.clone_from(&wish);
        act(Step::Ask(wish))
    }

    fn replace(&mut self, lost: Used, mut left: Vec<String>) -> Decision {
        if left.is_empty() {
            let is_there = lost.id.as_ref().is_some_and(|id| self.known.has(id));
            let remark = if is_there {
                Remark::Stopped
            } else {
                Remark::Unplugged
            };
            return self.rest(Lack::Gone, Some(remark));
        }
        let next = left.remove(0);
        self.ask(Purpose::Replace { lost, left }, Wish::Exactly(next))
    }

    fn rest(&mut self, lack: Lack, remark: Option<Remark>) -> Decision {
        self.state = State::Without(lack);
        Decision { step: None, remark }
    }

    fn stop(&mut self) -> Decision {
        if let State::PageTrack { .. } = self.state {
            return Decision::default();
        }
        self.state = State::Without(Lack::Unwanted);
        act(Step::Stop)
    }
}
