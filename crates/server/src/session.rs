//! Runs one WebSocket: waits for the hello, exchanges frames, and closes.

use crate::config::{Config, Limits};
use crate::hello::Hello;
use crate::names::person_name;
use crate::network::Network;
use crate::outbox::{Outbox, Topic};
use crate::rate_limiter::RateLimiter;
use crate::refusal::Refusal;
use crate::rooms::{Seat, encode};
use crate::server::Server;
use crate::websocket::{WebSocket, shrink};
use closing::{Ending, check_received, close};
use futures_util::{SinkExt, StreamExt};
use lobby::await_hello;
use serde_json::value::RawValue;
use spread::Spread;
use std::future::poll_fn;
use std::sync::Arc;
use std::task::Poll;
use std::time::{Duration, SystemTime};
use tokio::time::{Instant, MissedTickBehavior, interval_at, timeout};
use tokio_tungstenite::tungstenite::{Error, Message};
use tracing::{Instrument, debug, debug_span, info_span};
use visavis_protocol::{ClientId, CloseCode, ToClient, ToServer};
use visavis_roap::Timestamp;

mod closing;
#[cfg(feature = "test-hooks")]
mod echo;
mod lobby;
mod spread;

#[cfg(feature = "test-hooks")]
pub use echo::echo;

/// The most messages of a socket that are received before anything else is looked at: a few windows.
const AT_ONCE: usize = 64;

/// A socket that has entered a room.
struct Session<'a> {
    server: &'a Server,
    config: Arc<Config>,
    socket: &'a mut WebSocket,
    outbox: Arc<Outbox>,
    network: Network,
    id: ClientId,
    seat: Seat,
    rate: SocketRate,
    garbage: u32,
    spread: Spread,
    last_received: Instant,
    /// When the hello came, until the welcome is sent.
    unanswered_since: Option<Instant>,
}

/// What a socket may send, in messages and in bytes.
struct SocketRate {
    messages: RateLimiter,
    bytes: RateLimiter,
}

/// Serves a socket until it ends.
pub async fn serve(server: &Server, mut socket: WebSocket, network: Network) {
    let mut rate = SocketRate::new(&server.config().limits, server.rooms.now());
    let hello = match await_hello(server, &mut socket, network, &mut rate).await {
        Ok(hello) => hello,
        Err(ending) => return close(server, socket, network, ending).await,
    };
    // The name of a room may be all that it takes to enter it, so what is logged tells rooms apart and no more.
    let room = server.rooms.log_id(&hello.room);
    // A span takes memory for as long as it is there, and what is said by default is said at the end.
    let ending = run(server, &mut socket, network, hello, rate);
    let ending = ending.instrument(debug_span!("session", room)).await;
    let closing = close(server, socket, network, ending);
    closing.instrument(info_span!("session", room)).await;
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
    let start = Instant::now();
    if let Err(code) = server
        .count_join(network)
        .and_then(|()| server.claim_token(&hello.pass, &hello.id))
    {
        return Ending::Refused(Refusal::Code(code));
    }
    let config = server.config();
    let limits = &config.limits;
    let account = server.budget.account(network);
    let outbox = Arc::new(Outbox::new(limits.outbox_messages, limits.outbox_bytes, account));
    let (id, pass) = (hello.id.clone(), hello.pass.clone());
    let seat = match server.rooms.enter(hello, network, Arc::clone(&outbox)) {
        Ok(seat) => seat,
        Err(refusal) => return Ending::Refused(refusal),
    };
    // Whom the operator shut out after the hello was checked has escaped from being removed.
    if let Err(refusal) = server.check_bans(network, &pass) {
        return Ending::Refused(refusal);
    }
    drop(pass);
    debug!(id = id.0, "session started");
    let mut session = Session {
        server,
        config,
        socket,
        outbox,
        network,
        id: id.clone(),
        seat,
        rate,
        garbage: 0,
        spread: Spread::default(),
        last_received: Instant::now(),
        unanswered_since: Some(start),
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
        let period = self.config.timeouts.heartbeat;
        let mut heartbeat = interval_at(Instant::now() + period, period);
        heartbeat.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            // Biased: messages that have arrived must be received before the silence timeout is checked.
            let step = tokio::select! {
                biased;
                () = self.server.draining.cancelled() => Err(Ending::Refused(Refusal::Code(CloseCode::Draining))),
                received = self.socket.next() => self.receive_all(received).await,
                () = self.outbox.ready() => self.flush_outbox().await,
                _ = heartbeat.tick() => self.beat().await,
            };
            if let Err(ending) = step {
                return ending;
            }
        }
    }

    /// Receives a message, and what else has arrived with it: to look whether there is anything else to do costs a good part
    /// of what a message does.
    async fn receive_all(&mut self, first: Option<Result<Message, Error>>) -> Result<(), Ending> {
        self.receive(first).await?;
        for _ in 1..AT_ONCE {
            let next = poll_fn(|cx| Poll::Ready(self.socket.poll_next_unpin(cx))).await;
            let Poll::Ready(next) = next else {
                break;
            };
            self.receive(next).await?;
        }
        Ok(())
    }

    async fn receive(&mut self, received: Option<Result<Message, Error>>) -> Result<(), Ending> {
        let message = check_received(self.server, received)?;
        self.last_received = Instant::now();
        self.server.metrics.receive(message.len());
        let now = self.server.rooms.time_of(self.last_received);
        self.rate.check(&message, now)?;
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
            Ok(ToServer::Send { to, header, body }) => {
                self.server.metrics.relayed.inc();
                self.seat.send(to, header, body);
            }
            Ok(ToServer::Rename { name }) => self.seat.rename(person_name(&name)),
            Ok(ToServer::Lock { locked }) => self.seat.lock(locked),
            Ok(ToServer::Admit { id, admitted }) => self.seat.admit(id, admitted),
            Ok(ToServer::Remove { id }) => self.seat.remove(id),
            Ok(ToServer::Token { token }) => return self.renew_token(&token),
            Ok(ToServer::Ping) => self.outbox.push(encode(&ToClient::Pong)),
            Ok(ToServer::Bye) => return Err(Ending::Bye),
            Ok(ToServer::Hello { .. } | ToServer::Look { .. }) | Err(_) => return self.count_garbage(),
        }
        Ok(())
    }

    /// Verifies another token of the person. One that is refused changes nothing.
    fn renew_token(&self, token: &str) -> Result<(), Ending> {
        // The secrets may have changed since the hello.
        let config = self.server.config();
        let Some(tokens) = &config.tokens else {
            return Ok(());
        };
        let read = tokens.read(Some(token), self.seat.room(), SystemTime::now());
        let claimed = read.and_then(|pass| {
            self.server.check_bans(self.network, &pass)?;
            let claimed = self.server.claim_token(&pass, &self.id);
            claimed.map_err(Refusal::Code).map(|()| pass)
        });
        match claimed {
            Ok(pass) => {
                self.seat.renew_token(pass.clone());
                // Whoever was shut out meanwhile was not found under the new token.
                self.server
                    .check_bans(self.network, &pass)
                    .map_err(Ending::Refused)
            }
            Err(refusal) => {
                let refused = Some(refusal.code());
                self.outbox.push(encode(&ToClient::Token { refused }));
                Ok(())
            }
        }
    }

    fn count_garbage(&mut self) -> Result<(), Ending> {
        self.garbage += 1;
        if self.garbage >= self.config.limits.garbage {
            return Err(Ending::Refused(Refusal::Code(CloseCode::Unreadable)));
        }
        Ok(())
    }

    async fn flush_outbox(&mut self) -> Result<(), Ending> {
        let limit = self.config.timeouts.silence;
        let (socket, outbox) = (&mut *self.socket, &self.outbox);
        let relays = &self.server.metrics.relays;
        let write = async {
            while let Some(messages) = outbox.take() {
                for (message, waited) in messages {
                    if let Some(waited) = waited {
                        relays.observe(waited.as_secs_f64());
                    }
                    wait_until_ready(socket, limit).await?;
                    socket.start_send_unpin(message).ok()?;
                }
            }
            timeout(limit, socket.flush()).await.ok()?.ok()
        };
        tokio::select! {
            biased;
            () = self.server.draining.cancelled() => return Err(Ending::Refused(Refusal::Code(CloseCode::Draining))),
            refusal = outbox.closed() => return Err(Ending::Refused(refusal)),
            written = write => written.ok_or(Ending::Lost)?,
        }
        if let Some(since) = self.unanswered_since.take() {
            self.server.metrics.joins.observe(since.elapsed().as_secs_f64());
        }
        Ok(())
    }

    async fn beat(&mut self) -> Result<(), Ending> {
        if self.last_received.elapsed() >= self.config.timeouts.silence {
            return Err(Ending::Lost);
        }
        // Nothing waits to be received or sent, or the heartbeat would have to wait for it.
        shrink(self.socket).await;
        self.outbox.tell(Topic::Ping, Message::Ping(Default::default()));
        if let Some(within) = self.spread.update(self.server.sockets()) {
            self.outbox
                .tell(Topic::Return, encode(&ToClient::Return { within }));
        }
        Ok(())
    }
}

/// Waits until a socket takes a message; `None` if that takes too long, or it never will. Mostly it does at once, and needs no
/// timer.
async fn wait_until_ready(socket: &mut WebSocket, limit: Duration) -> Option<()> {
    let is_ready = poll_fn(|cx| Poll::Ready(socket.poll_ready_unpin(cx))).await;
    let ready = match is_ready {
        Poll::Ready(ready) => ready,
        Poll::Pending => timeout(limit, poll_fn(|cx| socket.poll_ready_unpin(cx)))
            .await
            .ok()?,
    };
    ready.ok()
}
