//! A row of the message log.

use crate::view::dom::{bounded, create, find, set_attr, set_text, toggle_attr};
use crate::view::markup::say;
use crate::view::strings::Strings;
use crate::web::{Exception, JsResultExt};
use visavis_call::Direction;
use visavis_call::protocol::ClientId;
use visavis_call::roap::{CandidateBatch, Exchange, Message};
use web_sys::Element;

/// Enough to tell ids apart.
const SHORT_ID_CHARS: usize = 8;
/// A long description is a third of this; a message from a stranger may be larger.
const FOLDED_CHARS: usize = 20_000;

pub(super) struct Row<'s> {
    element: Element,
    facts: Element,
    strings: &'s Strings,
}

impl<'s> Row<'s> {
    /// Fills a new row with the time and the peer.
    pub(super) fn new(
        element: Element,
        peer: &ClientId,
        time: &str,
        strings: &'s Strings,
    ) -> Result<Self, Exception> {
        set_attr(&element, "data-peer", &peer.0);
        set_text(&find(&element, "time")?, time);
        let facts = find(&element, ".facts")?;

        Ok(Self {
            element,
            facts,
            strings,
        })
    }

    pub(super) fn element(&self) -> &Element {
        &self.element
    }

    pub(super) fn into_element(self) -> Element {
        self.element
    }

    pub(super) fn fill(&self, name: &str, direction: Direction, message: &Message) -> Result<(), Exception> {
        let (way, key) = match direction {
            Direction::Sent => ("sent", "log-to"),
            Direction::Received => ("received", "log-from"),
        };
        let kind = message.message_type();
        set_attr(&self.element, "data-direction", way);
        set_attr(&self.element, "data-type", kind);
        set_text(&find(&self.element, ".type")?, kind);
        say(
            &find(&self.element, ".with")?,
            key,
            &[("name", name)],
            self.strings,
        );
        self.name_exchange(message.exchange())?;
        self.show_content(message)
    }

    fn name_exchange(&self, exchange: &Exchange) -> Result<(), Exception> {
        let ids = [
            ("offerer", "data-offerer", &exchange.offerer),
            ("answerer", "data-answerer", &exchange.answerer),
        ];
        set_attr(&self.element, "data-seq", &exchange.seq.to_string());
        self.fact("seq", &exchange.seq.to_string())?;
        for (word, attribute, id) in ids {
            let Some(id) = id else { continue };
            set_attr(&self.element, attribute, id.as_str());
            let fact = self.fact(word, &short(id.as_str()))?;
            set_attr(&fact, "title", id.as_str());
        }

        Ok(())
    }

    fn show_content(&self, message: &Message) -> Result<(), Exception> {
        match message {
            Message::Offer(offer) => {
                self.fact("tie-breaker", &offer.tie_breaker.to_string())?;
                self.fold_sdp(&offer.sdp)
            }
            Message::Answer(answer) => {
                if answer.more_coming {
                    self.fact("more-coming", "")?;
                }
                self.fold_sdp(&answer.sdp)
            }
            Message::Error(error) => {
                let name = error.error_type.name();
                set_attr(&self.element, "data-error", name);
                self.fact(name, error.cause.as_deref().unwrap_or_default())?;
                if let Some(seconds) = error.retry_after {
                    self.fact("retry-after", &seconds.to_string())?;
                }
                Ok(())
            }
            Message::Candidates(batch) => {
                let count = batch.candidates.len().to_string();
                self.fold("candidates", ("count", &count), &lines(batch))
            }
            Message::Ok(_) | Message::Shutdown(_) => Ok(()),
        }
    }

    fn fold_sdp(&self, sdp: &str) -> Result<(), Exception> {
        self.fold("sdp", ("bytes", &sdp.len().to_string()), sdp)
    }

    /// Adds a fact. `key` is the key of its label; without a string it is shown itself.
    fn fact(&self, key: &str, value: &str) -> Result<Element, Exception> {
        let [fact, word] = [create("li")?, create("span")?];
        say(&word, key, &[], self.strings);
        let value = bounded(value, 100);
        fact.append_with_node_1(&word).or_exception()?;
        fact.append_with_str_1(format!(" {value}").trim_end())
            .or_exception()?;
        self.facts.append_child(&fact).or_exception()?;

        Ok(fact)
    }

    fn fold(&self, key: &str, value: (&str, &str), text: &str) -> Result<(), Exception> {
        let details: Element = find(&self.element, "details")?;
        say(&find(&details, "summary")?, key, &[value], self.strings);
        let end = text
            .char_indices()
            .nth(FOLDED_CHARS)
            .map_or(text.len(), |(end, _)| end);
        set_text(&find(&details, "pre")?, text.get(..end).unwrap_or_default());
        toggle_attr(&details, "hidden", false);

        Ok(())
    }
}

fn lines(batch: &CandidateBatch) -> String {
    let candidates = batch.candidates.iter();
    let lines: Vec<&str> = candidates
        .map(|candidate| match candidate.candidate.as_str() {
            // As in SDP.
            "" => "end-of-candidates",
            line => line,
        })
        .collect();
    lines.join("\n")
}

/// Returns the beginning of an id.
pub(super) fn short(id: &str) -> String {
    bounded(id, SHORT_ID_CHARS)
}
