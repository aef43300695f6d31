use super::{ConnectionEvent, EventSink};
use crate::web::{EventType, Listener, now};
use std::cell::Cell;
use std::time::Duration;
use visavis_call::Allowance;
use wasm_bindgen::JsCast;
use web_sys::{
    Event, MessageEvent, RtcDataChannel, RtcDataChannelInit, RtcDataChannelState, RtcPeerConnection,
};

const OPEN: EventType<Event> = EventType::new("open");
const CLOSE: EventType<Event> = EventType::new("close");
const MESSAGE: EventType<MessageEvent> = EventType::with("message", "data");

/// The label of the data channel. It is in every offer, so that no rollback can lose `m=application`.
const LABEL: &str = "visavis";
const ID: u16 = 0;

/// What is read of a peer, in [`UNIT`]s: several times what an ordinary one sends. Beyond that, messages are dropped unread,
/// which is like a loss on the way: nothing is acknowledged, and a peer sends it again.
const READ: Allowance = Allowance::new(1_024, Duration::from_millis(2));
/// A message costs one for each of these characters begun.
const UNIT: u32 = 8 * 1024;

/// The data channel between two browsers.
#[derive(Debug)]
pub(super) struct Channel {
    _listeners: [Listener; 3],
    channel: RtcDataChannel,
}

impl Channel {
    pub(super) fn on(pc: &RtcPeerConnection, events: &EventSink) -> Self {
        let init = RtcDataChannelInit::new();
        init.set_negotiated(true);
        init.set_id(ID);
        let channel = pc.create_data_channel_with_data_channel_dict(LABEL, &init);
        let read = Cell::new(READ);
        let [opened, closed, heard] = [events; 3].map(EventSink::clone);
        let listeners = [
            Listener::new(&channel, &OPEN, move |_| {
                opened.emit(ConnectionEvent::ChannelOpened)
            }),
            Listener::new(&channel, &CLOSE, move |_| {
                closed.emit(ConnectionEvent::ChannelClosed)
            }),
            Listener::new(&channel, &MESSAGE, move |event| {
                // Binary messages do not belong to this protocol.
                let data = event.data();
                let Some(length) = data.dyn_ref().map(js_sys::JsString::length) else {
                    return;
                };
                let mut allowance = read.get();
                let is_read = allowance.take(now(), 1 + length / UNIT).is_ok();
                read.set(allowance);
                if let Some(text) = data.as_string().filter(|_| is_read) {
                    heard.emit(ConnectionEvent::ChannelMessage(text));
                }
            }),
        ];
        Self {
            _listeners: listeners,
            channel,
        }
    }

    /// Sends text, unless the channel is closing: its close event follows and informs the core.
    pub(super) fn send(&self, text: &str) {
        self.channel.send_with_str(text).ok();
    }

    pub(super) fn is_open(&self) -> bool {
        self.channel.ready_state() == RtcDataChannelState::Open
    }
}
