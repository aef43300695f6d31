//! User actions in a ring room.

use super::client::Who;
use super::{World, secs};
use visavis_call::Command;

impl World {
    /// Returns a world with three people in a ring room.
    pub fn ring_room() -> (Self, [Who; 3]) {
        let mut world = Self::new();
        let people = ["Ada", "Lin", "Kim"].map(|name| world.add_to_ring_room(name));
        world.forget();
        (world, people)
    }

    pub fn add_to_ring_room(&mut self, name: &str) -> Who {
        let who = self.add(name);
        self.client(who).rings = true;
        self.join(who);
        self.run(secs(1));
        who
    }

    pub fn call(&mut self, caller: Who, callee: Who) {
        let callee = self.client(callee).id.clone();
        self.command(caller, Command::Call(vec![callee]));
        self.run(secs(1));
    }

    pub fn accept(&mut self, callee: Who, caller: Who) {
        let caller = self.client(caller).id.clone();
        self.command(callee, Command::Accept(caller));
        self.run(secs(1));
    }

    pub fn hang_up(&mut self, who: Who, other: Who) {
        let other = self.client(other).id.clone();
        self.command(who, Command::HangUp(other));
        self.run(secs(1));
    }

    /// Takes the call states reported to a client since the last call.
    pub fn rings(&mut self, who: Who) -> Vec<String> {
        std::mem::take(&mut self.client(who).told_of_rings)
    }
}
