use super::mail::Mail;
use super::peer::{Live, Post};
use crate::web::Alarm;
use std::time::Duration;
use visavis_call::Input;
use visavis_call::roap::ConnectionId;
use visavis_call::roap::envelope::ClientId;

/// What was said last still goes out, and its reply comes in, unless the network is much slower than this.
const PARTS_AFTER: Duration = Duration::from_secs(1);

/// A connection that is over and sends no media, kept for what was said last. Dropping it closes it.
#[derive(Debug)]
#[must_use = "the connection is closed when it is dropped"]
pub(super) struct Parting {
    pub(super) peer: ClientId,
    pub(super) id: ConnectionId,
    connection: Live,
    _alarm: Alarm,
}

impl Parting {
    pub(super) fn new(peer: ClientId, id: ConnectionId, connection: Live, post: Post) -> Self {
        connection.fall_silent();
        let is_over = Input::ChannelClosed(peer.clone(), id);
        let alarm = Alarm::after(PARTS_AFTER, move || post.send(Mail::Input(post.call, is_over)));
        Self {
            peer,
            id,
            connection,
            _alarm: alarm,
        }
    }

    pub(super) fn say(&self, text: &str) {
        self.connection.say(text);
    }
}
