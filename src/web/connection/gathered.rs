use super::{ConnectionEvent, EventSink};
use crate::web::Turn;
use std::cell::RefCell;
use std::rc::Rc;
use visavis_call::roap::Candidate;

/// Collects the candidates that the browser reports one by one, so that those of one turn of the event loop travel in one
/// message. Dropping it loses those of the current turn.
#[derive(Debug)]
pub(super) struct Gathered {
    candidates: Rc<RefCell<Vec<Candidate>>>,
    turn: Turn,
}

impl Gathered {
    pub(super) fn new(events: &EventSink) -> Self {
        let candidates = Rc::<RefCell<Vec<Candidate>>>::default();
        let (collected, events) = (Rc::clone(&candidates), events.clone());
        let turn = Turn::new(move || events.emit(ConnectionEvent::Candidates(collected.take())));
        Self { candidates, turn }
    }

    pub(super) fn add(&self, candidate: Candidate) {
        self.candidates.borrow_mut().push(candidate);
        self.turn.await_end();
    }
}
