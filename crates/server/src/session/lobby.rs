//! A socket before its hello, which may look into a room meanwhile.

use super::SocketRate;
use super::closing::{Ending, check_received};
use crate::config::Config;
use crate::hello::{FirstFrame, Hello};
use crate::network::Network;
use crate::refusal::Refusal;
use crate::rooms::encode;
use crate::server::{LobbyPlace, Server};
use crate::token::Pass;
use crate::websocket::WebSocket;
use futures_util::{SinkExt, StreamExt};
use std::sync::Arc;
use tokio::time::{Instant, timeout_at};
use tokio_tungstenite::tungstenite::Message;
use visavis_protocol::CloseCode;

/// Waits for the hello of a socket.
pub async fn await_hello(
    server: &Server,
    socket: &mut WebSocket,
    network: Network,
    rate: &mut SocketRate,
) -> Result<Hello, Ending> {
    let config = server.config();
    let mut lobby = Lobby {
        deadline: Instant::now() + config.timeouts.hello,
        server,
        config,
        socket,
        network,
        rate,
        place: None,
    };
    tokio::select! {
        () = server.draining.cancelled() => Err(Ending::Refused(Refusal::Code(CloseCode::Draining))),
        hello = lobby.hello() => hello,
    }
}

struct Lobby<'a> {
    server: &'a Server,
    config: Arc<Config>,
    socket: &'a mut WebSocket,
    network: Network,
    rate: &'a mut SocketRate,
    deadline: Instant,
    /// A place among those that may wait for longer, since a person looks at the lobby.
    place: Option<LobbyPlace>,
}

impl Lobby<'_> {
    async fn hello(&mut self) -> Result<Hello, Ending> {
        loop {
            let received = timeout_at(self.deadline, self.socket.next()).await;
            let received = received.map_err(|_| Ending::Refused(Refusal::Code(CloseCode::HelloTimeout)))?;
            let message = check_received(self.server, received)?;
            self.server.metrics.receive(message.len());
            self.rate.check(&message, self.server.rooms.now())?;
            match message {
                Message::Text(text) => {
                    // A secret that was changed meanwhile holds for whoever waits here.
                    let tokens = self.server.config().tokens.clone();
                    match FirstFrame::read(&text, tokens.as_ref()).map_err(Ending::Refused)? {
                        FirstFrame::Hello(hello) => {
                            self.check_bans(&hello.pass)?;
                            return Ok(hello);
                        }
                        FirstFrame::Look { room, pass } => {
                            self.check_bans(&pass)?;
                            let counted = self.server.count_look(self.network);
                            counted.map_err(|code| Ending::Refused(Refusal::Code(code)))?;
                            let present = self.server.rooms.look(&room, pass.identity);
                            self.reply(encode(&present.map_err(Ending::Refused)?)).await?;
                            self.stay();
                        }
                    }
                }
                Message::Binary(_) => return Err(Ending::Refused(Refusal::Code(CloseCode::NotAHello))),
                Message::Close(_) => return Err(Ending::Lost),
                // The pong is written before more is read, so that pongs do not pile up.
                Message::Ping(_) => self.flush().await?,
                Message::Pong(_) | Message::Frame(_) => {}
            }
        }
    }

    fn check_bans(&self, pass: &Pass) -> Result<(), Ending> {
        self.server
            .check_bans(self.network, pass)
            .map_err(Ending::Refused)
    }

    async fn reply(&mut self, message: Message) -> Result<(), Ending> {
        let sent = timeout_at(self.deadline, self.socket.send(message)).await;
        sent.map_err(|_| Ending::Lost)?.map_err(|_| Ending::Lost)
    }

    async fn flush(&mut self) -> Result<(), Ending> {
        let flushed = timeout_at(self.deadline, self.socket.flush()).await;
        flushed.map_err(|_| Ending::Lost)?.map_err(|_| Ending::Lost)
    }

    /// Gives a socket that has looked the time of the lobby, if there is a place for it.
    fn stay(&mut self) {
        self.place = self.place.take().or_else(|| self.server.enter_lobby());
        if self.place.is_some() {
            self.deadline = Instant::now() + self.config.timeouts.lobby;
        }
    }
}
