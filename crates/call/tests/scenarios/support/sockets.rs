//! Simulated WebSockets: they open, preserve order, break, or become half-open.

use super::client::Who;
use super::happening::{Happening, Resident, SocketNo};
use super::server::{Deed, Service, closed};
use super::{World, millis, secs};
use visavis_call::protocol::{ToClient, ToServer};
use visavis_call::roap::Timestamp;
use visavis_call::{Body, Input, SocketClosed};

/// The time in seconds until the server's ping detects a half-open socket.
const SERVER_NOTICES_AFTER: u64 = 15;

#[derive(Debug)]
pub struct Socket {
    resident: Resident,
    /// The client's number for this socket.
    number: u32,
    /// Whether frames in both directions are lost.
    is_cut: bool,
    /// When the last frame in each direction arrives; later frames do not arrive before it.
    up: Timestamp,
    down: Timestamp,
}

impl World {
    /// Breaks a client's socket; both ends are notified.
    pub fn cut_socket(&mut self, who: Who) {
        if let Some(socket) = self.client(who).socket {
            self.break_socket(socket);
            self.plan(self.now + millis(5), Happening::Lost(socket));
        }
    }

    /// Makes new sockets of a client fail.
    pub fn bar(&mut self, who: Who) {
        self.client(who).is_barred = true;
    }

    pub fn unbar(&mut self, who: Who) {
        self.client(who).is_barred = false;
    }

    /// Makes a client's socket half-open: frames are lost, and neither end is notified.
    pub fn freeze_socket(&mut self, who: Who) {
        if let Some(socket) = self.client(who).socket {
            self.sockets[socket.0].is_cut = true;
            self.plan(self.now + secs(SERVER_NOTICES_AFTER), Happening::Lost(socket));
        }
    }

    /// Stops the server, which loses its state.
    pub fn kill_server(&mut self) {
        self.service = Service::Down;
        for socket in (0..self.sockets.len()).map(SocketNo) {
            if !self.sockets[socket.0].is_cut {
                self.break_socket(socket);
            }
        }
    }

    /// Starts a server without state.
    pub fn start_server(&mut self) {
        self.service = Service::fresh();
    }

    pub fn has_server(&self) -> bool {
        matches!(self.service, Service::Up(_))
    }

    /// Has the host remove a client.
    pub fn remove(&mut self, who: Who) {
        let id = self.client(who).id.clone();
        let deeds = match &mut self.service {
            Service::Up(server) => server.remove(&id),
            Service::Down | Service::Mute | Service::Refusing(..) => Vec::new(),
        };
        self.apply_all(deeds);
    }

    fn break_socket(&mut self, socket: SocketNo) {
        self.sockets[socket.0].is_cut = true;
        self.plan(self.now + millis(5), Happening::Closes(socket, closed(1006, "")));
    }

    pub(super) fn open_socket(&mut self, who: Who, number: u32) {
        self.close_socket(who);
        let at = self.now + self.network.delay(&mut self.random);
        let socket = SocketNo(self.sockets.len());
        self.sockets.push(Socket {
            resident: self.clients[who.0].resident(),
            number,
            is_cut: false,
            up: at,
            down: at,
        });
        self.client(who).socket = Some(socket);
        self.plan(at, Happening::Opens(socket));
    }

    /// Closes the client's socket after the frames already sent.
    pub(super) fn close_socket(&mut self, who: Who) {
        if let Some(socket) = self.client(who).socket.take() {
            if !self.sockets[socket.0].is_cut {
                let at = self.sockets[socket.0].up.max(self.now) + millis(1);
                self.plan(at, Happening::Lost(socket));
            }
            self.plan(self.now + millis(1), Happening::Closes(socket, closed(1000, "")));
        }
    }

    pub(super) fn socket_opens(&mut self, socket: SocketNo) {
        if self.sockets[socket.0].is_cut {
            return;
        }
        let Resident { who, .. } = self.sockets[socket.0].resident;
        if self.client(who).is_barred {
            return self.break_socket(socket);
        }
        match self.service {
            Service::Down => self.break_socket(socket),
            Service::Up(_) | Service::Mute | Service::Refusing(..) => {
                let number = self.sockets[socket.0].number;
                self.client_input(socket, Input::ServerOpened(number));
            }
        }
    }

    pub(super) fn send_to_server(&mut self, who: Who, said: ToServer<Body>) {
        let Some(socket) = self.client(who).socket else {
            return;
        };
        let delay = self.network.delay(&mut self.random);
        let open = &mut self.sockets[socket.0];
        open.up = open.up.max(self.now + delay);
        let at = open.up;
        self.plan(at, Happening::AtServer(socket, said));
    }

    pub(super) fn server_receives(&mut self, socket: SocketNo, said: ToServer<Body>) {
        if self.sockets[socket.0].is_cut {
            return;
        }
        let deeds = match &mut self.service {
            Service::Up(server) => server.handle(socket, said),
            Service::Refusing(code, reason) => vec![Deed::Close(socket, closed(*code, reason))],
            Service::Down | Service::Mute => Vec::new(),
        };
        self.apply_all(deeds);
    }

    pub(super) fn send_to_client(&mut self, socket: SocketNo, frame: ToClient<Body>) {
        let (now, network) = (self.now, self.network.clone());
        let open = &mut self.sockets[socket.0];
        let arrivals = if matches!(frame, ToClient::From { .. }) {
            network.arrivals(now, &mut open.down, &mut self.random)
        } else {
            open.down = open.down.max(now + network.delay(&mut self.random));
            vec![open.down]
        };
        for at in arrivals {
            self.plan(at, Happening::AtClient(socket, frame.clone()));
        }
    }

    pub(super) fn client_receives(&mut self, socket: SocketNo, said: ToClient<Body>) {
        let open = &self.sockets[socket.0];
        if !open.is_cut {
            let number = open.number;
            self.client_input(socket, Input::ServerMessage(number, said));
        }
    }

    pub(super) fn close_from_server(&mut self, socket: SocketNo, closed: SocketClosed) {
        let delay = self.network.delay(&mut self.random);
        let open = &mut self.sockets[socket.0];
        open.down = open.down.max(self.now + delay);
        let at = open.down;
        self.plan(at, Happening::Closes(socket, closed));
    }

    pub(super) fn socket_closes(&mut self, socket: SocketNo, closed: SocketClosed) {
        let number = self.sockets[socket.0].number;
        let Resident { who, .. } = self.sockets[socket.0].resident;
        if self.client(who).socket == Some(socket) {
            self.client(who).socket = None;
        }
        self.client_input(socket, Input::ServerClosed(number, closed));
    }

    pub(super) fn server_loses(&mut self, socket: SocketNo) {
        self.sockets[socket.0].is_cut = true;
        if let Service::Up(server) = &mut self.service {
            let deeds = server.lose(self.now, socket);
            self.apply_all(deeds);
        }
    }

    fn client_input(&mut self, socket: SocketNo, input: Input) {
        let Resident { who, life } = self.sockets[socket.0].resident;
        if self.client(who).life == life {
            self.input(who, input);
        }
    }
}
