use crate::{Entropy, Error, ErrorType, Exchange, Message, Received, SessionId, Timestamp};
use closed::Closed;
use phase::Phase;
use session::Session;

mod candidates;
mod closed;
mod interface;
mod lifecycle;
mod local_candidates;
mod offers;
mod operations;
mod phase;
mod remote_candidates;
mod replies;
mod session;
mod timers;

pub use interface::{ConnectionId, Effect, EndReason, Event, Input, OperationFailed, Policy, State, Ticket};
pub use remote_candidates::CandidateCounts;

/// How many messages wait at most while a description is being applied. A peer sends two or three.
const QUEUED_AT_MOST: usize = 256;

/// One side of the negotiation with one remote client: at most one live session at a time.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Endpoint {
    policy: Policy,
    phase: Phase,
    session: Session,
    closed: Closed,
    /// Something is left to be offered when that is possible. While closing: call again.
    need: bool,
    /// Our OFFERs since the last local change.
    offers: u8,
    /// How often in a row we have come back because the peer asked us to.
    retries: u8,
    pause: Option<Pause>,
    /// When the last exchange came to rest.
    rests_since: Timestamp,
    /// When the state has lasted long enough.
    deadline: Option<Timestamp>,
    has_route: bool,
    queue: Vec<Received>,
    effects: Vec<Effect>,
    events: Vec<Event>,
    last_ticket: u32,
    last_connection: u32,
    candidate_counts: CandidateCounts,
}

/// We are not to offer before that moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Pause {
    until: Timestamp,
    /// Then we offer in any case; otherwise only if something is left.
    is_retry: bool,
}

/// What an input brings along besides itself.
struct Turn<'a> {
    now: Timestamp,
    entropy: &'a mut dyn Entropy,
}

impl Endpoint {
    /// An endpoint without a session.
    pub fn new(policy: Policy) -> Self {
        Self {
            policy,
            phase: Phase::None,
            session: Session::default(),
            closed: Closed::default(),
            need: false,
            offers: 0,
            retries: 0,
            pause: None,
            rests_since: Timestamp::default(),
            deadline: None,
            has_route: true,
            queue: Vec::new(),
            effects: Vec::new(),
            events: Vec::new(),
            last_ticket: 0,
            last_connection: 0,
            candidate_counts: CandidateCounts::default(),
        }
    }

    /// Names the connections of this endpoint from that number on, so that they differ from those of a former endpoint
    /// for the same peer.
    #[must_use]
    pub fn numbered_from(mut self, number: u32) -> Self {
        self.last_connection = number;
        self
    }

    /// Says what becomes of the next initial OFFER.
    pub fn set_policy(&mut self, policy: Policy) {
        self.policy = policy;
    }

    /// Takes in what happened at `now`.
    pub fn handle(&mut self, now: Timestamp, input: Input, entropy: &mut impl Entropy) {
        let turn = &mut Turn { now, entropy };
        match input {
            Input::Need => self.change(turn),
            Input::NeedOf(connection) => self.need_of(connection, turn),
            Input::OfferMade(ticket, outcome) => self.offer_made(ticket, outcome, turn),
            Input::AnswerMade(ticket, outcome) => self.answer_made(ticket, outcome, turn),
            Input::AnswerTaken(ticket, outcome) => self.answer_taken(ticket, outcome, turn),
            Input::LocalCandidates(connection, found) => self.local_candidates(connection, found),
            Input::Received(received) => self.arrived(received, turn),
            Input::Accept => self.accept(turn),
            Input::Refuse => self.refuse(turn),
            Input::HangUp => self.hang_up(turn),
            Input::Renew => self.renew(turn),
            Input::PeerLeft => self.peer_left(turn),
            Input::RouteLost => self.route_lost(turn),
            Input::RouteRestored => self.route_restored(turn),
        }
        self.work_off_queue(turn);
    }

    /// Takes in that `now` is at or past [`Endpoint::poll_timeout`].
    pub fn handle_timeout(&mut self, now: Timestamp, entropy: &mut impl Entropy) {
        let turn = &mut Turn { now, entropy };
        self.run_timers(turn);
        self.work_off_queue(turn);
    }

    /// The next thing to do; call until `None` after every `handle`.
    pub fn poll_effect(&mut self) -> Option<Effect> {
        take_first(&mut self.effects)
    }

    /// The next thing worth telling.
    pub fn poll_event(&mut self) -> Option<Event> {
        take_first(&mut self.events)
    }

    /// When [`Endpoint::handle_timeout`] wants to be called.
    pub fn poll_timeout(&self) -> Option<Timestamp> {
        let pause = self.pause.map(|pause| pause.until);
        self.deadline.into_iter().chain(pause).min()
    }

    /// Where the negotiation stands.
    pub fn state(&self) -> State {
        self.phase.state()
    }

    /// The connection that is open.
    pub fn connection(&self) -> Option<ConnectionId> {
        self.session.connection
    }

    /// Our id in the session, for a log.
    pub fn local_id(&self) -> Option<&SessionId> {
        self.session.local.as_ref()
    }

    /// The peer's id in the session, as far as it is known.
    pub fn remote_id(&self) -> Option<&SessionId> {
        self.session.remote.as_ref()
    }

    /// What became of the peer's candidates so far.
    pub fn candidate_counts(&self) -> CandidateCounts {
        self.candidate_counts
    }

    fn arrived(&mut self, received: Received, turn: &mut Turn<'_>) {
        if !self.phase.is_applying() {
            self.receive(received, turn);
        } else if self.queue.len() < QUEUED_AT_MOST {
            self.queue.push(received);
        } else {
            self.drop_because("too many messages while a description is being applied");
        }
    }

    fn work_off_queue(&mut self, turn: &mut Turn<'_>) {
        while !self.phase.is_applying()
            && let Some(received) = take_first(&mut self.queue)
        {
            self.receive(received, turn);
        }
    }

    fn receive(&mut self, received: Received, turn: &mut Turn<'_>) {
        match received {
            Received::Message(Message::Offer(offer)) => self.receive_offer(offer, turn),
            Received::Message(Message::Answer(answer)) => self.receive_answer(answer, turn),
            Received::Message(Message::Ok(exchange)) => self.receive_ok(&exchange, turn),
            Received::Message(Message::Error(error)) => self.receive_error(&error, turn),
            Received::Message(Message::Shutdown(exchange)) => self.receive_shutdown(exchange, turn),
            Received::Message(Message::Candidates(batch)) => self.receive_candidates(batch),
            Received::Malformed(exchange) => self.send_error(exchange, ErrorType::Failed),
            Received::Unreadable => self.drop_because("a message that cannot be read"),
        }
    }

    fn send(&mut self, message: Message) {
        self.effects.push(Effect::Send(message));
    }

    fn send_error(&mut self, exchange: Exchange, error_type: ErrorType) {
        self.send(Message::Error(Error {
            exchange,
            error_type,
            retry_after: None,
            cause: None,
        }));
    }

    fn send_bad_seq(&mut self, exchange: Exchange) {
        self.send(Message::Error(Error {
            exchange,
            error_type: ErrorType::Failed,
            retry_after: None,
            cause: Some("BAD_SEQ".to_owned()),
        }));
    }

    fn drop_because(&mut self, why: &'static str) {
        self.events.push(Event::Dropped(why));
    }

    fn ticket(&mut self) -> Ticket {
        self.last_ticket = self.last_ticket.wrapping_add(1);
        Ticket(self.last_ticket)
    }

    fn enter(&mut self, phase: Phase, turn: &Turn<'_>) {
        self.phase = phase;
        self.arm(turn);
    }
}

/// The queues are vectors: so little waits that moving the rest costs nothing, while a `VecDeque` of each kind is
/// hundreds of bytes of code in the browser.
fn take_first<T>(queue: &mut Vec<T>) -> Option<T> {
    (!queue.is_empty()).then(|| queue.remove(0))
}
