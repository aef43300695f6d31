use super::echo::Echo;
use super::mail::CallMailbox;
use super::room_options::RoomOptions;
use crate::signalling::{Bus, SignallingMode, Tabs, TabsChannel};

/// Opens the bus of a call; on a loopback, an echo joins at the other end. `tabs` is the channel to the other tabs, where
/// there are any.
pub(super) fn open_bus(
    options: &RoomOptions,
    tabs: Option<TabsChannel>,
    call_mailbox: CallMailbox,
) -> (Option<Bus>, Option<Echo>) {
    let tell = move |input| call_mailbox.input(input);
    match &options.signalling {
        SignallingMode::Server(_) | SignallingMode::Tabs => {
            (tabs.map(|channel| Bus::Tabs(Tabs::join(channel, tell))), None)
        }
        SignallingMode::Loopback => Echo::answer(options, tell).ok().unzip(),
        SignallingMode::External(channel) => (Some(Bus::External(channel.clone())), None),
    }
}
