use crate::web::Task;
use futures_channel::mpsc::{UnboundedReceiver, UnboundedSender, unbounded};
use futures_util::StreamExt;
use visavis_call::TabFrame;

/// One end of a bus between two participants in this page. What is said at one is heard at the other.
#[derive(Debug)]
#[must_use = "nothing is said or heard once the end is dropped"]
pub(crate) struct LoopbackEnd {
    out: UnboundedSender<TabFrame>,
    _hearing: Task,
}

impl LoopbackEnd {
    /// Both ends, each with what is told of what is said at the other.
    pub(crate) fn pair(tell: [Box<dyn Fn(TabFrame)>; 2]) -> [Self; 2] {
        let [tell_one, tell_other] = tell;
        let (to_one, at_one) = unbounded();
        let (to_other, at_other) = unbounded();
        [
            Self::new(to_other, at_one, tell_one),
            Self::new(to_one, at_other, tell_other),
        ]
    }

    fn new(
        out: UnboundedSender<TabFrame>,
        mut heard: UnboundedReceiver<TabFrame>,
        tell: Box<dyn Fn(TabFrame)>,
    ) -> Self {
        let hearing = Task::spawn(async move {
            while let Some(frame) = heard.next().await {
                tell(frame);
            }
        });
        Self {
            out,
            _hearing: hearing,
        }
    }

    pub(crate) fn say(&self, frame: &TabFrame) {
        // The other end may be gone: there nobody is left to hear it.
        self.out.unbounded_send(frame.clone()).ok();
    }
}
