//! The state machine of one side of a negotiation.

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

/// The maximum number of messages queued while a description is being applied. A peer sends two or three.
const MAX_QUEUED: usize = 256;

/// One side of the negotiation with one remote client. Has at most one live session at a time.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Endpoint {
    policy: Policy,
    phase: Phase,
    session: Session,
    closed: Closed,
    /// An offer is needed as soon as one is possible. While closing: call the peer again afterwards.
    need: bool,
    /// OFFERs sent since the last local change.
    offers: u8,
    /// Consecutive retries that the peer asked for with `retryAfter`.
    retries: u8,
    pause: Option<Pause>,
    /// When the endpoint last became stable.
    stable_since: Timestamp,
    /// When the current phase times out.
    deadline: Option<Timestamp>,
    has_route: bool,
    queue: Vec<Received>,
    effects: Vec<Effect>,
    events: Vec<Event>,
    last_ticket: u32,
    last_connection: u32,
    candidate_counts: CandidateCounts,
}

/// A time before which this side does not offer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Pause {
    until: Timestamp,
    /// Offer unconditionally afterwards; otherwise only if an offer is needed.
    is_retry: bool,
}

/// The time and the randomness that accompany an input.
struct Context<'a> {
    now: Timestamp,
    entropy: &'a mut dyn Entropy,
}

impl Endpoint {
    /// Creates an endpoint without a session.
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
            stable_since: Timestamp::default(),
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

    /// Numbers the connections of this endpoint from `number` on, so that their ids differ from those of a previous
    /// endpoint for the same peer.
    #[must_use]
    pub fn numbered_from(mut self, number: u32) -> Self {
        self.last_connection = number;
        self
    }

    /// Sets how the next initial OFFER is handled.
    pub fn set_policy(&mut self, policy: Policy) {
        self.policy = policy;
    }

    /// Handles an input that occurred at `now`.
    pub fn handle(&mut self, now: Timestamp, input: Input, entropy: &mut impl Entropy) {
        let cx = &mut Context { now, entropy };
        match input {
            Input::Need => self.local_change(cx),
            Input::NeedOf(connection) => self.need_of(connection, cx),
            Input::OfferMade(ticket, outcome) => self.offer_made(ticket, outcome, cx),
            Input::AnswerMade(ticket, outcome) => self.answer_made(ticket, outcome, cx),
            Input::AnswerTaken(ticket, outcome) => self.answer_taken(ticket, outcome, cx),
            Input::LocalCandidates(connection, found) => self.local_candidates(connection, found),
            Input::Received(received) => self.receive_or_queue(received, cx),
            Input::Accept => self.accept(cx),
            Input::Refuse => self.refuse(cx),
            Input::HangUp => self.hang_up(cx),
            Input::Renew => self.renew(cx),
            Input::PeerLeft => self.peer_left(cx),
            Input::RouteLost => self.route_lost(cx),
            Input::RouteRestored => self.route_restored(cx),
        }
        self.drain_queue(cx);
    }

    /// Runs the timers that have expired by `now`. Call it at [`Endpoint::poll_timeout`].
    pub fn handle_timeout(&mut self, now: Timestamp, entropy: &mut impl Entropy) {
        let cx = &mut Context { now, entropy };
        self.run_timers(cx);
        self.drain_queue(cx);
    }

    /// Returns the next effect to carry out. Call until `None` after every [`Endpoint::handle`].
    pub fn poll_effect(&mut self) -> Option<Effect> {
        pop_front(&mut self.effects)
    }

    /// Returns the next event. Call until `None` after every [`Endpoint::handle`].
    pub fn poll_event(&mut self) -> Option<Event> {
        pop_front(&mut self.events)
    }

    /// Returns when to call [`Endpoint::handle_timeout`], if a timer is running.
    pub fn poll_timeout(&self) -> Option<Timestamp> {
        let pause = self.pause.map(|pause| pause.until);
        self.deadline.into_iter().chain(pause).min()
    }

    /// Returns the state of the negotiation.
    pub fn state(&self) -> State {
        self.phase.state()
    }

    /// Returns the id of the open connection.
    pub fn connection(&self) -> Option<ConnectionId> {
        self.session.connection
    }

    /// Returns this side's id of the session.
    pub fn local_id(&self) -> Option<&SessionId> {
        self.session.local.as_ref()
    }

    /// Returns the peer's id of the session, if known.
    pub fn remote_id(&self) -> Option<&SessionId> {
        self.session.remote.as_ref()
    }

    /// Returns what happened to the peer's candidates so far.
    pub fn candidate_counts(&self) -> CandidateCounts {
        self.candidate_counts
    }

    fn receive_or_queue(&mut self, received: Received, cx: &mut Context<'_>) {
        if !self.phase.is_applying() {
            self.dispatch(received, cx);
        } else if self.queue.len() < MAX_QUEUED {
            self.queue.push(received);
        } else {
            self.report_dropped("too many messages while a description is being applied");
        }
    }

    fn drain_queue(&mut self, cx: &mut Context<'_>) {
        while !self.phase.is_applying()
            && let Some(received) = pop_front(&mut self.queue)
        {
            self.dispatch(received, cx);
        }
    }

    fn dispatch(&mut self, received: Received, cx: &mut Context<'_>) {
        match received {
            Received::Message(Message::Offer(offer)) => self.receive_offer(offer, cx),
            Received::Message(Message::Answer(answer)) => self.receive_answer(answer, cx),
            Received::Message(Message::Ok(exchange)) => self.receive_ok(&exchange, cx),
            Received::Message(Message::Error(error)) => self.receive_error(&error, cx),
            Received::Message(Message::Shutdown(exchange)) => self.receive_shutdown(exchange, cx),
            Received::Message(Message::Candidates(batch)) => self.receive_candidates(batch),
            Received::Malformed(exchange) => self.send_error(exchange, ErrorType::Failed),
            Received::Unreadable => self.report_dropped("an unreadable message"),
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

    fn report_dropped(&mut self, why: &'static str) {
        self.events.push(Event::Dropped(why));
    }

    fn ticket(&mut self) -> Ticket {
        self.last_ticket = self.last_ticket.wrapping_add(1);
        Ticket(self.last_ticket)
    }

    fn enter(&mut self, phase: Phase, cx: &Context<'_>) {
        self.phase = phase;
        self.arm_timer(cx);
    }
}

/// Removes the first element.
///
/// The queues are vectors: they are so short that shifting costs nothing, while each instantiation of `VecDeque` adds
/// hundreds of bytes of code in the browser.
fn pop_front<T>(queue: &mut Vec<T>) -> Option<T> {
    (!queue.is_empty()).then(|| queue.remove(0))
}
