//! The TURN server inside, with the credentials of a welcome.

use crate::support::{TestServer, configured, hello, in_time};
use crate::tls::{connect, get, over_tls};
use client::TurnClient;
use rustls::pki_types::CertificateDer;
use serde_json::Value;
use std::net::{IpAddr, Ipv4Addr, SocketAddr, UdpSocket as StdUdpSocket};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream, UdpSocket};
use visavis_server::{Config, Control, Listeners, RelayConfig, Secret, TurnListener};

pub mod client;
mod uclient;

/// A server with a TURN server inside.
struct Relay {
    server: TestServer,
    control: Control,
    /// Where clients of TURN come.
    address: SocketAddr,
    /// The ICE servers of a welcome.
    stun: Value,
    turn: Value,
}

impl Relay {
    async fn start() -> Self {
        Self::start_with(Config::default(), |_| {}).await
    }

    async fn start_with(mut config: Config, change: impl FnOnce(&mut RelayConfig)) -> Self {
        let mut relay = RelayConfig::new([IpAddr::from(Ipv4Addr::LOCALHOST)]);
        change(&mut relay);
        config.relay = Some(relay);
        let is_tls = config.certificates.is_some();
        let listener = listen_for_turn().await;
        let address = listener.udp.local_addr().unwrap();
        let mut listeners = Listeners::from(TcpListener::bind("127.0.0.1:0").await.unwrap());
        listeners.turn = vec![listener];
        let (server, control) = TestServer::serve(listeners, config);
        let mut relay = Self {
            server,
            control,
            address,
            stun: Value::Null,
            turn: Value::Null,
        };
        if !is_tls {
            let mut client = relay.server.connect().await;
            client.send(hello("r1", "Ada")).await;
            relay.take_welcome(client.recv().await);
        }
        relay
    }

    fn take_welcome(&mut self, mut welcome: Value) {
        assert_eq!(welcome["type"], "welcome", "{welcome}");
        self.stun = welcome["iceServers"][0].take();
        self.turn = welcome["iceServers"][1].take();
    }

    async fn by_udp(&self) -> TurnClient {
        TurnClient::by_udp(self.address, &self.turn).await
    }

    async fn by_tcp(&self) -> TurnClient {
        TurnClient::by_tcp(self.address, &self.turn).await
    }
}

#[tokio::test]
async fn the_welcome_lists_all_ways_to_the_relay() {
    let relay = Relay::start().await;
    let port = relay.address.port();

    assert_eq!(
        relay.stun["urls"],
        serde_json::json!([format!("stun:127.0.0.1:{port}")])
    );
    assert_eq!(
        relay.turn["urls"],
        serde_json::json!([
            format!("turn:127.0.0.1:{port}?transport=udp"),
            format!("turn:127.0.0.1:{port}?transport=tcp"),
        ])
    );
    relay.server.stop().await;
}

#[tokio::test]
async fn a_client_learns_its_address() {
    let relay = Relay::start().await;
    let socket = UdpSocket::bind("127.0.0.1:0").await.unwrap();
    let own = socket.local_addr().unwrap();
    drop(socket);
    let stream = TcpStream::connect(relay.address).await.unwrap();
    let of_tcp = stream.local_addr().unwrap();

    assert_eq!(TurnClient::over(stream, &Value::Null).mapped().await, of_tcp);
    let mapped = relay.by_udp().await.mapped().await;
    assert_eq!(mapped.ip(), own.ip());
}

#[tokio::test]
async fn two_clients_talk_over_udp_and_tcp() {
    let relay = Relay::start().await;

    talk(relay.by_udp().await, relay.by_udp().await).await;
    talk(relay.by_tcp().await, relay.by_tcp().await).await;
    talk(relay.by_tcp().await, relay.by_udp().await).await;
}

#[tokio::test]
async fn turn_shares_the_port_of_https() {
    let (config, trusted) = over_tls(|_| {});
    let mut relay = Relay::start_with(config, |relay| relay.tls_name = Some("localhost".into())).await;
    let https = relay.server.address;
    let welcome = welcome_over_tls(https, &trusted).await;
    relay.take_welcome(welcome);
    let url = format!("turns:localhost:{}?transport=tcp", https.port());
    assert_eq!(relay.turn["urls"][2], url);

    let by_tls = async || {
        let stream = connect(TcpStream::connect(https).await.unwrap(), &trusted).await;
        TurnClient::over(stream, &relay.turn)
    };
    talk(by_tls().await, by_tls().await).await;
    talk(by_tls().await, relay.by_udp().await).await;
    let stream = connect(TcpStream::connect(https).await.unwrap(), &trusted).await;
    assert!(get(stream, "/healthz", "localhost").await.ends_with("ok\n"));
}

#[tokio::test]
async fn messages_arrive_however_the_stream_is_cut() {
    let relay = Relay::start().await;
    let (mut ada, mut lin) = (relay.by_tcp().await, relay.by_udp().await);
    meet(&mut ada, &mut lin).await;
    let payloads: Vec<Vec<u8>> = (1..=9).map(|length| vec![length; usize::from(length)]).collect();
    let stream: Vec<u8> = payloads
        .iter()
        .flat_map(|payload| ada.channel_data(payload))
        .collect();

    for size in [1, 3, 7, stream.len()] {
        for piece in stream.chunks(size) {
            ada.send(piece).await;
        }
        for payload in &payloads {
            assert_eq!(lin.hear().await, *payload);
        }
    }
}

#[tokio::test]
async fn a_burst_arrives_whole_over_a_stream() {
    let relay = Relay::start().await;
    let (mut ada, mut lin) = (relay.by_tcp().await, relay.by_tcp().await);
    meet(&mut ada, &mut lin).await;
    let burst: Vec<u8> = (0..60_u8)
        .flat_map(|first| ada.channel_data(&[first; 1_001]))
        .collect();

    ada.send(&burst).await;

    for first in 0..60 {
        assert_eq!(lin.hear().await, [first; 1_001]);
    }
}

#[tokio::test]
async fn a_forbidden_peer_is_refused_over_each_wire() {
    let relay = Relay::start().await;
    for mut client in [relay.by_udp().await, relay.by_tcp().await] {
        client.allocate().await.unwrap();
        for peer in ["127.0.0.1:9", "10.0.0.1:9", "169.254.169.254:80"] {
            let peer = peer.parse().unwrap();
            assert_eq!(client.permit(peer).await, Err(403));
            assert_eq!(client.bind(peer).await, Err(403));
        }
        assert_eq!(client.bind(relay.address).await, Err(403));
    }
}

#[tokio::test]
async fn an_allocation_ends_with_its_connection_and_counts_until_then() {
    let relay = Relay::start_with(Config::default(), |relay| relay.allocations = 1).await;
    let mut first = relay.by_tcp().await;
    first.allocate().await.unwrap();
    assert_eq!(relay.by_udp().await.allocate().await, Err(508));

    drop(first);

    in_time("the allocation to end", async {
        while relay.by_udp().await.allocate().await.is_err() {
            tokio::task::yield_now().await;
        }
    })
    .await;
}

#[tokio::test]
async fn an_account_has_so_many_allocations() {
    let relay = Relay::start_with(Config::default(), |relay| relay.allocations_per_account = 1).await;
    let _first = relay.by_udp().await.allocate().await.unwrap();

    assert_eq!(relay.by_tcp().await.allocate().await, Err(486));
}

#[tokio::test]
async fn secrets_and_quotas_change_while_the_server_runs() {
    let relay = Relay::start().await;
    let mut ada = relay.server.enter("r2", "Ada").await;
    let mut first = relay.by_udp().await;
    let relayed = first.allocate().await.unwrap();

    let mut config = Config::default();
    let mut other = RelayConfig::new([IpAddr::from(Ipv4Addr::LOCALHOST)]);
    other.secret = Some(Secret::new("another secret").unwrap());
    other.allocations_per_account = 2;
    config.relay = Some(other);
    relay.control.reload(config);

    first.bind(relayed).await.unwrap();
    assert_eq!(relay.by_udp().await.allocate().await, Err(401));
    let told = ada.recv_type("iceServers").await;
    let credentials = &told["iceServers"][1];
    assert_eq!(credentials["urls"], relay.turn["urls"]);
    let account = |credentials: &Value| {
        let username = credentials["username"].as_str().unwrap();
        username.split_once(':').unwrap().1.to_owned()
    };
    assert_eq!(
        account(credentials),
        account(&relay.turn),
        "the quota is the same"
    );
    let mut second = TurnClient::by_udp(relay.address, credentials).await;
    second.allocate().await.unwrap();
    let mut third = TurnClient::by_udp(relay.address, credentials).await;
    assert_eq!(third.allocate().await, Err(486));
}

#[tokio::test]
async fn what_is_neither_stun_nor_turn_is_closed() {
    let relay = Relay::start().await;
    for bytes in [
        &b"GET / HTTP/1.1\r\n\r\n"[..],
        &[0x16, 3, 1],
        &[0x40, 0, 0xff, 0xff],
    ] {
        let mut client = relay.by_tcp().await;

        client.send(bytes).await;

        client.recv_end().await;
    }
}

#[tokio::test]
async fn connections_of_turn_count_for_their_address() {
    let config = configured(|config| config.limits.http_connections_per_address = 2);
    let relay = Relay::start_with(config, |_| {}).await;
    let mut clients = Vec::new();
    for _ in 0..3 {
        let mut client = relay.by_tcp().await;
        client.mapped().await;
        clients.push(client);
    }

    clients[0].recv_end().await;
    clients[2].mapped().await;
}

#[tokio::test]
async fn readiness_tells_that_no_port_can_be_opened() {
    let taken = StdUdpSocket::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port();
    let relay = Relay::start_with(Config::default(), |relay| relay.ports = port..=port).await;
    assert!(readiness(relay.server.address).await.ends_with("ready\n"));

    assert_eq!(relay.by_udp().await.allocate().await, Err(508));
    let answer = readiness(relay.server.address).await;
    assert!(
        answer.starts_with("HTTP/1.1 503 ") && answer.ends_with("turn down\n"),
        "{answer}"
    );

    drop(taken);
    relay.by_udp().await.allocate().await.unwrap();
    assert!(readiness(relay.server.address).await.ends_with("ready\n"));
}

/// Two clients get allocations, and channels to each other.
async fn meet(ada: &mut TurnClient, lin: &mut TurnClient) {
    let (at_ada, at_lin) = (ada.allocate().await.unwrap(), lin.allocate().await.unwrap());
    ada.bind(at_lin).await.unwrap();
    lin.bind(at_ada).await.unwrap();
}

/// Two clients say something to each other, of each length that matters for the padding.
async fn talk(mut ada: TurnClient, mut lin: TurnClient) {
    meet(&mut ada, &mut lin).await;
    for length in [77, 76, 1, 1200] {
        ada.say(&vec![7; length]).await;
        assert_eq!(lin.hear().await, vec![7; length]);
        lin.say(&vec![8; length]).await;
        assert_eq!(ada.hear().await, vec![8; length]);
    }
}

pub async fn listen_for_turn() -> TurnListener {
    in_time("a port that is free for UDP and TCP", async {
        loop {
            let udp = UdpSocket::bind("127.0.0.1:0").await.unwrap();
            if let Ok(tcp) = TcpListener::bind(udp.local_addr().unwrap()).await {
                return TurnListener::new(udp, tcp);
            }
        }
    })
    .await
}

async fn welcome_over_tls(address: SocketAddr, trusted: &CertificateDer<'static>) -> Value {
    use futures_util::{SinkExt, StreamExt};
    let stream = connect(TcpStream::connect(address).await.unwrap(), trusted).await;
    let upgrade = tokio_tungstenite::client_async("wss://localhost/signal", stream);
    let (mut socket, _) = in_time("the upgrade", upgrade).await.unwrap();
    socket.send(hello("r1", "Ada").to_string().into()).await.unwrap();
    let welcome = in_time("a welcome", socket.next()).await.unwrap().unwrap();
    serde_json::from_str(welcome.to_text().unwrap()).unwrap()
}

async fn readiness(address: SocketAddr) -> String {
    let mut stream = TcpStream::connect(address).await.unwrap();
    let request = "GET /readyz HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n";
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    in_time("an answer", stream.read_to_string(&mut answer))
        .await
        .unwrap();
    answer
}
