use std::fmt;
use std::rc::{Rc, Weak};
use visavis_call::TabFrame;

/// Takes what is said at the other end, and must not reply at once.
type Hear = dyn Fn(TabFrame);

/// One end of a bus between two participants in this page. What is said at one is heard at the other.
#[must_use = "nothing is said or heard once the end is dropped"]
pub(crate) struct LoopbackEnd {
    _hears: Rc<Hear>,
    other: Weak<Hear>,
}

impl LoopbackEnd {
    /// Both ends, each with what is told of what is said at the other.
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
        // The other end may be gone: there nobody is left to hear it.
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
