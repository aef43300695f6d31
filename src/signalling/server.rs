use super::socket::{Heard, Opening, Socket};
use crate::web::Task;
use futures_util::StreamExt;
use futures_util::future::{Either, select};
use local_channel::mpsc::{Receiver, Sender, channel};
use std::cell::Cell;
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
    is_open: Rc<Cell<bool>>,
    task: Task,
}

impl ServerSocket {
    /// Opens the socket. `tell` is called with its events as inputs with this number.
    pub(crate) fn open(url: &str, number: u32, tell: impl Fn(Input) + 'static) -> Self {
        let (outbox, out) = channel();
        let url = url.to_owned();
        let is_open = Rc::new(Cell::new(false));
        let opened = Rc::clone(&is_open);
        let task = Task::spawn(async move {
            let open = || {
                opened.set(true);
                tell(Input::ServerOpened(number));
            };
            let closed = pump(&url, number, out, open, &tell).await;
            tell(closed);
        });
        Self {
            outbox,
            is_open,
            task,
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
        if !self.is_open.get() {
            return;
        }
        drop(self.outbox);
        self.task.detach();
    }
}

/// Runs the socket until it closes, and returns the input that tells how.
async fn pump(
    url: &str,
    number: u32,
    mut out: Receiver<String>,
    open: impl FnOnce(),
    tell: &impl Fn(Input),
) -> Input {
    let mut socket = match Socket::open(url).await {
        Opening::Open(socket) => socket,
        Opening::Closed(closed) => return Input::ServerClosed(number, closed),
        Opening::Forbidden => return Input::ServerForbidden(number),
    };
    open();
    loop {
        let step = match select(pin!(socket.next()), out.next()).await {
            Either::Left((heard, _)) => Either::Left(heard),
            Either::Right((queued, _)) => Either::Right(queued),
        };
        match step {
            Either::Left(Heard::Message(text)) => {
                if let Some(message) = ToClient::from_json(&text) {
                    tell(Input::ServerMessage(number, message));
                }
            }
            Either::Left(Heard::Closed(closed)) => return Input::ServerClosed(number, closed),
            Either::Right(Some(text)) => socket.send(text),
            Either::Right(None) => {
                let closed = SocketClosed {
                    code: 1000,
                    reason: String::new(),
                };
                return Input::ServerClosed(number, closed);
            }
        }
    }
}
