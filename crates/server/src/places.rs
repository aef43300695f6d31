//! What each network holds of the rooms: how many of them are open for it, and how many seats it takes.

use crate::network::Network;
use crate::sync::lock;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use visavis_protocol::CloseCode;

/// The rooms and seats of all networks.
#[derive(Debug)]
pub struct Places {
    max_rooms: usize,
    max_seats: usize,
    held: Mutex<BTreeMap<Network, Held>>,
}

#[derive(Debug, Default)]
struct Held {
    rooms: usize,
    seats: usize,
}

/// A room or a seat that counts for a network. Dropping it gives it back.
#[derive(Debug)]
pub struct Place {
    places: Arc<Places>,
    network: Network,
    kind: Kind,
}

#[derive(Debug, Clone, Copy)]
enum Kind {
    Room,
    Seat,
}

impl Places {
    /// Creates places of which each network may hold that many.
    pub fn new(max_rooms: usize, max_seats: usize) -> Arc<Self> {
        Arc::new(Self {
            max_rooms,
            max_seats,
            held: Mutex::default(),
        })
    }

    /// Takes a room that somebody in this network wants to open.
    pub fn open_room(self: &Arc<Self>, network: Network) -> Result<Place, CloseCode> {
        self.take(network, Kind::Room, self.max_rooms)
    }

    /// Takes a room that was open already, even if the network then has more than it may open.
    pub fn inherit_room(self: &Arc<Self>, network: Network) -> Option<Place> {
        self.take(network, Kind::Room, usize::MAX).ok()
    }

    /// Takes a seat, or a place at the door of a locked room. It is held for as long as the seat is kept.
    pub fn take_seat(self: &Arc<Self>, network: Network) -> Result<Place, CloseCode> {
        self.take(network, Kind::Seat, self.max_seats)
    }

    fn take(self: &Arc<Self>, network: Network, kind: Kind, most: usize) -> Result<Place, CloseCode> {
        let mut held = lock(&self.held);
        let number = held.entry(network).or_default().number(kind);
        if *number >= most {
            return Err(CloseCode::AddressPlaces);
        }
        *number += 1;
        Ok(Place {
            places: Arc::clone(self),
            network,
            kind,
        })
    }
}

impl Held {
    fn number(&mut self, kind: Kind) -> &mut usize {
        match kind {
            Kind::Room => &mut self.rooms,
            Kind::Seat => &mut self.seats,
        }
    }
}

impl Place {
    /// Returns the network that it counts for.
    pub fn network(&self) -> Network {
        self.network
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut held = lock(&self.places.held);
        if let Some(of_network) = held.get_mut(&self.network) {
            let number = of_network.number(self.kind);
            *number = number.saturating_sub(1);
            if of_network.rooms == 0 && of_network.seats == 0 {
                held.remove(&self.network);
            }
        }
    }
}

#[cfg(test)]
impl Place {
    /// A seat for a test in which nobody counts them.
    pub fn uncounted(network: Network) -> Self {
        let places = Places::new(usize::MAX, usize::MAX);
        places.take_seat(network).unwrap()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::{IpAddr, Ipv4Addr};

    #[test]
    fn a_network_holds_no_more_than_it_may_and_another_is_not_affected() {
        let places = Places::new(1, 2);

        let _room = places.open_room(network(1)).unwrap();
        let _seats = [(); 2].map(|()| places.take_seat(network(1)).unwrap());

        assert_eq!(places.open_room(network(1)).err(), Some(CloseCode::AddressPlaces));
        assert_eq!(places.take_seat(network(1)).err(), Some(CloseCode::AddressPlaces));
        assert!(places.open_room(network(2)).is_ok());
        assert!(places.take_seat(network(2)).is_ok());
    }

    #[test]
    fn what_is_given_up_can_be_taken_again_and_nobody_is_remembered() {
        let places = Places::new(1, 1);

        for _ in 0..3 {
            drop((places.open_room(network(1)), places.take_seat(network(1))));
        }

        assert!(lock(&places.held).is_empty());
    }

    #[test]
    fn a_room_is_inherited_beyond_the_limit() {
        let places = Places::new(0, 0);

        let place = places.inherit_room(network(1)).unwrap();

        assert_eq!(place.network(), network(1));
        assert!(places.open_room(network(1)).is_err());
    }

    fn network(number: u32) -> Network {
        IpAddr::from(Ipv4Addr::from_bits(number)).into()
    }
}
