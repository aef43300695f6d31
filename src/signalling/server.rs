use super::socket::{Heard, Opening, Socket};
use crate::web::Task;
use futures_util::StreamExt;
use futures_util::future::{Either, select};
use local_channel::mpsc::{Receiver, Sender, channel};
use std::cell::{Cell, RefCell};
use std::pin::pin;
use std::rc::Rc;
use visavis_call::protocol::{ToClient, ToServer};
use visavis_call::{Body, Input, SocketClosed};

#[cfg(test)]
mod tests;

/// A WebSocket to `visavis-server`. Dropping it closes it at once; [`ServerSocket::close`] first flushes queued
/// frames.
#[derive(Debug)]
#[must_use = "the socket is closed when it is dropped"]
pub(crate) struct ServerSocket {
    outbox: Sender<String>,
    events: Rc<Events>,
    task: Task,
}

/// Whom a socket tells of its events, as inputs with this number.
struct Events {
    number: Cell<u32>,
    is_open: Cell<bool>,
    tell: RefCell<Rc<dyn Fn(Input)>>,
}

impl std::fmt::Debug for Events {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Events")
    }
}

impl Events {
    fn tell(&self, input: impl FnOnce(u32) -> Input) {
        let tell = Rc::clone(&self.tell.borrow());
        tell(input(self.number.get()));
    }
}

impl ServerSocket {
    /// Opens the socket. `tell` is called with its events as inputs with this number.
    pub(crate) fn open(url: &str, number: u32, tell: impl Fn(Input) + 'static) -> Self {
        let (outbox, out) = channel();
        let url = url.to_owned();
        let events = Rc::new(Events {
            number: Cell::new(number),
            is_open: Cell::new(false),
            tell: RefCell::new(Rc::new(tell)),
        });
        let told = Rc::clone(&events);
        let task = Task::spawn(async move { pump(&url, out, &told).await });
        Self { outbox, events, task }
    }

    /// Tells somebody else from now on, with another number. An open socket opens once more to them.
    pub(crate) fn hand_over(&self, number: u32, tell: impl Fn(Input) + 'static) {
        self.events.number.set(number);
        self.events.tell.replace(Rc::new(tell));
        if self.events.is_open.get() {
            self.events.tell(Input::ServerOpened);
        }
    }

    /// Queues a frame, sent once the socket is open. On a closed socket the frame is lost, which the core accounts
    /// for.
    pub(crate) fn send(&self, message: &ToServer<Body>) {
        // The receiver lives until the socket has closed.
        self.outbox.send(message.to_json()).ok();
    }

    /// Closes the socket once all queued frames are sent, or at once if it is not open yet. Browsers connect sockets
    /// to the same address one after another: an abandoned one must not delay the next.
    pub(crate) fn close(self) {
        if !self.events.is_open.get() {
            return;
        }
        drop(self.outbox);
        self.task.detach();
    }
}

/// Runs the socket until it closes.
async fn pump(url: &str, mut out: Receiver<String>, events: &Events) {
    let mut socket = match Socket::open(url).await {
        Opening::Open(socket) => socket,
        Opening::Closed(closed) => return events.tell(|number| Input::ServerClosed(number, closed)),
        Opening::Forbidden => return events.tell(Input::ServerForbidden),
    };
    events.is_open.set(true);
    events.tell(Input::ServerOpened);
    let closed = loop {
        let step = match select(pin!(socket.next()), out.next()).await {
            Either::Left((heard, _)) => Either::Left(heard),
            Either::Right((queued, _)) => Either::Right(queued),
        };
        match step {
            Either::Left(Heard::Message(text)) => {
                if let Some(message) = ToClient::from_json(&text) {
                    events.tell(|number| Input::ServerMessage(number, message));
                }
            }
            Either::Left(Heard::Closed(closed)) => break closed,
            Either::Right(Some(text)) => socket.send(text),
            Either::Right(None) => {
                break SocketClosed {
                    code: 1000,
                    reason: String::new(),
                };
            }
        }
    };
    events.is_open.set(false);
    events.tell(|number| Input::ServerClosed(number, closed));
}
