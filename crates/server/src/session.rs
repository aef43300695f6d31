//! Runs one WebSocket: waits for the hello, exchanges frames, and closes.

use crate::config::Limits;
use crate::hello::{FirstFrame, Hello};
use crate::names::person_name;
use crate::network::Network;
use crate::outbox::Outbox;
use crate::rate_limiter::RateLimiter;
use crate::refusal::Refusal;
use crate::rooms::{Seat, encode};
use crate::server::Server;
use crate::websocket::WebSocket;
use closing::{Ending, check_received, close};
use futures_util::{SinkExt, StreamExt};
use serde_json::value::RawValue;
use spread::Spread;
use std::sync::Arc;
use tokio::time::{Instant, MissedTickBehavior, interval_at, timeout};
use tokio_tungstenite::tungstenite::{Error, Message};
use tracing::{Instrument, debug, info_span};
use visavis_protocol::{CloseCode, ToClient, ToServer};
use visavis_roap::Timestamp;

mod closing;
#[cfg(feature = "test-hooks")]
mod echo;
mod spread;

#[cfg(feature = "test-hooks")]
pub use echo::echo;

/// A socket that has entered a room.
struct Session<'a> {
    server: &'a Server,
    socket: &'a mut WebSocket,
    outbox: Arc<Outbox>,
    seat: Seat,
    rate: SocketRate,
    garbage: u32,
    spread: Spread,
    last_received: Instant,
}

/// What a socket may send, in messages and in bytes.
struct SocketRate {
    messages: RateLimiter,
    bytes: RateLimiter,
}

/// Serves a socket until it ends.
pub async fn serve(server: &Server, mut socket: WebSocket, network: Network) {
    let mut rate = SocketRate::new(&server.config.limits, server.rooms.now());
    let hello = match await_hello(server, &mut socket, network, &mut rate).await {
        Ok(hello) => hello,
        Err(ending) => return close(server, socket, network, ending).await,
    };
    // The name of a room may be all that it takes to enter it, so what is logged tells rooms apart and no more.
    let room = server.rooms.log_id(&hello.room);
    let session = async move {
        let ending = run(server, &mut socket, network, hello, rate).await;
        close(server, socket, network, ending).await;
    };
    session.instrument(info_span!("session", room)).await;
}

/// Closes a socket without waiting for its hello.
pub async fn refuse(server: &Server, socket: WebSocket, network: Network, refusal: Refusal) {
    close(server, socket, network, Ending::Refused(refusal)).await;
}

async fn run(
    server: &Server,
    socket: &mut WebSocket,
    network: Network,
    hello: Hello,
    rate: SocketRate,
) -> Ending {
    if let Err(code) = server
        .count_join(network)
        .and_then(|()| server.claim_token(&hello))
    {
        return Ending::Refused(Refusal::Code(code));
    }
    let limits = &server.config.limits;
    let account = server.budget.account(network);
    let outbox = Arc::new(Outbox::new(limits.outbox_messages, limits.outbox_bytes, account));
    let id = hello.id.clone();
    let seat = match server.rooms.enter(hello, network, Arc::clone(&outbox)) {
        Ok(seat) => seat,
        Err(refusal) => return Ending::Refused(refusal),
    };
    debug!(id = id.0, "session started");
    let mut session = Session {
        server,
        socket,
        outbox,
        seat,
        rate,
        garbage: 0,
        spread: Spread::default(),
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

async fn await_hello(
    server: &Server,
    socket: &mut WebSocket,
    network: Network,
    rate: &mut SocketRate,
) -> Result<Hello, Ending> {
    let first_frame = async {
        loop {
            let message = check_received(server, socket.next().await)?;
            rate.check(&message, server.rooms.now())?;
            match message {
                Message::Text(text) => {
                    match FirstFrame::read(&text, server.config.tokens.as_ref()).map_err(Ending::Refused)? {
                        FirstFrame::Hello(hello) => return Ok(hello),
                        FirstFrame::Look { room, identity } => {
                            let counted = server.count_look(network);
                            counted.map_err(|code| Ending::Refused(Refusal::Code(code)))?;
                            let present = encode(&server.rooms.look(&room, identity));
                            socket.send(present).await.map_err(|_| Ending::Lost)?;
                        }
                    }
                }
                Message::Binary(_) => return Err(Ending::Refused(Refusal::Code(CloseCode::NotAHello))),
                Message::Close(_) => return Err(Ending::Lost),
                // The pong is written before more is read, so that pongs do not pile up.
                Message::Ping(_) => socket.flush().await.map_err(|_| Ending::Lost)?,
                Message::Pong(_) | Message::Frame(_) => {}
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

impl SocketRate {
    fn new(limits: &Limits, now: Timestamp) -> Self {
        // A message of the largest size always fits into a burst.
        let largest = u32::try_from(limits.message_bytes).unwrap_or(u32::MAX);
        Self {
            messages: RateLimiter::new(limits.messages_per_second, limits.message_burst, now),
            bytes: RateLimiter::new(limits.bytes_per_second, limits.byte_burst.max(largest), now),
        }
    }

    /// Counts a message that was received.
    fn check(&mut self, message: &Message, now: Timestamp) -> Result<(), Ending> {
        if self.messages.try_take(1, now) && self.bytes.try_take(message.len(), now) {
            return Ok(());
        }
        Err(Ending::Refused(Refusal::Code(CloseCode::Rate)))
    }
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
                received = self.socket.next() => self.receive(received).await,
                () = self.outbox.ready() => self.flush_outbox().await,
                _ = heartbeat.tick() => self.beat(),
            };
            if let Err(ending) = step {
                return ending;
            }
        }
    }

    async fn receive(&mut self, received: Option<Result<Message, Error>>) -> Result<(), Ending> {
        let message = check_received(self.server, received)?;
        self.last_received = Instant::now();
        self.rate.check(&message, self.server.rooms.now())?;
        match message {
            Message::Text(text) => self.dispatch(&text),
            Message::Binary(_) => self.count_garbage(),
            // The pong is written before more is read, so that pongs do not pile up.
            Message::Ping(_) => self.flush_outbox().await,
            Message::Pong(_) | Message::Frame(_) => Ok(()),
            Message::Close(frame) => Err(Ending::of_client(frame)),
        }
    }

    fn dispatch(&mut self, text: &str) -> Result<(), Ending> {
        match serde_json::from_str::<ToServer<&RawValue>>(text) {
            Ok(ToServer::Send { to, header, body }) => self.seat.send(to, header, body),
            Ok(ToServer::Rename { name }) => self.seat.rename(person_name(&name)),
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

    fn beat(&mut self) -> Result<(), Ending> {
        if self.last_received.elapsed() >= self.server.config.timeouts.silence {
            return Err(Ending::Lost);
        }
        self.outbox.push(Message::Ping(Default::default()));
        if let Some(within) = self.spread.update(self.server.sockets()) {
            self.outbox.push(encode(&ToClient::Return { within }));
        }
        Ok(())
    }
}
