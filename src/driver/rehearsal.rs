//! A call of two without a browser behind it: runs the code of a call once while the person looks at the lobby. A browser
//! compiles each function of a WebAssembly module when it is first called, and would do so between Join and the first picture.

use crate::web::{Idle, Random, now};
use futures_channel::oneshot;
use std::cell::Cell;
use std::collections::VecDeque;
use std::rc::Rc;
use std::time::Duration;
use visavis_call::protocol::{ClientId, InBandFrame, ToClient, ToServer};
use visavis_call::roap::{self, Candidate, ConnectionId};
use visavis_call::{
    Body, Call, Command, ConnectionState, Effect, Event, Input, LinkState, Options, Source, Status,
};

/// The shortest description that names two sections; nobody applies it.
const SDP: &str = "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\na=group:BUNDLE 0 1\r\nm=audio 9 UDP/TLS/RTP/SAVPF 111\r\n\
    a=mid:0\r\na=ice-ufrag:aaaa\r\na=sendrecv\r\nm=video 9 UDP/TLS/RTP/SAVPF 96\r\na=mid:1\r\na=ice-ufrag:aaaa\r\na=sendrecv\r\n";
const CANDIDATE: &str = "candidate:1 1 udp 2122260223 127.0.0.1 9 typ host generation 0 ufrag aaaa";

/// For how long it plays at a time, so that a press on Join does not wait for it.
const SLICE: Duration = Duration::from_millis(8);

/// Plays a rehearsal, a slice whenever the browser is idle.
pub(super) async fn rehearse() {
    let mut rehearsal = Rehearsal::new();
    let mut is_over = false;
    while !is_over {
        idle().await;
        let began = now();
        while !is_over && now().since(began) < SLICE {
            is_over = !rehearsal.step();
        }
    }
}

/// The two people, and what is about to happen to each.
#[derive(Debug)]
pub(super) struct Rehearsal {
    people: [Actor; 2],
    happening: VecDeque<(usize, Input)>,
}

#[derive(Debug)]
struct Actor {
    id: ClientId,
    call: Call<Random>,
    connection: ConnectionId,
    is_here: bool,
    is_connected: bool,
}

impl Actor {
    fn new(id: &str) -> Self {
        let id = ClientId(id.to_owned());
        Self {
            call: Call::new(Options::new(id.clone(), "rehearsal", "rehearsal"), Random::new()),
            connection: ConnectionId(0),
            is_here: false,
            is_connected: false,
            id,
        }
    }
}

impl Rehearsal {
    pub(super) fn new() -> Self {
        let join = |index| (index, Input::from(Command::Join { name: "A".into() }));
        let camera = |index| (index, Input::Media(Source::Camera, Status::On));
        Self {
            people: [Actor::new("a"), Actor::new("b")],
            happening: [join(0), camera(0), join(1), camera(1)].into(),
        }
    }

    /// Plays the next part; returns whether there was one.
    pub(super) fn step(&mut self) -> bool {
        let Some((index, input)) = self.happening.pop_front() else {
            return false;
        };
        let actor = &mut self.people[index];
        actor.call.handle(now(), input);
        while let Some(event) = actor.call.poll_event() {
            actor.is_connected |= matches!(event, Event::LinkChanged(_, LinkState::Connected));
        }
        while let Some(effect) = self.people[index].call.poll_effect() {
            self.follow(index, effect);
        }
        true
    }

    /// Returns whether both are in a call: then the code of all of it has run.
    #[cfg(test)]
    pub(super) fn has_succeeded(&self) -> bool {
        self.people.iter().all(|actor| actor.is_connected)
    }

    fn follow(&mut self, index: usize, effect: Effect) {
        match effect {
            Effect::OpenServer(number) => self.happens(index, Input::ServerOpened(number)),
            Effect::SendToServer(message) => self.deliver(index, message),
            Effect::SendToPeer { header, body, .. } => {
                let frame = InBandFrame::from_json(&InBandFrame { header, body }.to_json());
                let peer = self.people[index].id.clone();
                if let Some(InBandFrame { header, body }) = frame {
                    self.happens(1 - index, Input::ChannelMessage { peer, header, body });
                }
            }
            Effect::Peer(peer, effect) => self.negotiate(index, peer, effect),
            Effect::CloseServer
            | Effect::SendToTabs(_)
            | Effect::UseIceServers(_)
            | Effect::RestartIce(_)
            | Effect::DropPeer(_)
            | Effect::Finished => {}
        }
    }

    fn happens(&mut self, index: usize, input: Input) {
        self.happening.push_back((index, input));
    }

    /// Takes the place of the server.
    fn deliver(&mut self, index: usize, message: ToServer<Body>) {
        // Written only for the code that writes it.
        drop(message.to_json());
        let [from, to] = [index, 1 - index].map(|index| self.people[index].id.clone());
        match message {
            ToServer::Hello { .. } => {
                self.people[index].is_here = true;
                let others = if self.people[1 - index].is_here {
                    self.tell(
                        1 - index,
                        &format!(r#"{{"type":"joined","person":{}}}"#, person(&from)),
                    );
                    person(&to)
                } else {
                    String::new()
                };
                let id = &from.0;
                self.tell(
                    index,
                    &format!(r#"{{"type":"welcome","you":"{id}","people":[{others}],"iceServers":[]}}"#),
                );
                self.tell(index, r#"{"type":"room","host":"a","locked":false}"#);
            }
            ToServer::Send { header, body, .. } => {
                self.happens(
                    1 - index,
                    Input::ServerMessage(1, ToClient::From { from, header, body }),
                );
            }
            ToServer::Rename { .. }
            | ToServer::Lock { .. }
            | ToServer::Admit { .. }
            | ToServer::Remove { .. }
            | ToServer::Look { .. }
            | ToServer::Token { .. }
            | ToServer::Bye
            | ToServer::Ping => {}
        }
    }

    fn tell(&mut self, index: usize, text: &str) {
        if let Some(message) = ToClient::from_json(text) {
            self.happens(index, Input::ServerMessage(1, message));
        }
    }

    /// Takes the place of the browser.
    fn negotiate(&mut self, index: usize, peer: ClientId, effect: roap::Effect) {
        use roap::Input as Outcome;
        let outcome = match effect {
            roap::Effect::Open { connection, .. } => {
                self.people[index].connection = connection;
                return;
            }
            roap::Effect::MakeOffer(ticket) => Outcome::OfferMade(ticket, Ok(SDP.to_owned())),
            roap::Effect::TakeOffer(ticket, _) => Outcome::AnswerMade(ticket, Ok(SDP.to_owned())),
            roap::Effect::TakeAnswer { ticket, .. } => Outcome::AnswerTaken(ticket, Ok(())),
            roap::Effect::Close
            | roap::Effect::Rollback
            | roap::Effect::AddCandidate(_)
            | roap::Effect::Send(_) => return,
        };
        let is_agreed = !matches!(outcome, Outcome::OfferMade(..));
        let sections = [("0", Source::Microphone), ("1", Source::Camera)];
        let sections = sections.map(|(mid, source)| (mid.to_owned(), source));
        self.happens(index, Input::MediaSections(peer.clone(), sections.into()));
        self.happens(index, Input::Peer(peer.clone(), outcome));
        let connection = self.people[index].connection;
        let candidate = Candidate {
            candidate: CANDIDATE.to_owned(),
            sdp_mid: Some("0".to_owned()),
            sdp_m_line_index: Some(0),
            username_fragment: Some("aaaa".to_owned()),
        };
        let gathered = Outcome::LocalCandidates(connection, vec![candidate]);
        self.happens(index, Input::Peer(peer.clone(), gathered));
        if is_agreed {
            self.happens(index, Input::ChannelOpened(peer.clone(), connection));
            self.happens(
                index,
                Input::Connection(peer, connection, ConnectionState::Connected),
            );
        }
    }
}

fn person(id: &ClientId) -> String {
    format!(r#"{{"id":"{}","name":"A"}}"#, id.0)
}

/// Waits until the browser has nothing more urgent to do.
async fn idle() {
    let (sender, receiver) = oneshot::channel();
    let sender = Rc::new(Cell::new(Some(sender)));
    let _idle = Idle::then(move || {
        if let Some(sender) = sender.take() {
            // Nobody may wait any more.
            sender.send(()).ok();
        }
    });
    // The sender lives as long as the request.
    receiver.await.ok();
}
