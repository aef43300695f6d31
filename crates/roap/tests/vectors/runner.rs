//! Runs files of test vectors, as described in `tests/vectors/README.md`, against an [`Endpoint`].

use serde::Deserialize;
use serde_json::{Map, Value};
use std::time::Duration;
use visavis_roap::{
    CandidateCounts, Effect, Endpoint, Entropy, Input, OperationFailed, Policy, Received, SessionId, State,
    Ticket, TieBreaker, Timestamp,
};

/// The result of a file, with a line for each failed step.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Report {
    pub passed: usize,
    pub failed: usize,
    pub lines: Vec<String>,
}

/// Runs all cases of a file.
pub fn run(text: &str) -> Result<Report, serde_json::Error> {
    let cases: Vec<Case> = serde_json::from_str(text)?;
    let mut report = Report::default();
    for case in &cases {
        let lines = run_case(case);
        if lines.is_empty() {
            report.passed += 1;
        } else {
            report.failed += 1;
        }
        report.lines.extend(lines);
    }
    Ok(report)
}

#[derive(Deserialize)]
struct Case {
    id: Value,
    #[serde(default)]
    ring: bool,
    candidates: Option<Vec<String>>,
    steps: Vec<Step>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Step {
    event: Option<String>,
    receive: Option<Value>,
    tie_breaker: Option<TieBreaker>,
    ok: Option<bool>,
    send: Vec<Map<String, Value>>,
    state: String,
}

fn run_case(case: &Case) -> Vec<String> {
    let mut subject = Subject::new(case.ring);
    let mut lines = Vec::new();
    let mut outcomes = Vec::new();
    for (index, step) in case.steps.iter().enumerate() {
        let before = subject.endpoint.candidate_counts();
        let got = subject.take(step);
        outcomes.extend(new_outcomes(before, subject.endpoint.candidate_counts()));
        if let Err(mismatch) = got.and_then(|sent| compare(step, &sent, subject.endpoint.state())) {
            lines.push(format!("case {}, step {}: {mismatch}", case.id, index + 1));
        }
    }
    match &case.candidates {
        Some(expected) if *expected != outcomes => lines.push(format!(
            "case {}, candidates: expected {expected:?}, got {outcomes:?}",
            case.id
        )),
        Some(_) | None => {}
    }
    lines
}

/// The endpoint under test, with the ids, numbers and time that the vectors prescribe.
struct Subject {
    endpoint: Endpoint,
    entropy: Prescribed,
    now: Timestamp,
    making: Ticket,
    taking_offer: Ticket,
    taking_answer: Ticket,
}

struct Prescribed {
    sessions: u32,
    tie_breaker: TieBreaker,
}

impl Entropy for Prescribed {
    fn bits(&mut self) -> u128 {
        0
    }

    fn tie_breaker(&mut self) -> TieBreaker {
        self.tie_breaker
    }

    fn session_id(&mut self) -> SessionId {
        self.sessions += 1;
        SessionId::new(format!("A{}", self.sessions)).expect("the id is not empty")
    }
}

impl Subject {
    fn new(ring: bool) -> Self {
        Self {
            endpoint: Endpoint::new(if ring { Policy::Ring } else { Policy::Accept }),
            entropy: Prescribed {
                sessions: 0,
                tie_breaker: 1,
            },
            now: Timestamp::default() + Duration::from_secs(1),
            making: Ticket(0),
            taking_offer: Ticket(0),
            taking_answer: Ticket(0),
        }
    }

    /// Performs a step and returns the messages sent because of it.
    fn take(&mut self, step: &Step) -> Result<Vec<Value>, String> {
        if let Some(tie_breaker) = step.tie_breaker {
            self.entropy.tie_breaker = tie_breaker;
        }
        match (&step.receive, step.event.as_deref()) {
            (Some(message), None) => {
                self.handle(Input::Received(Received::from_text(&message.to_string())));
            }
            (None, Some("timeout" | "retry")) => {
                self.now = self.endpoint.poll_timeout().ok_or("no timer is running")?;
                self.endpoint.handle_timeout(self.now, &mut self.entropy);
            }
            (None, Some(event)) => {
                let input = self.input(event, step.ok.unwrap_or(true))?;
                self.handle(input);
            }
            (_, _) => return Err("a step has either an event or a message".to_owned()),
        }
        Ok(self.drain())
    }

    fn handle(&mut self, input: Input) {
        self.endpoint.handle(self.now, input, &mut self.entropy);
    }

    fn input(&self, event: &str, ok: bool) -> Result<Input, String> {
        let failed = || OperationFailed("as the vector prescribes".to_owned());
        let described = || {
            ok.then(|| "v=0\r\na=ice-ufrag:uA1\r\na=mid:0\r\n".to_owned())
                .ok_or_else(failed)
        };
        Ok(match event {
            "need" => Input::Need,
            "offerReady" => Input::OfferMade(self.making, described()),
            "answerReady" => Input::AnswerMade(self.taking_offer, described()),
            "answerApplied" => Input::AnswerTaken(self.taking_answer, ok.then_some(()).ok_or_else(failed)),
            "accept" => Input::Accept,
            "refuse" => Input::Refuse,
            "hangup" => Input::HangUp,
            _ => return Err(format!("there is no event {event}")),
        })
    }

    fn drain(&mut self) -> Vec<Value> {
        let mut sent = Vec::new();
        while let Some(effect) = self.endpoint.poll_effect() {
            match effect {
                Effect::MakeOffer(ticket) => self.making = ticket,
                Effect::TakeOffer(ticket, _) => self.taking_offer = ticket,
                Effect::TakeAnswer { ticket, .. } => self.taking_answer = ticket,
                Effect::Send(message) => {
                    sent.push(
                        serde_json::from_str(&message.to_text()).expect("a message is written as JSON"),
                    );
                }
                Effect::Open { .. } | Effect::Close | Effect::Rollback | Effect::AddCandidate(_) => {}
            }
        }
        while self.endpoint.poll_event().is_some() {}
        sent
    }
}

fn compare(step: &Step, sent: &[Value], state: State) -> Result<(), String> {
    let as_expected = sent.len() == step.send.len()
        && step
            .send
            .iter()
            .zip(sent)
            .all(|(expected, message)| is_message(expected, message));
    if !as_expected {
        return Err(format!(
            "expected to send {}, got {}",
            Value::from_iter(step.send.iter().cloned()),
            Value::from_iter(sent.iter().cloned())
        ));
    }
    if step.state != name(state) {
        return Err(format!("expected state {}, got {}", step.state, name(state)));
    }
    Ok(())
}

fn is_message(expected: &Map<String, Value>, message: &Value) -> bool {
    let answerer = "answererSessionId";
    expected
        .iter()
        .all(|(field, value)| message.get(field) == Some(value))
        && (expected.contains_key(answerer) || message.get(answerer).is_none())
}

fn name(state: State) -> &'static str {
    match state {
        State::None => "none",
        State::Making => "making",
        State::WaitAnswer => "waitAnswer",
        State::Ringing => "ringing",
        State::ApplyingOffer => "applyingOffer",
        State::ApplyingAnswer => "applyingAnswer",
        State::WaitOk => "waitOk",
        State::Stable => "stable",
        State::Closing => "closing",
    }
}

/// Returns what happened to candidates in a step. Held ones come first, since a description is applied before the
/// messages queued behind it are read.
fn new_outcomes(before: CandidateCounts, after: CandidateCounts) -> Vec<String> {
    [
        ("heldAdded", after.held_added - before.held_added),
        ("heldDropped", after.held_dropped - before.held_dropped),
        ("added", after.added - before.added),
        ("held", after.held - before.held),
        ("dropped", after.dropped - before.dropped),
    ]
    .into_iter()
    .flat_map(|(outcome, count)| (0..count).map(move |_| outcome.to_owned()))
    .collect()
}
