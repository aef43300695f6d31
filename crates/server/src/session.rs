//! Runs one WebSocket: waits for the hello, exchanges frames, and closes.

use crate::hello::{FirstFrame, Hello};
use crate::outbox::Outbox;
use crate::rate_limiter::RateLimiter;
use crate::refusal::Refusal;
use crate::rooms::{Seat, encode};
use crate::server::Server;
use axum::extract::ws::{CloseFrame, Message, WebSocket, close_code};
use futures_util::SinkExt;
use serde_json::value::RawValue;
use std::sync::Arc;
use tokio::time::{Instant, MissedTickBehavior, interval_at, timeout};
use tokio_tungstenite::tungstenite;
use tracing::debug;
use visavis_protocol::{CloseCode, ToClient, ToServer, readable_name};

/// Why a socket ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ending {
    /// The client sent `bye`.
    Bye,
    /// The page was closed or reloaded: close code 1001 (RFC 6455, 7.4.1).
    Unloaded,
    /// The socket was closed, failed or timed out.
    Lost,
    /// The server closes the socket.
    Refused(Refusal),
}

/// A socket that has entered a room.
struct Session<'a> {
    server: &'a Server,
    socket: &'a mut WebSocket,
    outbox: Arc<Outbox>,
    seat: Seat,
    rate_limiter: RateLimiter,
    garbage: u32,
    last_received: Instant,
}

/// Serves a socket until it ends.
pub async fn serve(server: &Server, mut socket: WebSocket) {
    let ending = run(server, &mut socket).await;
    close(server, socket, ending).await;
}

/// Closes a socket without waiting for its hello.
pub async fn refuse(server: &Server, socket: WebSocket, refusal: Refusal) {
    close(server, socket, Ending::Refused(refusal)).await;
}

async fn run(server: &Server, socket: &mut WebSocket) -> Ending {
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
    debug!(id = id.0, "session started");
    let now = server.rooms.now();
    let mut session = Session {
        server,
        socket,
        outbox,
        seat,
        rate_limiter: RateLimiter::new(limits.messages_per_second, limits.message_burst, now),
        garbage: 0,
        last_received: Instant::now(),
    };
    let ending = session.run().await;
    debug!(id = id.0, ?ending, garbage = session.garbage, "session ended");
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
            match check_received(server, socket.recv().await)? {
                Message::Text(text) => {
                    match FirstFrame::read(&text, server.config.tokens.as_ref()).map_err(Ending::Refused)? {
                        FirstFrame::Hello(hello) => return Ok(hello),
                        FirstFrame::Look { room, identity } => {
                            let present = encode(&server.rooms.look(&room, identity));
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

/// Maps what the socket received to a message, or to the reason why the socket ends.
fn check_received(
    server: &Server,
    received: Option<Result<Message, axum::Error>>,
) -> Result<Message, Ending> {
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
    async fn run(&mut self) -> Ending {
        let period = self.server.config.timeouts.heartbeat;
        let mut heartbeat = interval_at(Instant::now() + period, period);
        heartbeat.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            // Biased: messages that have arrived must be received before the silence timeout is checked.
            let step = tokio::select! {
                biased;
                () = self.server.draining.cancelled() => Err(Ending::Refused(Refusal::Code(CloseCode::Draining))),
                received = self.socket.recv() => self.receive(received),
                () = self.outbox.ready() => self.flush_outbox().await,
                _ = heartbeat.tick() => self.send_ping(),
            };
            if let Err(ending) = step {
                return ending;
            }
        }
    }

    fn receive(&mut self, received: Option<Result<Message, axum::Error>>) -> Result<(), Ending> {
        let message = check_received(self.server, received)?;
        self.last_received = Instant::now();
        if !self.rate_limiter.try_take(self.server.rooms.now()) {
            return Err(Ending::Refused(Refusal::Code(CloseCode::Rate)));
        }
        match message {
            Message::Text(text) => self.dispatch(&text),
            Message::Binary(_) => self.count_garbage(),
            Message::Ping(_) | Message::Pong(_) => Ok(()),
            Message::Close(Some(frame)) if frame.code == close_code::AWAY => Err(Ending::Unloaded),
            Message::Close(_) => Err(Ending::Lost),
        }
    }

    fn dispatch(&mut self, text: &str) -> Result<(), Ending> {
        match serde_json::from_str::<ToServer<&RawValue>>(text) {
            Ok(ToServer::Send { to, header, body }) => self.seat.send(to, header, body),
            Ok(ToServer::Rename { name }) => self.seat.rename(readable_name(&name)),
            Ok(ToServer::Lock { locked }) => self.seat.lock(locked),
            Ok(ToServer::Admit { id, admitted }) => self.seat.admit(id, admitted),
            Ok(ToServer::Remove { id }) => self.seat.remove(id),
            Ok(ToServer::Ping) => self.outbox.push(encode(&ToClient::Pong)),
            Ok(ToServer::Bye) => return Err(Ending::Bye),
            Ok(ToServer::Hello { .. } | ToServer::Look { .. }) | Err(_) => return self.count_garbage(),
        }
        Ok(())
    }

    fn count_garbage(&mut self) -> Result<(), Ending> {
        self.garbage += 1;
        if self.garbage >= self.server.config.limits.garbage {
            return Err(Ending::Refused(Refusal::Code(CloseCode::Unreadable)));
        }
        Ok(())
    }

    async fn flush_outbox(&mut self) -> Result<(), Ending> {
        let limit = self.server.config.timeouts.silence;
        let (socket, outbox) = (&mut *self.socket, &self.outbox);
        let write = async {
            while let Some(message) = outbox.pop() {
                timeout(limit, socket.feed(message)).await.ok()?.ok()?;
            }
            timeout(limit, socket.flush()).await.ok()?.ok()
        };
        tokio::select! {
            biased;
            () = self.server.draining.cancelled() => Err(Ending::Refused(Refusal::Code(CloseCode::Draining))),
            refusal = outbox.closed() => Err(Ending::Refused(refusal)),
            written = write => written.ok_or(Ending::Lost),
        }
    }

    fn send_ping(&self) -> Result<(), Ending> {
        if self.last_received.elapsed() >= self.server.config.timeouts.silence {
            return Err(Ending::Lost);
        }
        self.outbox.push(Message::Ping(Default::default()));
        Ok(())
    }
}

/// Sends a close frame, if there is a reason to give, and waits for the client to complete the closing handshake.
async fn close(server: &Server, mut socket: WebSocket, ending: Ending) {
    let frame = match ending {
        Ending::Lost | Ending::Unloaded => None,
        Ending::Bye => Some(CloseFrame {
            code: close_code::NORMAL,
            reason: "".into(),
        }),
        Ending::Refused(refusal) => {
            debug!(code = refusal.code().number(), %refusal, "closing socket");
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
            // The rest of the message stays unread, and closing a TCP connection with unread data resets it: the
            // client would never see the close frame. Let the client close instead.
            std::future::pending::<()>().await;
        }
        while let Some(received) = socket.recv().await {
            received?;
        }
        Ok::<(), axum::Error>(())
    };
    // Failing or timing out does not matter: the client is gone or does not complete the handshake.
    let _ = timeout(server.config.timeouts.farewell, handshake).await;
}
