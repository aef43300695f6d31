//! Two tabs of one browser.

use super::client::Who;
use super::{Service, World, secs};
use visavis_call::Transport;

impl World {
    /// Returns a world with two tabs that use no server and have not joined.
    pub fn two_tabs() -> (Self, Who, Who) {
        let mut world = Self::new();
        let ada = world.add("Ada");
        let lin = world.add_tab("Lin", ada);
        world.client(ada).transport = Transport::Tabs;
        world.client(lin).transport = Transport::Tabs;
        (world, ada, lin)
    }

    /// Returns a world with two tabs in an established call, which use no server.
    pub fn two_tabs_in_call() -> (Self, Who, Who) {
        let (mut world, ada, lin) = Self::two_tabs();
        world.establish(ada, lin);
        (world, ada, lin)
    }

    /// Returns a world with two tabs in an established call, whose server is down, and with empty transcripts.
    pub fn two_tabs_with_dead_server() -> (Self, Who, Who) {
        let mut world = Self::new();
        world.service = Service::Down;
        let ada = world.add("Ada");
        let lin = world.add_tab("Lin", ada);
        world.establish(ada, lin);
        world.forget();
        (world, ada, lin)
    }

    fn establish(&mut self, ada: Who, lin: Who) {
        self.join_all([ada, lin]);
        self.run(secs(10));
        assert!(self.are_in_call(ada, lin));
    }
}
