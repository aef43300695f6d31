use crate::signalling::SignallingMode;
use js_sys::JsString;
use visavis_call::protocol::{self, IceServer};

/// Which room, and how to get there: made by [`RoomOptions::new`], then set field by field.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct RoomOptions {
    /// How peers are discovered.
    pub signalling: SignallingMode,
    /// The room's name, 1 to 128 characters. Everyone who opens the same room meets: see
    /// [`room_name`](visavis_call::protocol::room_name).
    pub room: String,
    /// The display name until joining under another one; at most 64 characters.
    pub name: String,
    /// The token that admits this client, if the server requires one.
    pub token: Option<String>,
    /// Ring mode: people call one of those present, instead of being in a call with everyone.
    pub ring: bool,
    /// Joining fails with `ServerUnreachable` if the server does not answer, instead of going on among the tabs of this
    /// browser.
    pub requires_server: bool,
    /// The camera is not requested at the start of the call.
    pub audio_only: bool,
    /// The microphone is not requested at the start of the call, unless the person switched it on before, in this room
    /// and tab.
    pub muted: bool,
    /// Likewise for the camera.
    pub camera_off: bool,
    /// ICE servers used in addition to those of the server.
    pub ice_servers: Vec<IceServer>,
    /// Media goes only through a TURN server, so that peers do not learn this computer's addresses.
    pub relay_only: bool,
}

impl RoomOptions {
    /// Options for a room in which everyone is in a call with everyone, with microphone and camera.
    pub fn new(room: impl Into<String>, signalling: SignallingMode) -> Self {
        Self {
            signalling,
            room: room.into(),
            name: String::new(),
            token: None,
            ring: false,
            requires_server: false,
            audio_only: false,
            muted: false,
            camera_off: false,
            ice_servers: Vec::new(),
            relay_only: false,
        }
    }

    /// Brings the name of the room into the form in which it is compared.
    pub(super) fn normalized(mut self) -> Self {
        self.room = room_name(&self.room);
        self
    }

    /// The scope of an identity, of the tabs' channel, and of what is kept of the devices.
    pub(super) fn scope(&self) -> String {
        format!("{}:{}", self.signalling.scope(), self.room)
    }
}

/// Returns the name by which a room is found. The browser has the tables of Unicode.
pub(crate) fn room_name(text: &str) -> String {
    protocol::room_name(text, |text| JsString::from(text).normalize("NFC").into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasm_bindgen_test::wasm_bindgen_test;

    #[wasm_bindgen_test]
    fn spellings_that_look_the_same_have_one_scope() {
        let scope = |room: &str| RoomOptions::new(room, SignallingMode::Tabs).normalized().scope();

        for spelling in [
            "Cafe\u{301}",
            " Caf\u{e9}\u{200b}",
            "\u{feff}Cafe\u{2060}\u{301}\u{3000}",
        ] {
            assert_eq!(scope(spelling), "tabs:Caf\u{e9}", "{spelling:?}");
        }
        assert_eq!(scope("\u{1112}\u{1161}\u{11ab}"), "tabs:\u{d55c}");
        assert_ne!(scope("Cafe"), scope("Caf\u{e9}"));
    }
}
