//! What the token of a person lets them send.

use super::{Decision, Device};

impl Device {
    /// Lets the person send it, or not: then it is stopped. When they may again, they have to switch it on.
    pub fn permit(&mut self, is_permitted: bool) -> Decision {
        self.is_permitted = is_permitted;
        if is_permitted {
            return Decision::default();
        }
        self.release()
    }
}
