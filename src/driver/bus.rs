use super::echo::Echo;
use super::mail::CallMailbox;
use super::room_options::RoomOptions;
use crate::signalling::{Bus, SignallingMode, Tabs};
use visavis_call::protocol::ClientId;

/// Opens the bus of a call; on a loopback, an echo joins at the other end.
pub(super) async fn open_bus(
    options: &RoomOptions,
    id: &ClientId,
    call_mailbox: CallMailbox,
) -> (Option<Bus>, Option<Echo>) {
    let tell = move |input| call_mailbox.input(input);
    match &options.signalling {
        // Without the channel, clients of the same browser are not recognized; nothing else is lost.
        SignallingMode::Server(_) | SignallingMode::Tabs => {
            let tabs = Tabs::open(&options.scope(), id, tell).await;
            (tabs.ok().map(Bus::Tabs), None)
        }
        SignallingMode::Loopback => Echo::answer(options, tell).ok().unzip(),
        SignallingMode::External(channel) => (Some(Bus::External(channel.clone())), None),
    }
}
