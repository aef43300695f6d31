/// The permission for a kind of device, as far as the browser reveals it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Permission {
    /// Granted.
    Granted,
    /// Denied.
    Denied,
    /// The person will be asked, or the browser does not reveal it.
    #[default]
    Unknown,
}

/// The available devices of one kind.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Enumeration {
    /// Their `deviceId`s in the browser's order; empty where the browser hides them.
    pub ids: Vec<String>,
    /// The page's permission to use them.
    pub permission: Permission,
}

/// Chromium's alias for the system's current device: it can be requested again after a device is lost.
const ALIAS: &str = "default";

/// The latest enumeration.
#[derive(Debug, Default)]
pub(super) struct Known(Enumeration);

/// What a new enumeration changed.
#[derive(Debug)]
pub(super) struct News {
    pub(super) arrived: Vec<String>,
    pub(super) is_granted: bool,
    pub(super) is_withdrawn: bool,
}

impl Known {
    pub(super) fn learn(&mut self, enumeration: Enumeration) -> News {
        let before = std::mem::replace(&mut self.0, enumeration);
        let was_granted = before.permission == Permission::Granted;
        let (ids, permission) = (&self.0.ids, self.0.permission);
        News {
            arrived: ids
                .iter()
                .filter(|id| !before.ids.contains(id))
                .cloned()
                .collect(),
            is_granted: permission == Permission::Granted && !was_granted,
            is_withdrawn: permission == Permission::Denied
                || was_granted && permission != Permission::Granted,
        }
    }

    pub(super) fn has(&self, id: &str) -> bool {
        self.0.ids.iter().any(|known| known == id)
    }

    /// Candidates to replace the lost device, the chosen one first.
    pub(super) fn substitutes(&self, lost: &Option<String>, chosen: &Option<String>) -> Vec<String> {
        // The lost device has no id, so it may be any of these; retrying it would not help.
        if lost.is_none() && self.0.ids.len() < 2 {
            return Vec::new();
        }
        let mut left: Vec<_> = self
            .0
            .ids
            .iter()
            .filter(|id| Some(*id) != lost.as_ref())
            .cloned()
            .collect();
        if let Some(at) = left.iter().position(|id| Some(id) == chosen.as_ref()) {
            let first = left.remove(at);
            left.insert(0, first);
        }
        if lost.as_deref() == Some(ALIAS) && self.has(ALIAS) {
            left.push(ALIAS.to_owned());
        }
        left
    }
}
