//! The calls of a ring room, for the camera: it is off while the person merely waits.

use super::Loop;
use crate::notice::Notice;
use visavis_call::protocol::ClientId;
use visavis_call::{Event, Ring};

/// The people with whom a call has begun and not ended.
#[derive(Debug, Default)]
pub(super) struct Rings {
    active: Vec<ClientId>,
    /// The person had switched the camera on before.
    had_camera: bool,
    /// The person accepted without camera.
    is_without_camera: bool,
}

/// What a change means for the camera.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Turn {
    Starts,
    Stays,
    Ends,
}

impl Rings {
    /// Records that the call about to be accepted suggests the camera to be on or off.
    pub(super) fn suggest_camera(&mut self, on: bool) {
        self.is_without_camera = !on;
    }

    /// Returns whether a call that starts does not start the camera.
    pub(super) fn is_without_camera(&self) -> bool {
        self.is_without_camera
    }

    /// Handles a change of the call with a person; `has_camera`: the camera is on, or wanted.
    pub(super) fn changed(&mut self, id: &ClientId, ring: Ring, has_camera: bool) -> Turn {
        let is_active = matches!(ring, Ring::Calling | Ring::Ringing | Ring::Accepted);
        let were_active = !self.active.is_empty();
        self.active.retain(|active| active != id);
        if is_active {
            self.active.push(id.clone());
            if !were_active {
                self.had_camera = has_camera;
            }
        }
        if self.active.is_empty() {
            self.is_without_camera = false;
        }
        if is_active && ring != Ring::Ringing {
            Turn::Starts
        } else if were_active && self.active.is_empty() && !self.had_camera {
            Turn::Ends
        } else {
            Turn::Stays
        }
    }
}

impl Loop {
    /// Starts the camera with the first call of a ring room, and stops it after the last: who merely waits is not seen.
    /// Returns whether there was anything to do.
    pub(super) fn follow_rings(&mut self, notices: &[Notice]) -> bool {
        let mut has_turned = false;
        for notice in notices {
            let Notice::Call(Event::RingChanged(id, ring)) = notice else {
                continue;
            };
            match self.rings.changed(id, *ring, self.devices.wants_camera()) {
                Turn::Starts => self.devices.begin(!self.rings.is_without_camera()),
                Turn::Stays => continue,
                Turn::Ends => self.devices.rest_camera(),
            }
            has_turned = true;
        }
        has_turned
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasm_bindgen_test::wasm_bindgen_test;

    #[wasm_bindgen_test]
    fn the_camera_starts_with_the_first_call_and_ends_with_the_last() {
        let mut rings = Rings::default();

        let turns = [
            ("a", Ring::Calling, false),
            ("b", Ring::Calling, true),
            ("a", Ring::Accepted, true),
            ("b", Ring::AnsweredElsewhere, true),
            ("a", Ring::HungUp, true),
            ("a", Ring::Gone, false),
        ]
        .map(|(id, ring, has_camera)| rings.changed(&ClientId(id.to_owned()), ring, has_camera));

        let begun = [Turn::Starts; 3];
        assert_eq!(turns[..3], begun);
        assert_eq!(turns[3..], [Turn::Stays, Turn::Ends, Turn::Stays]);
    }

    #[wasm_bindgen_test]
    fn a_call_accepted_without_camera_does_not_start_it() {
        let mut rings = Rings::default();
        let id = ClientId("a".to_owned());
        rings.changed(&id, Ring::Ringing, false);

        rings.suggest_camera(false);

        assert_eq!(rings.changed(&id, Ring::Accepted, false), Turn::Starts);
        assert!(rings.is_without_camera());
        rings.changed(&id, Ring::HungUp, false);
        assert!(!rings.is_without_camera(), "until that call ends");
    }

    #[wasm_bindgen_test]
    fn a_camera_that_was_on_before_stays_on() {
        let mut rings = Rings::default();
        let id = ClientId("a".to_owned());

        assert_eq!(rings.changed(&id, Ring::Ringing, true), Turn::Stays);

        assert_eq!(rings.changed(&id, Ring::Declined, true), Turn::Stays);
    }
}
