use super::close_on_drop::CloseOnDrop;
use super::mail::{CallMailbox, Mail};
use crate::web::Timeout;
use std::time::Duration;
use visavis_call::Input;
use visavis_call::protocol::ClientId;
use visavis_call::roap::ConnectionId;

/// Time for the last messages to be sent and answered, unless the network is much slower.
const DRAIN_TIME: Duration = Duration::from_secs(1);

/// A closed session's connection, which sends no more media and is kept until its last messages are sent. Dropping it
/// closes it.
#[derive(Debug)]
#[must_use = "the connection is closed when it is dropped"]
pub(super) struct DrainingConnection {
    pub(super) peer: ClientId,
    pub(super) id: ConnectionId,
    connection: CloseOnDrop,
    _timeout: Timeout,
}

impl DrainingConnection {
    pub(super) fn new(
        peer: ClientId,
        id: ConnectionId,
        connection: CloseOnDrop,
        call_mailbox: CallMailbox,
    ) -> Self {
        connection.stop_sending();
        let is_over = Input::ChannelClosed(peer.clone(), id);
        let timeout = Timeout::after(DRAIN_TIME, move || {
            call_mailbox.send(Mail::Input(call_mailbox.call, is_over))
        });
        Self {
            peer,
            id,
            connection,
            _timeout: timeout,
        }
    }

    pub(super) fn send(&self, text: &str) {
        self.connection.send(text);
    }
}
