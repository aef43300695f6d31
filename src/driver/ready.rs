//! What is made ready while the person looks at the lobby and the browser is idle, so that joining does not wait for it.

use super::entering;
use super::identity::Identity;
use super::local_tracks::LocalTracks;
use super::mail::{Mail, Mailbox};
#[cfg(feature = "view")]
use super::rehearsal::rehearse;
use super::room_options::RoomOptions;
use super::spare::Spare;
use super::{Devices, Loop};
use crate::signalling::{PresenceLock, SignallingMode, TabsChannel};
use crate::web::{Idle, Task, Timeout, window};
use futures_channel::oneshot;
use std::time::Duration;
use visavis_call::{Input, Source};

/// How often a page in the background is noticed, which gives back what it holds.
const LOOK_AFTER: Duration = Duration::from_secs(60);

/// Who a client is, and its channel to the other tabs, where there are any.
#[derive(Debug)]
pub(super) struct Member {
    pub(super) identity: Identity,
    pub(super) tabs: Option<TabsChannel>,
}

impl Member {
    async fn find(options: RoomOptions) -> Self {
        let identity = Identity::find(&options.scope()).await;
        let has_tabs = matches!(
            options.signalling,
            SignallingMode::Server(_) | SignallingMode::Tabs
        );
        let tabs = match has_tabs {
            // Without the channel, clients of the same browser are not recognized; nothing else is lost.
            true => TabsChannel::open(&options.scope(), PresenceLock::take(&identity.id).await).ok(),
            false => None,
        };
        Self { identity, tabs }
    }
}

/// The identity and the connection of the next call. Dropping it gives them back.
#[derive(Debug, Default)]
pub(super) struct Ready {
    member: Option<oneshot::Receiver<Member>>,
    spare: Option<Spare>,
    idle: Option<Idle>,
    #[cfg(feature = "view")]
    rehearsing: Option<Task>,
    looking_after: Option<Timeout>,
}

impl Ready {
    /// Prepares as soon as the browser is idle.
    pub(super) fn prepare_soon(&mut self, mailbox: &Mailbox) {
        let mailbox = mailbox.clone();
        self.idle = Some(Idle::then(move || mailbox.put(Mail::Prepare)));
    }

    /// Makes another connection, since the candidates of this one are those of another network or permission.
    pub(super) fn renew_spare(&mut self, mailbox: &Mailbox) {
        if self.spare.take().is_some() {
            self.prepare_soon(mailbox);
        }
    }

    fn prepare(&mut self, options: &RoomOptions, devices: &Devices, mailbox: &Mailbox) {
        self.idle = None;
        let later = mailbox.clone();
        self.looking_after = Some(Timeout::after(LOOK_AFTER, move || later.put(Mail::Prepare)));
        if window().document().is_some_and(|document| document.hidden()) {
            self.spare = None;
            return;
        }
        if self.member.is_none() {
            let (sender, receiver) = oneshot::channel();
            let options = options.clone();
            Task::spawn(async move {
                // Without a receiver, the identity is given back here.
                drop(sender.send(Member::find(options).await));
            })
            .detach();
            self.member = Some(receiver);
        }
        if entering::load(mailbox) {
            // Without a lobby of ours, a page may join at once: the code would be compiled for nothing.
            #[cfg(feature = "view")]
            self.rehearsing.get_or_insert_with(|| Task::spawn(rehearse()));
        }
        // Where nobody may learn this computer's addresses, they are not gathered at all.
        if self.spare.is_none() && !options.relay_only && may_gather(devices) {
            self.spare = Spare::to_offer(devices);
        }
    }

    /// Takes what is ready, for a call; finds the identity if it is not.
    pub(super) async fn take(&mut self, options: &RoomOptions) -> (Member, Option<Spare>) {
        let Self { member, spare, .. } = std::mem::take(self);
        if let Some(member) = member
            && let Ok(member) = member.await
        {
            return (member, spare);
        }
        (Member::find(options.clone()).await, spare)
    }
}

/// Returns whether the person lets the page use a device. Before, the browser gathers the candidates of one route alone, or
/// none, with which a connection may not be possible.
pub(super) fn may_gather(tracks: &dyn LocalTracks) -> bool {
    let devices = [Source::Microphone, Source::Camera];
    devices.into_iter().any(|source| tracks.track(source).is_some())
}

impl Loop {
    /// Makes a connection ready, or another, now that a device may be used.
    pub(super) fn renew_permitted(&mut self) {
        if self.calls == 0 {
            self.ready.spare = None;
            self.ready.prepare_soon(&self.mailbox);
        }
    }

    pub(super) fn prepare(&mut self) {
        // Who has left may return, and need not be as quick.
        if self.calls == 0 {
            self.ready.prepare(&self.options, &self.devices, &self.mailbox);
        }
    }

    /// Makes ready again what an event of the page has made useless.
    pub(super) fn renew_ready(&mut self, event: &Input) {
        if matches!(event, Input::NetworkChanged) {
            self.lobby = None;
            self.ready.renew_spare(&self.mailbox);
        } else if matches!(event, Input::Awake) && self.calls == 0 {
            self.ready.prepare_soon(&self.mailbox);
            // A machine that slept may have lost the socket without a word.
            if self.lobby.take().is_some() {
                self.look();
            }
        }
    }
}
