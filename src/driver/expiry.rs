//! Renews the token, and tells the page before it expires.

use super::{Loop, Mail, RunningCall};
use crate::notice::Notice;
use crate::web::Timeout;
use std::time::Duration;
use visavis_call::{notice_at, token_expiry};

/// When the token expires, and when to tell the page; in milliseconds since 1970.
pub(super) struct Expiring {
    expiry: u64,
    notice: u64,
    _timeout: Option<Timeout>,
}

impl Loop {
    pub(super) fn renew_token(&mut self, token: &str) {
        self.options.token = Some(token.to_owned()).filter(|token| !token.is_empty());
        self.refused = None;
        (self.show)(&Notice::TokenRenewed);
        self.watch_token();
        if self.lobby.is_some() {
            self.look();
        }
    }

    /// Uses the token that the server has taken before the one that it refuses.
    pub(super) fn go_back_to_token(&mut self) {
        let Some(token) = self.call.as_ref().map(RunningCall::token) else {
            return;
        };
        self.options.token = token;
        // If the page was told of its end already, it would only give the other one again.
        self.expiring = self.expiry().filter(|expiring| expiring.notice > millis());
        self.tell_expiry();
    }

    /// Watches the time of the token in use.
    pub(super) fn watch_token(&mut self) {
        self.expiring = self.expiry();
        self.tell_expiry();
    }

    fn expiry(&self) -> Option<Expiring> {
        let expiry = self.options.token.as_deref().and_then(token_expiry)?;
        Some(Expiring {
            expiry,
            notice: notice_at(expiry, millis()),
            _timeout: None,
        })
    }

    /// Tells the page that the token expires, once it is time to.
    pub(super) fn tell_expiry(&mut self) {
        let Some(expiring) = &mut self.expiring else {
            return;
        };
        let wait = expiring.notice.saturating_sub(millis());
        if wait == 0 {
            let at = expiring.expiry;
            self.expiring = None;
            return (self.show)(&Notice::TokenExpiring { at });
        }
        let mailbox = self.mailbox.clone();
        let due = Timeout::after(Duration::from_millis(wait), move || {
            mailbox.put(Mail::TokenExpiring)
        });
        expiring._timeout = Some(due);
    }
}

/// Returns the time in milliseconds since 1970.
fn millis() -> u64 {
    js_sys::Date::now() as u64
}
