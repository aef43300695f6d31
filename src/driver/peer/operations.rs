//! What is done with a connection, one operation after the other, and what comes of it.

use crate::driver::mail::{CallMailbox, Mail};
use crate::web::{Connection, ConnectionEvent, Exception, JsResultExt, Task, warn};
use visavis_call::Input;
use visavis_call::protocol::{ClientId, InBandFrame};
use visavis_call::roap::{ConnectionId, Effect, Input as Negotiation, OperationFailed};

/// Performs one operation and reports its outcome.
pub(super) async fn perform(
    connection: &Connection,
    effect: Effect,
    call_mailbox: &CallMailbox,
    peer: &ClientId,
) {
    let outcome = match effect {
        Effect::MakeOffer(ticket) => {
            let made = connection.make_offer().await.map_err(failed);
            report_media_sections(connection, call_mailbox, peer);
            Negotiation::OfferMade(ticket, made)
        }
        Effect::TakeOffer(ticket, sdp) => {
            let made = connection.take_offer(&sdp).await.map_err(failed);
            report_media_sections(connection, call_mailbox, peer);
            Negotiation::AnswerMade(ticket, made)
        }
        Effect::TakeAnswer { ticket, sdp } => {
            Negotiation::AnswerTaken(ticket, connection.take_answer(&sdp).await.map_err(failed))
        }
        Effect::Rollback => {
            connection.roll_back().await.warn_on_error("rolling back");
            return;
        }
        Effect::AddCandidate(candidate) => {
            // The browser keeps the order, so that nothing has to wait here.
            let added = connection.add_candidate(&candidate);
            Task::spawn(async move {
                // Not fatal: other candidates may work.
                added.await.warn_on_error("adding a candidate");
            })
            .detach();
            return;
        }
        Effect::Open { .. } | Effect::Close | Effect::Send(_) => return,
    };
    call_mailbox.input(Input::Peer(peer.clone(), outcome));
}

fn report_media_sections(connection: &Connection, call_mailbox: &CallMailbox, peer: &ClientId) {
    call_mailbox.send(Mail::MediaSections(
        call_mailbox.call,
        peer.clone(),
        connection.media_sections(),
    ));
}

/// Tells the core of an event of a connection.
pub(super) fn post_event(
    call_mailbox: &CallMailbox,
    peer: &ClientId,
    connection: ConnectionId,
    event: ConnectionEvent,
) {
    let input = match event {
        ConnectionEvent::NegotiationNeeded => Input::Peer(peer.clone(), Negotiation::NeedOf(connection)),
        ConnectionEvent::Candidates(found) => {
            Input::Peer(peer.clone(), Negotiation::LocalCandidates(connection, found))
        }
        ConnectionEvent::Evidence(evidence) => Input::Evidence(peer.clone(), connection, evidence),
        ConnectionEvent::State(state) => Input::Connection(peer.clone(), connection, state),
        ConnectionEvent::ChannelOpened => Input::ChannelOpened(peer.clone(), connection),
        ConnectionEvent::ChannelClosed => Input::ChannelClosed(peer.clone(), connection),
        ConnectionEvent::ChannelMessage(text) => match InBandFrame::from_json(&text) {
            Some(InBandFrame { header, body }) => Input::ChannelMessage {
                peer: peer.clone(),
                header,
                body,
            },
            None => return,
        },
        ConnectionEvent::Track(mid, track) => {
            return call_mailbox.send(Mail::Track(
                call_mailbox.call,
                peer.clone(),
                connection,
                mid,
                track,
            ));
        }
    };
    call_mailbox.input(input);
}

/// Logs the cause to the console; the core only needs to know that the operation failed.
fn failed(exception: Exception) -> OperationFailed {
    warn("the browser rejected a description", &exception);
    OperationFailed(exception.to_string())
}
