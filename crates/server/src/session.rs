//! The life of one socket: its hello, what it says and is told, its end.

use crate::hello::{First, Hello, sanitize_name};
use crate::outbox::Outbox;
use crate::rate_limiter::RateLimiter;
use crate::refusal::Refusal;
use crate::rooms::{Seat, text_of};
use crate::server::Server;
use axum::extract::ws::{CloseFrame, Message, WebSocket, close_code};
use futures_util::SinkExt;
use serde_json::value::RawValue;
use std::sync::Arc;
use tokio::time::{Instant, MissedTickBehavior, interval_at, timeout};
use tokio_tungstenite::tungstenite;
use tracing::debug;
use visavis_protocol::{CloseCode, ToClient, ToServer};

/// Why a socket ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ending {
    /// The person said goodbye.
    Bye,
    /// The browser closed the page, or loads it anew: close code 1001 (RFC 6455, 7.4.1).
    Unloaded,
    /// The socket closed, broke or fell silent.
    Lost,
    /// The server wants it gone.
    Refused(Refusal),
}

/// A socket whose hello was taken.
struct Session<'a> {
    server: &'a Server,
    socket: &'a mut WebSocket,
    outbox: Arc<Outbox>,
    seat: Seat,
    rate_limiter: RateLimiter,
    garbage: u32,
    heard: Instant,
}

/// Serves a socket to its end.
pub async fn serve(server: &Server, mut socket: WebSocket) {
    let ending = converse(server, &mut socket).await;
    part(server, socket, ending).await;
}

/// Closes a socket that may not even say hello.
pub async fn refuse(server: &Server, socket: WebSocket, refusal: Refusal) {
    part(server, socket, Ending::Refused(refusal)).await;
}

async fn converse(server: &Server, socket: &mut WebSocket) -> Ending {
    let hello = match await_hello(server, socket).await {
        Ok(hello) => hello,
        Err(ending) => return ending,
    };
    let limits = &server.config.limits;
    let outbox = Arc::new(Outbox::new(limits.outbox_messages, limits.outbox_bytes));
    let id = hello.id.clone();
    let seat = match server.rooms.enter(hello, Arc::clone(&outbox)) {
        Ok(seat) => seat,
        Err(refusal) => return Ending::Refused(refusal),
    };
    debug!(id = id.0, "came in");
    let now = server.rooms.now();
    let mut session = Session {
        server,
        socket,
        outbox,
        seat,
        rate_limiter: RateLimiter::new(limits.messages_per_second, limits.message_burst, now),
        garbage: 0,
        heard: Instant::now(),
    };
    let ending = session.attend().await;
    debug!(id = id.0, ?ending, garbage = session.garbage, "went out");
    match ending {
        Ending::Bye => session.seat.leave(),
        Ending::Unloaded => session.seat.unload(),
        Ending::Refused(Refusal::Code(CloseCode::Draining)) => session.seat.leave_silently(),
        Ending::Refused(_) | Ending::Lost => drop(session.seat),
    }
    ending
}

async fn await_hello(server: &Server, socket: &mut WebSocket) -> Result<Hello, Ending> {
    let first_frame = async {
        loop {
            match heard(server, socket.recv().await)? {
                Message::Text(text) => {
                    match First::read(&text, server.config.tokens.as_ref()).map_err(Ending::Refused)? {
                        First::Hello(hello) => return Ok(hello),
                        First::Look(room) => {
                            let present = text_of(&server.rooms.look(&room));
                            socket.send(present).await.map_err(|_| Ending::Lost)?;
                        }
                    }
                }
                Message::Binary(_) => return Err(Ending::Refused(Refusal::Code(CloseCode::NotAHello))),
                Message::Close(_) => return Err(Ending::Lost),
                Message::Ping(_) | Message::Pong(_) => {}
            }
        }
    };
    tokio::select! {
        () = server.draining.cancelled() => Err(Ending::Refused(Refusal::Code(CloseCode::Draining))),
        hello = timeout(server.config.timeouts.hello, first_frame) => {
            hello.unwrap_or(Err(Ending::Refused(Refusal::Code(CloseCode::HelloTimeout))))
        }
    }
}

/// What came from the socket, or how it ended.
fn heard(server: &Server, received: Option<Result<Message, axum::Error>>) -> Result<Message, Ending> {
    match received {
        Some(Ok(message)) => Ok(message),
        Some(Err(error)) if is_too_big(&error) => Err(Ending::Refused(Refusal::TooBig(
            server.config.limits.message_bytes,
        ))),
        Some(Err(_)) | None => Err(Ending::Lost),
    }
}

fn is_too_big(error: &axum::Error) -> bool {
    let cause = std::error::Error::source(error).and_then(|cause| cause.downcast_ref::<tungstenite::Error>());
    matches!(cause, Some(tungstenite::Error::Capacity(_)))
}

impl Session<'_> {
    async fn attend(&mut self) -> Ending {
        let period = self.server.config.timeouts.heartbeat;
        let mut heartbeat = interval_at(Instant::now() + period, period);
        heartbeat.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            // In this order, so that what came in is heard before the verdict that nothing did.
            let step = tokio::select! {
                biased;
                () = self.server.draining.cancelled() => Err(Ending::Refused(Refusal::Code(CloseCode::Draining))),
                received = self.socket.recv() => self.receive(received),
                () = self.outbox.ready() => self.write_out().await,
                _ = heartbeat.tick() => self.beat(),
            };
            if let Err(ending) = step {
                return ending;
            }
        }
    }

    fn receive(&mut self, received: Option<Result<Message, axum::Error>>) -> Result<(), Ending> {
        let message = heard(self.server, received)?;
        self.heard = Instant::now();
        if !self.rate_limiter.spend(self.server.rooms.now()) {
            return Err(Ending::Refused(Refusal::Code(CloseCode::Rate)));
        }
        match message {
            Message::Text(text) => self.take(&text),
            Message::Binary(_) => self.drop_garbage(),
            Message::Ping(_) | Message::Pong(_) => Ok(()),
            Message::Close(Some(frame)) if frame.code == close_code::AWAY => Err(Ending::Unloaded),
            Message::Close(_) => Err(Ending::Lost),
        }
    }

    fn take(&mut self, text: &str) -> Result<(), Ending> {
        match serde_json::from_str::<ToServer<&RawValue>>(text) {
            Ok(ToServer::Send { to, header, body }) => self.seat.send(to, header, body),
            Ok(ToServer::Rename { name }) => self.seat.rename(sanitize_name(&name)),
            Ok(ToServer::Lock { locked }) => self.seat.lock(locked),
            Ok(ToServer::Admit { id, admitted }) => self.seat.admit(id, admitted),
            Ok(ToServer::Remove { id }) => self.seat.remove(id),
            Ok(ToServer::Ping) => self.outbox.push(text_of(&ToClient::Pong)),
            Ok(ToServer::Bye) => return Err(Ending::Bye),
            Ok(ToServer::Hello { .. } | ToServer::Look { .. }) | Err(_) => return self.drop_garbage(),
        }
        Ok(())
    }

    fn drop_garbage(&mut self) -> Result<(), Ending> {
        self.garbage += 1;
        if self.garbage >= self.server.config.limits.garbage {
            return Err(Ending::Refused(Refusal::Code(CloseCode::Unreadable)));
        }
        Ok(())
    }

    async fn write_out(&mut self) -> Result<(), Ending> {
        let timeouts = self.server.config.timeouts.silence;
        let (socket, outbox) = (&mut *self.socket, &self.outbox);
        let write = async {
            while let Some(message) = outbox.pop() {
                timeout(timeouts, socket.feed(message)).await.ok()?.ok()?;
            }
            timeout(timeouts, socket.flush()).await.ok()?.ok()
        };
        tokio::select! {
            biased;
            () = self.server.draining.cancelled() => Err(Ending::Refused(Refusal::Code(CloseCode::Draining))),
            refusal = outbox.closed() => Err(Ending::Refused(refusal)),
            written = write => written.ok_or(Ending::Lost),
        }
    }

    fn beat(&self) -> Result<(), Ending> {
        if self.heard.elapsed() >= self.server.config.timeouts.silence {
            return Err(Ending::Lost);
        }
        self.outbox.push(Message::Ping(Default::default()));
        Ok(())
    }
}

/// Says why, if there is a reason, and lets the client end the closing handshake.
async fn part(server: &Server, mut socket: WebSocket, ending: Ending) {
    let frame = match ending {
        Ending::Lost | Ending::Unloaded => None,
        Ending::Bye => Some(CloseFrame {
            code: close_code::NORMAL,
            reason: "".into(),
        }),
        Ending::Refused(refusal) => {
            debug!(code = refusal.code().number(), %refusal, "closes a socket");
            Some(CloseFrame {
                code: refusal.code().number(),
                reason: refusal.to_string().into(),
            })
        }
    };
    let handshake = async {
        if let Some(frame) = frame {
            socket.send(Message::Close(Some(frame))).await?;
        }
        if matches!(ending, Ending::Refused(Refusal::TooBig(_))) {
            // The rest of that message is never read, and closing on it would be a reset: the client would not be
            // told why. It is left to the client to go.
            std::future::pending::<()>().await;
        }
        while let Some(received) = socket.recv().await {
            received?;
        }
        Ok::<(), axum::Error>(())
    };
    // A client that does not answer, or went before, loses nothing by it.
    let _ = timeout(server.config.timeouts.farewell, handshake).await;
}
