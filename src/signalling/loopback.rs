use std::fmt;
use std::rc::{Rc, Weak};
use visavis_call::TabFrame;

/// Receives frames sent at the other end; must not reply synchronously.
type Hear = dyn Fn(TabFrame);

/// One end of an in-memory bus between two participants of this page.
#[must_use = "a dropped end neither sends nor receives"]
pub(crate) struct LoopbackEnd {
    _hears: Rc<Hear>,
    other: Weak<Hear>,
}

impl LoopbackEnd {
    /// Creates both ends, each with the receiver of its frames.
    pub(crate) fn pair([one, other]: [Rc<Hear>; 2]) -> [Self; 2] {
        let (to_one, to_other) = (Rc::downgrade(&one), Rc::downgrade(&other));
        [
            Self {
                _hears: one,
                other: to_other,
            },
            Self {
                _hears: other,
                other: to_one,
            },
        ]
    }

    pub(crate) fn send(&self, frame: &TabFrame) {
        // The other end may be gone.
        if let Some(hear) = self.other.upgrade() {
            hear(frame.clone());
        }
    }
}

impl fmt::Debug for LoopbackEnd {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("LoopbackEnd")
    }
}
