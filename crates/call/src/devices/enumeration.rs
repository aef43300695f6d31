/// Whether a page may use a kind of device, as far as the browser tells.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Permission {
    /// It may.
    Granted,
    /// It may not.
    Denied,
    /// The person will be asked, or the browser does not tell.
    #[default]
    Unknown,
}

/// The devices of one kind that there are at a moment.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Enumeration {
    /// What the browser calls them, in its order; nothing where it does not tell.
    pub ids: Vec<String>,
    /// Whether the page may use them.
    pub permission: Permission,
}

/// How Chromium calls whatever the system uses at the moment: a name and not a device, so it can be used again.
const ALIAS: &str = "default";

/// What is known so far.
#[derive(Debug, Default)]
pub(super) struct Known(Enumeration);

/// What another survey brought.
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

    /// What may take the place of the one that was lost: the chosen one first.
    pub(super) fn substitutes(&self, lost: &Option<String>, chosen: &Option<String>) -> Vec<String> {
        // Without a name it may be any of them, and trying it again would not help.
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
