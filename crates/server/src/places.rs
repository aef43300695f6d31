//! What each network holds of the rooms: how many of them are open for it, and how many seats it takes.

use crate::network::Network;
use crate::sync::lock;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use visavis_protocol::CloseCode;

/// The rooms and seats of all networks.
#[derive(Debug)]
pub struct Places {
    all: Mutex<All>,
}

/// How many rooms and seats a network may hold.
#[derive(Debug, Clone, Copy, Default)]
pub struct PlaceLimits {
    pub rooms_per_address: usize,
    pub rooms_per_site: usize,
    pub seats_per_address: usize,
}

#[derive(Debug, Default)]
struct All {
    limits: PlaceLimits,
    held: BTreeMap<Network, Held>,
    /// The rooms of each site of IPv6.
    rooms_of_sites: BTreeMap<Network, usize>,
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
    /// Creates places of which nobody holds any.
    pub fn new(limits: PlaceLimits) -> Arc<Self> {
        let all = All {
            limits,
            ..All::default()
        };
        Arc::new(Self { all: Mutex::new(all) })
    }

    /// Changes the bounds. Nobody loses what they hold.
    pub fn resize(&self, limits: PlaceLimits) {
        lock(&self.all).limits = limits;
    }

    /// Takes a room that somebody in this network wants to open.
    pub fn open_room(self: &Arc<Self>, network: Network) -> Result<Place, CloseCode> {
        let mut all = lock(&self.all);
        let (most, most_of_site) = (all.limits.rooms_per_address, all.limits.rooms_per_site);
        self.take_room(&mut all, network, most, most_of_site)
    }

    /// Takes a room that was open already, even if the network then has more than it may open.
    pub fn inherit_room(self: &Arc<Self>, network: Network) -> Option<Place> {
        let mut all = lock(&self.all);
        self.take_room(&mut all, network, usize::MAX, usize::MAX).ok()
    }

    /// Takes a seat, or a place at the door of a locked room. It is held for as long as the seat is kept.
    pub fn take_seat(self: &Arc<Self>, network: Network) -> Result<Place, CloseCode> {
        let mut all = lock(&self.all);
        let most = all.limits.seats_per_address;
        self.take(&mut all, network, Kind::Seat, most)
    }

    fn take_room(
        self: &Arc<Self>,
        all: &mut All,
        network: Network,
        most: usize,
        most_of_site: usize,
    ) -> Result<Place, CloseCode> {
        let of_site = all.rooms_of_sites.get(&network.site()).copied().unwrap_or(0);
        if of_site >= most_of_site {
            return Err(CloseCode::AddressPlaces);
        }
        let place = self.take(all, network, Kind::Room, most)?;
        all.rooms_of_sites.insert(network.site(), of_site + 1);
        Ok(place)
    }

    fn take(
        self: &Arc<Self>,
        all: &mut All,
        network: Network,
        kind: Kind,
        most: usize,
    ) -> Result<Place, CloseCode> {
        let number = all.held.entry(network).or_default().number(kind);
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
        let mut all = lock(&self.places.all);
        let All {
            held, rooms_of_sites, ..
        } = &mut *all;
        if let Some(of_network) = held.get_mut(&self.network) {
            let number = of_network.number(self.kind);
            *number = number.saturating_sub(1);
            if of_network.rooms == 0 && of_network.seats == 0 {
                held.remove(&self.network);
            }
        }
        let site = self.network.site();
        if let Kind::Room = self.kind
            && let Some(of_site) = rooms_of_sites.get_mut(&site)
        {
            *of_site = of_site.saturating_sub(1);
            if *of_site == 0 {
                rooms_of_sites.remove(&site);
            }
        }
    }
}

#[cfg(test)]
impl Place {
    /// A seat for a test in which nobody counts them.
    pub fn uncounted(network: Network) -> Self {
        let places = Places::new(PlaceLimits {
            seats_per_address: usize::MAX,
            ..PlaceLimits::default()
        });
        places.take_seat(network).unwrap()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::{IpAddr, Ipv4Addr};

    #[test]
    fn a_network_holds_no_more_than_it_may_and_another_is_not_affected() {
        let places = Places::new(limits(1, 1, 2));

        let _room = places.open_room(network(1)).unwrap();
        let _seats = [(); 2].map(|()| places.take_seat(network(1)).unwrap());

        assert_eq!(places.open_room(network(1)).err(), Some(CloseCode::AddressPlaces));
        assert_eq!(places.take_seat(network(1)).err(), Some(CloseCode::AddressPlaces));
        assert!(places.open_room(network(2)).is_ok());
        assert!(places.take_seat(network(2)).is_ok());
    }

    #[test]
    fn what_is_given_up_can_be_taken_again_and_nobody_is_remembered() {
        let places = Places::new(limits(1, 1, 1));

        for _ in 0..3 {
            drop((places.open_room(network(1)), places.take_seat(network(1))));
        }

        let all = lock(&places.all);
        assert!(all.held.is_empty() && all.rooms_of_sites.is_empty());
    }

    #[test]
    fn a_site_of_ipv6_does_not_open_all_rooms() {
        let places = Places::new(limits(1, 2, 9));
        let open = |address: &str| places.open_room(address.parse::<IpAddr>().unwrap().into());

        let _rooms = ["2001:db8:0:1::1", "2001:db8:0:2::1"].map(|address| open(address).unwrap());

        assert_eq!(open("2001:db8:0:3::1").err(), Some(CloseCode::AddressPlaces));
        assert!(open("2001:db8:1:1::1").is_ok());
    }

    #[test]
    fn a_room_is_inherited_beyond_the_limit() {
        let places = Places::new(limits(0, 0, 0));

        let place = places.inherit_room(network(1)).unwrap();

        assert_eq!(place.network(), network(1));
        assert!(places.open_room(network(1)).is_err());
    }

    fn limits(rooms_per_address: usize, rooms_per_site: usize, seats_per_address: usize) -> PlaceLimits {
        PlaceLimits {
            rooms_per_address,
            rooms_per_site,
            seats_per_address,
        }
    }

    fn network(number: u32) -> Network {
        IpAddr::from(Ipv4Addr::from_bits(number)).into()
    }
}
