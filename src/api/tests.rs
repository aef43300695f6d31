//! Tests of calls between two programs in one page, which find each other as tabs of a browser do.
#![cfg(feature = "library")]

mod data;
mod media;
mod values;

use super::Call;
use crate::driver::RoomOptions;
use crate::notice::{DataEvent, Notice};
use crate::signalling::SignallingMode;
use crate::web::pause;
use futures_channel::mpsc::{UnboundedReceiver, unbounded};
use futures_util::StreamExt;
use futures_util::future::{Either, select};
use std::pin::pin;
use std::time::Duration;
use visavis_call::protocol::ClientId;
use visavis_call::{Event, LinkState};

const DEADLINE: Duration = Duration::from_secs(15);

/// A program with a call.
struct Caller {
    call: Call,
    told: UnboundedReceiver<Notice>,
}

impl Caller {
    fn of(room: &str, name: &str) -> Self {
        let (tell, told) = unbounded();
        let options = RoomOptions::new(room, SignallingMode::Tabs);
        let call = Call::prepare(options, move |notice| {
            tell.unbounded_send(notice.clone()).ok();
        });
        let call = call.unwrap();
        call.join(name);
        Self { call, told }
    }

    /// Joins a room together with somebody else.
    async fn two(room: &str) -> (Self, Self) {
        let (mut ada, mut lin) = (Self::of(room, "Ada"), Self::of(room, "Lin"));
        for caller in [&mut ada, &mut lin] {
            let (mut is_connected, mut is_open) = (false, false);
            while !(is_connected && is_open) {
                let news = caller.until("link and data channel", |notice| {
                    matches!(
                        notice,
                        Notice::Call(Event::LinkChanged(_, LinkState::Connected))
                            | Notice::Data(_, DataEvent::Opened)
                    )
                });
                if let Notice::Data(..) = news.await {
                    is_open = true;
                } else {
                    is_connected = true;
                }
            }
        }
        (ada, lin)
    }

    fn id(&self) -> ClientId {
        self.call.own_id().unwrap()
    }

    /// Returns the next notice for which this holds.
    async fn until(&mut self, what: &str, is_it: impl Fn(&Notice) -> bool) -> Notice {
        let told = &mut self.told;
        within(what, async {
            loop {
                let notice = told.next().await.unwrap();
                if is_it(&notice) {
                    return notice;
                }
            }
        })
        .await
    }

    /// Waits until this holds, looking after each notice.
    async fn holds(&mut self, what: &str, is_so: impl Fn(&Call) -> bool) {
        let Self { call, told } = self;
        within(what, async {
            while !is_so(call) {
                told.next().await.unwrap();
            }
        })
        .await;
    }
}

async fn within<T>(what: &str, future: impl Future<Output = T>) -> T {
    match select(pin!(future), pin!(pause(DEADLINE))).await {
        Either::Left((value, _)) => value,
        Either::Right(_) => panic!("not in time: {what}"),
    }
}
