//! Joining waits for what only a call needs, where that is loaded apart.

use super::Loop;
use super::mail::{Mail, Mailbox};
use crate::notice::Notice;
use crate::part;
use crate::web::{Task, Timeout, object};
use visavis_call::{Code, Command, Event, Failure, Input};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;

/// What is held of that which the call is told before it begins. More is said by nobody in the second that this takes.
const MOST_HELD: usize = 1_000;

/// A person who has joined, and whose call is being loaded. Dropping it forgets that.
#[derive(Debug)]
pub(super) struct Entering {
    name: String,
    /// What the call is told once it begins.
    held: Vec<Input>,
    failures: u32,
    /// Until the next attempt, after one that failed.
    pause: Option<Timeout>,
}

impl Loop {
    /// Returns whether the person is in a call, or waits for its code.
    pub(super) fn takes_part(&self) -> bool {
        self.entering.is_some() || self.is_inside()
    }

    /// Joins the room, at once or when the code of a call is there.
    pub(super) async fn join(&mut self, name: String) {
        if self.takes_part() {
            return;
        }
        if load(&self.mailbox) {
            return self.enter(name).await;
        }
        self.entering = Some(Entering {
            name,
            held: Vec::new(),
            failures: 0,
            pause: None,
        });
    }

    /// Goes on once an attempt has ended. After a failure another one follows, if a call waits for it.
    pub(super) async fn part_loaded(&mut self, outcome: Result<(), Failure>) {
        match (outcome, &mut self.entering) {
            (Ok(()), None) => self.prepare(),
            (Ok(()), Some(_)) => {
                if let Some(Entering { name, held, .. }) = self.entering.take() {
                    self.enter(name).await;
                    held.into_iter().for_each(|input| self.input(input));
                }
            }
            (Err(failure), Some(entering)) if entering.pause.is_none() => {
                entering.failures += 1;
                let mailbox = self.mailbox.clone();
                let pause = part::pause(entering.failures);
                entering.pause = Some(Timeout::after(pause, move || mailbox.put(Mail::PartDue)));
                self.tell(vec![Notice::Refused(failure)]);
            }
            // The attempt was one ahead of the call, or one of several.
            (Err(_), _) => {}
        }
    }

    /// Attempts again to load the code of the call that waits.
    pub(super) async fn load_again(&mut self) {
        if let Some(Entering {
            name, held, failures, ..
        }) = self.entering.take()
        {
            self.join(name).await;
            match &mut self.entering {
                Some(entering) => (entering.held, entering.failures) = (held, failures),
                None => held.into_iter().for_each(|input| self.input(input)),
            }
        }
    }

    /// Passes on what the page or the person says, now or when the call begins.
    pub(super) fn say(&mut self, input: Input) {
        let Some(entering) = &mut self.entering else {
            return self.input(input);
        };
        if matches!(input, Input::Command(Command::Leave)) {
            self.stay_outside();
        } else if entering.held.len() < MOST_HELD {
            entering.held.push(input);
        }
    }

    /// Forgets that the person has joined, if the call has not begun.
    pub(super) fn stay_outside(&mut self) {
        if self.entering.take().is_some() {
            self.devices.release();
            self.tell(vec![Notice::Call(Event::Left)]);
        }
    }
}

/// Returns whether the code of a call is there. If not, it is loaded, and its arrival posted.
pub(super) fn load(mailbox: &Mailbox) -> bool {
    let Some(loading) = part::load() else {
        return true;
    };
    let mailbox = mailbox.clone();
    Task::spawn(async move {
        let outcome = JsFuture::from(loading).await;
        mailbox.put(Mail::PartLoaded(
            outcome.map(drop).map_err(|error| failure_of(&error)),
        ));
    })
    .detach();
    false
}

/// Returns what a `VisavisError` of `www/client.js` says.
fn failure_of(error: &JsValue) -> Failure {
    let code = object::text(error, "code").and_then(|id| Code::from_id(&id));
    Failure::new(
        code.unwrap_or(Code::ClientNotLoaded),
        object::text(error, "message").unwrap_or_default(),
    )
}
