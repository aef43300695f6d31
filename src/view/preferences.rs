//! Preferences stored between calls, such as the name and the layout. Without storage nothing is kept.

use web_sys::Storage;

pub(super) const NAME: &str = "visavis.name";
pub(super) const LAYOUT: &str = "visavis.layout";
pub(super) const CORNER: &str = "visavis.corner";
pub(super) const TUCKED: &str = "visavis.tucked";
/// How long the steps of the last set-up took.
pub(super) const SET_UP: &str = "visavis.set-up";

pub(super) fn get(key: &str) -> Option<String> {
    storage()?.get_item(key).ok()?
}

/// A full or forbidden storage is ignored: the person is asked again next time.
pub(super) fn set(key: &str, value: &str) {
    if let Some(storage) = storage() {
        storage.set_item(key, value).ok();
    }
}

fn storage() -> Option<Storage> {
    crate::web::window().local_storage().ok()?
}
