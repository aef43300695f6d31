//! Renews TURN credentials of connected clients.

use super::Rooms;
use crate::sync::lock;
use std::sync::Arc;
use std::time::Duration;

/// A lower bound, so that a tiny time-to-live does not keep the server busy.
const MIN_PERIOD: Duration = Duration::from_secs(1);
/// An upper bound, since a very large period would overflow the clock.
const MAX_PERIOD: Duration = Duration::from_secs(24 * 60 * 60);

impl Rooms {
    /// Sends everyone new TURN credentials at half of their time-to-live, and whenever the settings change. Never returns.
    ///
    /// One interval serves all clients, so one that has just joined gets its next credentials early.
    pub async fn renew_credentials(self: &Arc<Self>) {
        loop {
            let shortest = self.limits().turn.iter().map(|turn| turn.time_to_live / 2).min();
            let due = shortest.map_or(MAX_PERIOD, |due| due.clamp(MIN_PERIOD, MAX_PERIOD));
            let is_due = tokio::select! {
                () = tokio::time::sleep(due) => !self.limits().turn.is_empty(),
                () = self.reloaded.notified() => true,
            };
            if is_due {
                self.send_ice_servers().await;
            }
        }
    }

    async fn send_ice_servers(self: &Arc<Self>) {
        let limits = self.limits();
        let opened: Vec<_> = lock(&self.opened).values().cloned().collect();
        for room in opened {
            self.update(&room, |room, _| {
                room.send_ice_servers(|identity, network| limits.ice_servers_for(identity, network))
            });
            // With ten thousand sockets, renewing all of them in one poll would delay other tasks.
            tokio::task::yield_now().await;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::budget::{Account, Budget};
    use crate::hello::Hello;
    use crate::network::Network;
    use crate::outbox::Outbox;
    use crate::places::PlaceLimits;
    use crate::rooms::{RoomLimits, Seat};
    use crate::secret::Secret;
    use crate::turn::Turn;
    use futures_util::FutureExt;
    use std::net::{IpAddr, Ipv4Addr};

    const LIFE: Duration = Duration::from_secs(100);

    #[tokio::test(start_paused = true)]
    async fn credentials_are_renewed_at_half_of_their_lifetime() {
        let rooms = rooms(Some(turn()));
        let (_ada, to_ada) = enter(&rooms, "r1", "ada");
        let (_lin, to_lin) = enter(&rooms, "r2", "lin");
        let mut renewal = Box::pin(rooms.renew_credentials());

        for _ in 0..3 {
            assert_eq!(renewal.as_mut().now_or_never(), None);
            tokio::time::advance(LIFE / 2 - Duration::from_millis(1)).await;
            assert_eq!(renewal.as_mut().now_or_never(), None);
            assert_eq!((drain(&to_ada), drain(&to_lin)), (vec![], vec![]));

            tokio::time::advance(Duration::from_millis(1)).await;
            // One poll per room.
            for _ in 0..2 {
                assert_eq!(renewal.as_mut().now_or_never(), None);
            }

            assert_eq!(drain(&to_lin).len(), 1);
            let [frame] = &drain(&to_ada)[..] else {
                panic!("expected exactly one frame");
            };
            assert!(
                frame
                    .starts_with(r#"{"type":"iceServers","iceServers":[{"urls":["turn:there"],"username":""#)
            );
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_person_who_left_gets_no_credentials_and_the_empty_room_is_closed() {
        let rooms = rooms(Some(turn()));
        let (ada, to_ada) = enter(&rooms, "r1", "ada");
        ada.leave();
        let renewal = rooms.renew_credentials();

        assert!(tokio::time::timeout(LIFE, renewal).await.is_err());

        assert_eq!(drain(&to_ada), [""; 0]);
        assert!(lock(&rooms.opened).is_empty());
    }

    #[tokio::test(start_paused = true)]
    async fn without_a_turn_server_nothing_is_renewed() {
        let rooms = rooms(None);
        let (_ada, to_ada) = enter(&rooms, "r1", "ada");

        assert!(
            tokio::time::timeout(LIFE * 1000, rooms.renew_credentials())
                .await
                .is_err()
        );

        assert_eq!(drain(&to_ada), [""; 0]);
    }

    fn rooms(turn: Option<Turn>) -> Arc<Rooms> {
        Rooms::new(RoomLimits {
            has_news: false,
            rooms: 9,
            places: PlaceLimits {
                rooms_per_address: 9,
                rooms_per_site: 9,
                seats_per_address: 9,
            },
            room_size: 9,
            away_timeout: LIFE,
            settling: Duration::ZERO,
            ice_servers: vec![],
            turn: turn.into_iter().collect(),
        })
    }

    fn turn() -> Turn {
        Turn::new(["turn:there".into()], Secret::new("north").unwrap(), LIFE)
    }

    /// Enters a room and discards the welcome.
    fn enter(rooms: &Arc<Rooms>, room: &str, person: &str) -> (Seat, Arc<Outbox>) {
        let hello = format!(r#"{{"type":"hello","v":1,"secret":"the secret of {person}","room":"{room}"}}"#);
        let outbox = Arc::new(Outbox::new(99, 99_999, account()));
        let seat = rooms
            .enter(Hello::read(&hello), network(), Arc::clone(&outbox))
            .unwrap();
        drain(&outbox);
        (seat, outbox)
    }

    fn account() -> Account {
        Budget::new(0).account(network())
    }

    fn network() -> Network {
        IpAddr::from(Ipv4Addr::LOCALHOST).into()
    }

    fn drain(outbox: &Outbox) -> Vec<String> {
        std::iter::from_fn(|| outbox.pop())
            .map(|message| message.into_text().unwrap().to_string())
            .collect()
    }
}
