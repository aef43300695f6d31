use super::close_on_drop::CloseOnDrop;
use super::local_tracks::LocalTracks;
use crate::web::{Connection, ConnectionEvent, Ice, JsResultExt, Task};
use std::cell::{OnceCell, RefCell};
use std::rc::Rc;
use visavis_call::Source;

/// No servers: before a peer is known, nothing leaves this device. The browser gathers host candidates alone.
const NOBODY: Ice<'_> = Ice {
    servers: &[],
    relay_only: false,
};

/// A connection made before there is a peer for it, so that the first peer need not wait for one. Dropping it closes it.
#[derive(Debug)]
#[must_use = "the connection is closed when it is dropped"]
pub(super) struct Spare {
    connection: CloseOnDrop,
    events: Rc<Events>,
    /// The sources in its offer; empty if it is to answer.
    offered: Vec<Source>,
    _preparing: Option<Task>,
}

/// Keeps the events until there is somebody to tell.
#[derive(Default)]
struct Events {
    kept: RefCell<Vec<ConnectionEvent>>,
    tell: OnceCell<Box<dyn Fn(ConnectionEvent)>>,
}

impl std::fmt::Debug for Events {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Events")
    }
}

impl Events {
    fn take(&self, event: ConnectionEvent) {
        match self.tell.get() {
            Some(tell) => tell(event),
            None => self.kept.borrow_mut().push(event),
        }
    }
}

impl Spare {
    /// Makes a connection with an offer.
    pub(super) fn to_offer(tracks: &dyn LocalTracks) -> Option<Self> {
        let mut spare = Self::open(tracks, tracks.offered())?;
        let prepared = spare.connection.prepare_offer();
        spare._preparing = Some(Task::spawn(async move {
            prepared.await.warn_on_error("preparing an offer");
        }));
        Some(spare)
    }

    /// Makes a connection that can take an offer.
    pub(super) fn to_answer(tracks: &dyn LocalTracks) -> Option<Self> {
        Self::open(tracks, Vec::new())
    }

    /// Returns whether a peer need not wait for it.
    pub(super) fn is_ready(&self) -> bool {
        self.offered.is_empty() || self.connection.has_prepared_offer()
    }

    /// Returns whether it was made to offer.
    pub(super) fn is_to_offer(&self) -> bool {
        !self.offered.is_empty()
    }

    fn open(tracks: &dyn LocalTracks, offered: Vec<Source>) -> Option<Self> {
        let events = Rc::<Events>::default();
        let heard = Rc::clone(&events);
        let connection = Connection::open(NOBODY, tracks.streams(), &offered, move |event| heard.take(event));
        Some(Self {
            connection: CloseOnDrop::new(connection.warn_on_error("no connection to spare")?),
            events,
            offered,
            _preparing: None,
        })
    }

    /// Returns the connection if it is ready, and as [`Connection::open`] would make it now; `tell` is called with its
    /// events so far as well.
    pub(super) fn take(
        self,
        ice: Ice<'_>,
        offered: &[Source],
        tell: impl Fn(ConnectionEvent) + 'static,
    ) -> Option<CloseOnDrop> {
        if !self.is_ready() || self.offered != offered {
            return None;
        }
        for event in self.events.kept.take() {
            // The offer that was needed is made.
            if !matches!(event, ConnectionEvent::NegotiationNeeded) {
                tell(event);
            }
        }
        // Set once, since a spare is taken once.
        self.events.tell.set(Box::new(tell)).ok();
        if ice.relay_only || !ice.servers.is_empty() {
            self.connection.restart_ice(ice);
        }
        Some(self.connection)
    }
}
