//! A client of STUN and TURN, over UDP, TCP and TLS.

use crate::support::in_time;
use serde_json::Value;
use std::net::SocketAddr;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpStream, UdpSocket};
use turn_types::attribute::{ChannelNumber, RequestedTransport, XorPeerAddress, XorRelayedAddress};
use turn_types::message::{ALLOCATE, CHANNEL_BIND, CREATE_PERMISSION};
use turn_types::stun::attribute::{ErrorCode, Nonce, Realm, Username, XorMappedAddress};
use turn_types::stun::message::{
    BINDING, IntegrityAlgorithm, LongTermKeyCredentials, Message, MessageWriteVec, Method,
};
use turn_types::stun::prelude::{MessageWrite, MessageWriteExt};

/// The channel that each client uses.
const CHANNEL: u16 = 0x4000;

/// A client with the credentials of a welcome.
pub struct TurnClient {
    wire: Wire,
    username: String,
    password: String,
}

trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}

impl<S: AsyncRead + AsyncWrite + Send + Unpin> Stream for S {}

enum Wire {
    Datagrams(UdpSocket),
    Stream(Box<dyn Stream>),
}

impl TurnClient {
    /// Comes by UDP with the credentials of an ICE server.
    pub async fn by_udp(server: SocketAddr, credentials: &Value) -> Self {
        let socket = UdpSocket::bind("127.0.0.1:0").await.unwrap();
        socket.connect(server).await.unwrap();
        Self::new(Wire::Datagrams(socket), credentials)
    }

    /// Comes by TCP.
    pub async fn by_tcp(server: SocketAddr, credentials: &Value) -> Self {
        Self::over(TcpStream::connect(server).await.unwrap(), credentials)
    }

    /// Comes by a stream.
    pub fn over(stream: impl AsyncRead + AsyncWrite + Send + Unpin + 'static, credentials: &Value) -> Self {
        Self::new(Wire::Stream(Box::new(stream)), credentials)
    }

    fn new(wire: Wire, credentials: &Value) -> Self {
        let text = |key: &str| credentials[key].as_str().unwrap_or_default().to_owned();
        Self {
            wire,
            username: text("username"),
            password: text("credential"),
        }
    }

    /// Returns the address that the server sees.
    pub async fn mapped(&mut self) -> SocketAddr {
        let request = Message::builder_request(BINDING, MessageWriteVec::new());
        self.send(&request.finish()).await;
        let answer = self.recv().await;
        let answer = Message::from_bytes(&answer).unwrap();
        let mapped = answer.attribute::<XorMappedAddress>().unwrap();
        mapped.addr(answer.transaction_id())
    }

    /// Gets an allocation; returns the address that peers send to, or an error code.
    pub async fn allocate(&mut self) -> Result<SocketAddr, u16> {
        let answer = self.request(ALLOCATE, |request| {
            let udp = RequestedTransport::new(RequestedTransport::UDP);
            request.add_attribute(&udp).unwrap();
        });
        let answer = answer.await?;
        let answer = Message::from_bytes(&answer).unwrap();
        let relayed = answer.attribute::<XorRelayedAddress>().unwrap();
        Ok(relayed.addr(answer.transaction_id()))
    }

    /// Binds the channel to a peer.
    pub async fn bind(&mut self, peer: SocketAddr) -> Result<(), u16> {
        let answer = self.request(CHANNEL_BIND, |request| {
            add_peer(request, peer);
            request.add_attribute(&ChannelNumber::new(CHANNEL)).unwrap();
        });
        answer.await.map(drop)
    }

    /// Asks for a permission.
    pub async fn permit(&mut self, peer: SocketAddr) -> Result<(), u16> {
        let answer = self.request(CREATE_PERMISSION, |request| add_peer(request, peer));
        answer.await.map(drop)
    }

    /// Returns a message that carries this through the channel, as it goes over the wire.
    pub fn channel_data(&self, payload: &[u8]) -> Vec<u8> {
        let length = u16::try_from(payload.len()).unwrap();
        let mut message = [&CHANNEL.to_be_bytes()[..], &length.to_be_bytes(), payload].concat();
        if let Wire::Stream(_) = self.wire {
            message.resize(message.len().next_multiple_of(4), 0);
        }
        message
    }

    /// Sends this through the channel.
    pub async fn say(&mut self, payload: &[u8]) {
        let message = self.channel_data(payload);
        self.send(&message).await;
    }

    /// Receives what comes through the channel.
    pub async fn hear(&mut self) -> Vec<u8> {
        let message = self.recv().await;
        let (head, payload) = message.split_first_chunk::<4>().unwrap();
        let [number, length] = [[head[0], head[1]], [head[2], head[3]]].map(u16::from_be_bytes);
        assert_eq!(number, CHANNEL);
        payload[..usize::from(length)].to_vec()
    }

    /// Sends bytes as they are.
    pub async fn send(&mut self, bytes: &[u8]) {
        match &mut self.wire {
            Wire::Datagrams(socket) => drop(socket.send(bytes).await.unwrap()),
            Wire::Stream(stream) => {
                stream.write_all(bytes).await.unwrap();
                stream.flush().await.unwrap();
            }
        }
    }

    /// Waits until the server closes the connection.
    pub async fn recv_end(&mut self) {
        let Wire::Stream(stream) = &mut self.wire else {
            panic!("UDP has no end");
        };
        // A connection with unread bytes is reset.
        let end = in_time("the end", stream.read_to_end(&mut Vec::new())).await;
        drop(end);
    }

    async fn request(&mut self, method: Method, add: impl Fn(&mut MessageWriteVec)) -> Result<Vec<u8>, u16> {
        self.send(&Message::builder_request(ALLOCATE, MessageWriteVec::new()).finish())
            .await;
        let challenge = self.recv().await;
        let challenge = Message::from_bytes(&challenge).unwrap();
        let realm = challenge.attribute::<Realm>().unwrap();
        let mut request = Message::builder_request(method, MessageWriteVec::new());
        add(&mut request);
        request
            .add_attribute(&Username::new(&self.username).unwrap())
            .unwrap();
        request.add_attribute(&realm).unwrap();
        request
            .add_attribute(&challenge.attribute::<Nonce>().unwrap())
            .unwrap();
        let key = LongTermKeyCredentials::new(
            self.username.clone(),
            self.password.clone(),
            realm.realm().to_owned(),
        )
        .make_key(IntegrityAlgorithm::Sha1);
        request
            .add_message_integrity_with_key(&key, IntegrityAlgorithm::Sha1)
            .unwrap();
        self.send(&request.finish()).await;
        let answer = self.recv().await;
        let message = Message::from_bytes(&answer).unwrap();
        match message.attribute::<ErrorCode>() {
            Ok(code) => Err(code.code()),
            Err(_) => {
                assert!(message.validate_integrity_with_key(&key).is_ok());
                Ok(answer)
            }
        }
    }

    async fn recv(&mut self) -> Vec<u8> {
        let mut message = vec![0; 2048];
        let length = match &mut self.wire {
            Wire::Datagrams(socket) => in_time("a datagram", socket.recv(&mut message)).await.unwrap(),
            Wire::Stream(stream) => in_time("a message", read_message(stream, &mut message)).await,
        };
        message.truncate(length);
        message
    }
}

/// Reads one message with its padding (RFC 8656, 12.5).
async fn read_message(stream: &mut (impl AsyncRead + Unpin), message: &mut [u8]) -> usize {
    stream.read_exact(&mut message[..4]).await.unwrap();
    let length = usize::from(u16::from_be_bytes([message[2], message[3]]));
    let rest = if message[0] < 4 {
        16 + length
    } else {
        length.next_multiple_of(4)
    };
    stream.read_exact(&mut message[4..4 + rest]).await.unwrap();
    4 + rest
}

fn add_peer(request: &mut MessageWriteVec, peer: SocketAddr) {
    let transaction = Message::from_bytes(request.data()).unwrap().transaction_id();
    request
        .add_attribute(&XorPeerAddress::new(peer, transaction))
        .unwrap();
}
