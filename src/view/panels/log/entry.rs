//! What a row of the message log is about, until it is drawn.

use super::name_first;
use super::row::Row;
use crate::view::dom::{find, set_attr};
use crate::view::markup::{Part, build, say};
use crate::view::strings::Strings;
use crate::web::{Exception, JsResultExt};
use visavis_call::protocol::ClientId;
use visavis_call::roap::Message;
use visavis_call::{Direction, LinkState};
use web_sys::Element;

pub(super) struct Entry {
    pub(super) peer: ClientId,
    /// The person's name at that time.
    pub(super) name: String,
    /// The time of day.
    pub(super) time: String,
    pub(super) what: What,
}

/// What happened.
pub(in crate::view) enum What {
    /// A message was sent or received.
    Message(Direction, Message),
    /// A message was dropped, for this reason.
    Dropped(String),
    /// The link has this state.
    State(LinkState),
}

impl Entry {
    pub(super) fn draw(&self, strings: &Strings) -> Result<Element, Exception> {
        let row = Row::new(build(Part::LogRow, strings)?, &self.peer, &self.time, strings)?;
        let with = find(row.element(), ".with")?;
        match &self.what {
            What::Message(direction, message) => row.fill(&self.name, *direction, message)?,
            What::Dropped(why) => {
                set_attr(row.element(), "data-dropped", why);
                say(
                    &with,
                    "log-dropped",
                    &[("name", &self.name), ("why", why)],
                    strings,
                );
            }
            What::State(state) => {
                set_attr(row.element(), "data-state", state.name());
                name_first(&with, &self.name, strings)?
                    .append_with_str_1(&format!(": {}", state.name()))
                    .or_exception()?;
            }
        }
        Ok(row.into_element())
    }
}

pub(super) fn time_of_day() -> String {
    let now = js_sys::Date::new_0();
    format!(
        "{:02}:{:02}:{:02}.{:03}",
        now.get_hours(),
        now.get_minutes(),
        now.get_seconds(),
        now.get_milliseconds()
    )
}
