use super::given::{Given, unusable};
use super::{JsOptions, error, thrown};
use crate::driver::{RoomOptions, room_name};
use crate::signalling::{ExternalChannel, SignallingMode};
use crate::web::object::member;
use visavis_call::Code;
use wasm_bindgen::{JsCast, JsValue};

/// `CallOptions` of `types.d.ts`.
#[derive(Debug)]
pub(super) struct CallOptions {
    pub(super) room: RoomOptions,
    #[cfg_attr(
        not(feature = "view"),
        expect(dead_code, reason = "validated in every build, shown only by the view")
    )]
    link: Option<String>,
}

/// All options, in the order of the documentation.
const KNOWN: [&str; 20] = [
    "server",
    "room",
    "name",
    "token",
    "ring",
    "audioOnly",
    "muted",
    "cameraOff",
    "signalling",
    // A function.
    "send",
    "link",
    "iceServers",
    "relayOnly",
    "requireServer",
    // `www/settings.js` handles these.
    "videoConstraints",
    "audioConstraints",
    "maxVideoBitrate",
    "maxScreenBitrate",
    // And `join` of `www/join.js` these.
    "base",
    "signal",
];

impl CallOptions {
    /// # Errors
    /// The first unknown or unusable option, by name.
    pub(super) fn read(given: &JsOptions) -> Result<Self, JsValue> {
        if !given.is_object() {
            return Err(error(Code::UnusableOption, "the options have to be an object"));
        }
        let options = Given::options(given.unchecked_ref());
        options.hold_to(&KNOWN)?;
        let name = options.text("room")?.unwrap_or_default();
        if room_name(&name).is_empty() {
            return Err(unusable("room", "has to be the name of a room"));
        }
        let room = RoomOptions {
            signalling: signalling_mode(&options, given)?,
            room: name,
            name: options.text("name")?.unwrap_or_default(),
            token: options.text("token")?,
            ring: options.flag("ring")?,
            requires_server: options.flag("requireServer")?,
            audio_only: options.flag("audioOnly")?,
            muted: options.flag("muted")?,
            camera_off: options.flag("cameraOff")?,
            ice_servers: options.ice_servers()?,
            relay_only: options.flag("relayOnly")?,
        };

        Ok(Self {
            room,
            link: options.text("link")?,
        })
    }

    /// Returns the address to share with others.
    #[cfg(feature = "view")]
    pub(super) fn link(&self) -> String {
        let here = || crate::web::window().location().href().unwrap_or_default();
        self.link.clone().unwrap_or_else(here)
    }
}

fn signalling_mode(options: &Given, given: &JsValue) -> Result<SignallingMode, JsValue> {
    match options.text("signalling")?.as_deref() {
        None | Some("" | "server") => {
            let server = options.text("server")?;
            let server = server.filter(|server| !server.trim().is_empty());
            SignallingMode::server(server.as_deref()).map_err(thrown)
        }
        Some("tabs") => Ok(SignallingMode::Tabs),
        Some("loopback") => Ok(SignallingMode::Loopback),
        Some("external") => {
            let send = member(given, "send").and_then(|send| send.dyn_into().ok());
            let send = send.ok_or_else(|| {
                unusable(
                    "send",
                    "has to be a function, since \"signalling\" is \"external\"",
                )
            })?;
            Ok(SignallingMode::External(ExternalChannel::new(send)))
        }
        Some(_) => Err(unusable(
            "signalling",
            "has to be server, tabs, loopback or external",
        )),
    }
}
