use super::external::text_of;
use super::presence_lock::{PresenceLock, watch};
use crate::web::{EventType, Exception, JsResultExt, Listener, LockWatch, Task};
use futures_util::StreamExt;
use local_channel::mpsc::{self, Receiver, Sender};
use visavis_call::SortedMap;
use visavis_call::protocol::{ClientId, TabMessage};
use visavis_call::{Input, TabFrame};
use wasm_bindgen::JsValue;
use web_sys::{BroadcastChannel, MessageEvent};

const MESSAGE: EventType<MessageEvent> = EventType::with("message", "data");

/// The channel of a room among the tabs of this browser, for the client that holds a lock. Nobody listens to it yet.
#[derive(Debug)]
#[must_use = "the channel is closed when it is dropped"]
pub(crate) struct TabsChannel {
    channel: BroadcastChannel,
    lock: PresenceLock,
}

impl TabsChannel {
    /// Opens the channel.
    pub(crate) fn open(scope: &str, lock: PresenceLock) -> Result<Self, Exception> {
        let channel = BroadcastChannel::new(&format!("visavis:{scope}")).or_exception()?;
        Ok(Self { channel, lock })
    }
}

impl Drop for TabsChannel {
    fn drop(&mut self) {
        self.channel.close();
    }
}

/// The tabs of this browser that are in the same room. Dropping it closes the channel.
#[derive(Debug)]
#[must_use = "the channel is closed when it is dropped"]
pub(crate) struct Tabs {
    _listener: Listener,
    _hearing: Task,
    joined: TabsChannel,
}

/// An event among the tabs.
#[derive(Debug)]
enum News {
    Message(JsValue),
    Gone(ClientId),
}

impl Tabs {
    /// Joins the others on a channel.
    pub(crate) fn join(joined: TabsChannel, tell: impl Fn(Input) + 'static) -> Self {
        let (post, inbox) = mpsc::channel();
        let messages = post.clone();
        let listener = Listener::new(&joined.channel, &MESSAGE, move |event| {
            // The task lives as long as the listener.
            messages.send(News::Message(event.data())).ok();
        });
        Self {
            _listener: listener,
            _hearing: Task::spawn(hear(inbox, post, tell)),
            joined,
        }
    }

    /// Sends a frame to all other tabs.
    pub(crate) fn send(&self, frame: &TabFrame) {
        let TabsChannel { channel, lock } = &self.joined;
        let message = TabMessage {
            frame: frame.clone(),
            holds_lock: lock.is_held(),
        };
        channel
            .post_message(&message.to_json().into())
            .warn_on_error("telling the other tabs");
    }
}

/// Reports received frames, and lock holders that released their lock.
async fn hear(mut inbox: Receiver<News>, post: Sender<News>, tell: impl Fn(Input)) {
    let mut watches: SortedMap<ClientId, LockWatch> = SortedMap::new();
    while let Some(news) = inbox.next().await {
        match news {
            News::Message(message) => {
                let Some(heard) = text_of(&message).and_then(|text| TabMessage::from_json(&text)) else {
                    continue;
                };
                if let Some(id) =
                    sender(&heard.frame).filter(|id| heard.holds_lock && !watches.contains_key(id))
                {
                    let (post, gone) = (post.clone(), id.clone());
                    let watch = watch(id, move || {
                        // The task may have ended.
                        post.send(News::Gone(gone)).ok();
                    });
                    watches.extend(watch.map(|watch| (id.clone(), watch)));
                }
                tell(Input::TabMessage(heard.frame));
            }
            News::Gone(id) => {
                watches.remove(&id);
                tell(Input::TabGone(id));
            }
        }
    }
}

/// Returns the sender of an announcement.
fn sender(frame: &TabFrame) -> Option<&ClientId> {
    match frame {
        TabFrame::Hello { person, .. } | TabFrame::Here { person, .. } => Some(&person.id),
        TabFrame::Bye { .. } | TabFrame::Send { .. } => None,
    }
}
