use crate::web::Connection;
use std::ops::Deref;
use std::rc::Rc;

/// Closes a connection when dropped, even if an operation still holds it.
#[derive(Debug)]
pub(super) struct CloseOnDrop(Rc<Connection>);

impl CloseOnDrop {
    pub(super) fn new(connection: Connection) -> Self {
        Self(Rc::new(connection))
    }

    /// Returns a handle for an operation that may outlive this one.
    pub(super) fn share(&self) -> Rc<Connection> {
        Rc::clone(&self.0)
    }
}

impl Deref for CloseOnDrop {
    type Target = Connection;

    fn deref(&self) -> &Connection {
        &self.0
    }
}

impl Drop for CloseOnDrop {
    fn drop(&mut self) {
        self.0.close();
    }
}
