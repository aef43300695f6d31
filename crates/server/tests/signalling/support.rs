//! A server and clients for the tests.

use futures_util::{FutureExt, SinkExt, StreamExt};
use serde_json::{Value, json};
use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;
use tokio::io::AsyncWriteExt;
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use visavis_server::{Config, Control, Listeners, Service};

/// Nothing on one machine takes this long: a longer wait is a failure.
const DEADLINE: Duration = Duration::from_secs(10);

/// A server on a free port of the loopback interface.
pub struct TestServer {
    pub address: SocketAddr,
    stop: oneshot::Sender<()>,
    task: JoinHandle<()>,
}

/// A client that sends and receives single frames.
pub struct Client {
    socket: WebSocketStream<TcpStream>,
    /// The id in the welcome; empty before.
    pub id: String,
}

impl TestServer {
    /// Starts a server on which people are settled at once: they say nothing to each other before they are lost.
    pub async fn start(mut config: Config) -> Self {
        config.timeouts.settling = Duration::ZERO;
        Self::start_as_configured(config).await
    }

    pub async fn start_as_configured(config: Config) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        Self::serve(listener.into(), config).0
    }

    /// Starts a server on these listeners; returns what changes it as well.
    pub fn serve(listeners: Listeners, config: Config) -> (Self, Control) {
        let address = listeners.main.local_addr().unwrap();
        let (stop, stopped) = oneshot::channel();
        let service = Service::new(listeners, config);
        let control = service.control();
        let task = tokio::spawn(service.run(async { stopped.await.unwrap_or(()) }));
        (Self { address, stop, task }, control)
    }

    /// Shuts the server down and waits until it has stopped.
    pub async fn stop(self) {
        let _ = self.stop.send(());
        in_time("the server to stop", self.task).await.unwrap();
    }

    /// Opens a socket without sending a hello.
    pub async fn connect(&self) -> Client {
        self.connect_with(&[]).await
    }

    /// Opens a socket with additional request headers, as browsers and proxies send them.
    pub async fn connect_with(&self, headers: &[(&'static str, &str)]) -> Client {
        let stream = TcpStream::connect(self.address).await.unwrap();
        self.upgrade(stream, headers).await
    }

    /// Enters `room` as `person` and returns the `people` of the welcome.
    pub async fn enter_and_see(&self, room: &str, person: &str) -> (Client, Value) {
        let mut client = self.connect().await;
        client.send(hello(room, person)).await;
        let mut welcome = client.recv().await;
        assert_eq!(welcome["type"], "welcome", "{welcome}");
        client.id = welcome["you"].as_str().unwrap().to_owned();
        (client, welcome["people"].take())
    }

    /// Enters a room by a proxy, which says that the client has that address.
    pub async fn enter_from(&self, address: &str, room: &str, person: &str) -> Client {
        let mut client = self.connect_with(&[("x-forwarded-for", address)]).await;
        client.send(hello(room, person)).await;
        client
    }

    /// Opens a socket after these bytes.
    pub async fn connect_after(&self, bytes: &[u8]) -> Client {
        let mut stream = TcpStream::connect(self.address).await.unwrap();
        stream.write_all(bytes).await.unwrap();
        self.upgrade(stream, &[]).await
    }

    /// Enters a room.
    pub async fn enter(&self, room: &str, person: &str) -> Client {
        self.enter_and_see(room, person).await.0
    }

    /// Enters a room with a small kernel receive buffer, so that unread data soon backs up to the server.
    pub async fn enter_with_small_buffer(&self, room: &str, person: &str) -> Client {
        let socket = TcpSocket::new_v4().unwrap();
        socket.set_recv_buffer_size(4096).unwrap();
        let stream = socket.connect(self.address).await.unwrap();
        let mut client = self.upgrade(stream, &[]).await;
        client.send(hello(room, person)).await;
        client.id = client.recv().await["you"].as_str().unwrap().to_owned();
        client
    }

    async fn upgrade(&self, stream: TcpStream, headers: &[(&'static str, &str)]) -> Client {
        let mut request = format!("ws://{}/signal", self.address)
            .into_client_request()
            .unwrap();
        for (name, value) in headers {
            request.headers_mut().insert(*name, value.parse().unwrap());
        }
        let upgrade = tokio_tungstenite::client_async(request, stream);
        let (socket, _) = in_time("the upgrade", upgrade).await.unwrap();
        Client {
            socket,
            id: String::new(),
        }
    }
}

impl Client {
    pub async fn send(&mut self, frame: Value) {
        self.send_text(&frame.to_string()).await;
    }

    pub async fn send_text(&mut self, text: &str) {
        self.send_message(Message::text(text)).await.unwrap();
    }

    /// Sends a message that may violate the protocol; the server may close the socket meanwhile.
    pub async fn send_message(
        &mut self,
        message: Message,
    ) -> Result<(), tokio_tungstenite::tungstenite::Error> {
        in_time("a message to be sent", self.socket.send(message)).await
    }

    /// Receives the next frame.
    pub async fn recv(&mut self) -> Value {
        serde_json::from_str(&self.recv_text().await).unwrap()
    }

    /// Receives the next frame as its exact text.
    pub async fn recv_text(&mut self) -> String {
        match self.next().await {
            Some(Message::Text(text)) => text.to_string(),
            other => panic!("expected a frame, got {other:?}"),
        }
    }

    /// Asserts that everything sent to this client so far has been received.
    pub async fn expect_no_more_frames(&mut self) {
        self.send(json!({"type": "ping"})).await;
        assert_eq!(self.recv().await, json!({"type": "pong"}));
    }

    /// Expects a close frame next and returns its code and reason.
    pub async fn recv_close(&mut self) -> (u16, String) {
        match self.next().await {
            Some(Message::Close(Some(frame))) => (frame.code.into(), frame.reason.to_string()),
            other => panic!("expected a close, got {other:?}"),
        }
    }

    /// Expects a close frame after any number of others.
    pub async fn recv_close_after_frames(&mut self) -> (u16, String) {
        loop {
            match self.next().await {
                Some(Message::Close(Some(frame))) => return (frame.code.into(), frame.reason.to_string()),
                Some(_) => {}
                None => panic!("the connection ended without a close"),
            }
        }
    }

    /// Returns whether the next frame is a welcome; if not, the server has closed the socket.
    pub async fn is_welcomed(&mut self) -> bool {
        match self.next().await {
            Some(Message::Text(text)) => text.starts_with(r#"{"type":"welcome""#),
            _ => false,
        }
    }

    /// Sends a message that the server does not read to its end, and expects a close frame meanwhile.
    pub async fn recv_close_while_sending(&mut self, message: Message) -> (u16, String) {
        let (mut sink, mut stream) = (&mut self.socket).split();
        let send = async {
            // Fails if the server closes the connection first.
            let _ = sink.send(message).await;
            std::future::pending::<()>().await;
        };
        let received = async {
            let received = async {
                loop {
                    match stream.next().await {
                        Some(Ok(message)) if is_room_frame(&message) => {}
                        received => return received,
                    }
                }
            };
            tokio::select! {
                received = received => received,
                () = send => unreachable!("the future never completes"),
            }
        };
        match in_time("a close", received).await {
            Some(Ok(Message::Close(Some(frame)))) => (frame.code.into(), frame.reason.to_string()),
            other => panic!("expected a close, got {other:?}"),
        }
    }

    /// Sends raw bytes below the WebSocket framing; the server may close the socket meanwhile.
    pub async fn send_bytes(&mut self, bytes: &[u8]) {
        let _ = in_time("bytes to be sent", self.socket.get_mut().write_all(bytes)).await;
    }

    /// Returns whether the connection is open and everything that arrived has been received.
    pub fn is_open(&mut self) -> bool {
        self.socket.next().now_or_never().is_none()
    }

    /// Receives frames until one is of that type, and returns it.
    pub async fn recv_type(&mut self, wanted: &str) -> Value {
        loop {
            let frame = self.recv().await;
            if frame["type"] == wanted {
                return frame;
            }
        }
    }

    /// Discards everything until the connection ends.
    pub async fn recv_until_end(&mut self) {
        while self.next().await.is_some() {}
    }

    /// Receives the next `room` frame, which names the host.
    pub async fn recv_host(&mut self) -> Value {
        loop {
            let message = in_time("a frame", self.socket.next()).await.unwrap().unwrap();
            if is_room_frame(&message) {
                return serde_json::from_str(message.to_text().unwrap()).unwrap();
            }
        }
    }

    /// Receives the next message, without pings, pongs and `room` frames: only the tests of the host look at those.
    async fn next(&mut self) -> Option<Message> {
        loop {
            match in_time("a frame", self.socket.next()).await {
                Some(Ok(Message::Ping(_) | Message::Pong(_))) => {}
                Some(Ok(message)) if is_room_frame(&message) => {}
                Some(Ok(message)) => return Some(message),
                Some(Err(_)) | None => return None,
            }
        }
    }
}

fn is_room_frame(message: &Message) -> bool {
    matches!(message, Message::Text(text) if text.starts_with(r#"{"type":"room""#))
}

/// The default configuration with some changes.
pub fn configured(change: impl FnOnce(&mut Config)) -> Config {
    let mut config = Config::default();
    change(&mut config);
    config
}

/// A hello of `person`, with a secret and a name derived from it.
pub fn hello(room: &str, person: &str) -> Value {
    let secret = format!("the secret of {person}");
    json!({"type": "hello", "v": 1, "secret": secret, "room": room, "name": person})
}

/// Lifts the limits on what one socket, and all of this machine, send.
pub fn lift_rates(config: &mut Config) {
    config.limits.messages_per_second_of_address = 1_000_000;
    config.limits.bytes_per_second_of_address = 1_000_000_000;
    config.limits.messages_per_second = 1_000_000;
    config.limits.message_burst = 1_000_000;
    config.limits.bytes_per_second = 1_000_000_000;
    config.limits.byte_burst = 1_000_000_000;
}

/// A `send` frame addressed to `client`.
pub fn send_to(client: &Client, n: u32, body: Value) -> Value {
    json!({"type": "send", "to": client.id, "epoch": "k3", "n": n, "ack": 0, "body": body})
}

pub async fn in_time<T>(what: &str, future: impl Future<Output = T>) -> T {
    let outcome = tokio::time::timeout(DEADLINE, future).await;
    outcome.unwrap_or_else(|_| panic!("waited too long for {what}"))
}
