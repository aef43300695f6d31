use super::given::Given;
use super::{JsOptions, error, thrown};
use crate::driver::{RoomOptions, room_name};
use crate::signalling::{ExternalChannel, SignallingMode};
use crate::web::object::member;
use serde::Deserialize;
use serde::de::IgnoredAny;
use visavis_call::Code;
use visavis_call::protocol::IceServer;
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

/// The options as given by the page. Each may be missing, `undefined` or `null`.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase", deny_unknown_fields)]
struct Options {
    server: Option<String>,
    room: Option<String>,
    name: Option<String>,
    token: Option<String>,
    ring: Option<bool>,
    audio_only: Option<bool>,
    muted: Option<bool>,
    camera_off: Option<bool>,
    signalling: Option<String>,
    /// A function, which serde cannot represent: read separately.
    send: IgnoredAny,
    link: Option<String>,
    ice_servers: Option<Vec<IceServer>>,
    relay_only: Option<bool>,
    require_server: Option<bool>,
    /// Handled by `www/settings.js`.
    video_constraints: IgnoredAny,
    audio_constraints: IgnoredAny,
    max_video_bitrate: IgnoredAny,
    max_screen_bitrate: IgnoredAny,
    /// Handled by `join` of `www/join.js`.
    base: IgnoredAny,
    signal: IgnoredAny,
}

impl CallOptions {
    /// # Errors
    /// The first unknown or unusable option, by name.
    pub(super) fn read(given: &JsOptions) -> Result<Self, JsValue> {
        if !given.is_object() {
            return Err(error(Code::UnusableOption, "the options have to be an object"));
        }
        let options = Options::deserialize(Given(given.into()))?;
        if room_name(options.room.as_deref().unwrap_or_default()).is_empty() {
            return Err(unusable("room", "the name of a room"));
        }
        let signalling = signalling_mode(&options, given)?;
        let ice_servers = options.ice_servers.unwrap_or_default();
        if ice_servers.iter().any(|server| server.urls.is_empty()) {
            return Err(unusable("iceServers", "servers, each with its urls"));
        }
        let room = RoomOptions {
            signalling,
            room: options.room.unwrap_or_default(),
            name: options.name.unwrap_or_default(),
            token: options.token,
            ring: options.ring.unwrap_or_default(),
            requires_server: options.require_server.unwrap_or_default(),
            audio_only: options.audio_only.unwrap_or_default(),
            muted: options.muted.unwrap_or_default(),
            camera_off: options.camera_off.unwrap_or_default(),
            ice_servers,
            relay_only: options.relay_only.unwrap_or_default(),
        };

        Ok(Self {
            room,
            link: options.link,
        })
    }

    /// Returns the address to share with others.
    #[cfg(feature = "view")]
    pub(super) fn link(&self) -> String {
        let here = || crate::web::window().location().href().unwrap_or_default();
        self.link.clone().unwrap_or_else(here)
    }
}

fn signalling_mode(options: &Options, given: &JsValue) -> Result<SignallingMode, JsValue> {
    match options.signalling.as_deref() {
        None | Some("" | "server") => {
            let server = options.server.as_deref();
            let server = server.filter(|server| !server.trim().is_empty());
            SignallingMode::server(server).map_err(thrown)
        }
        Some("tabs") => Ok(SignallingMode::Tabs),
        Some("loopback") => Ok(SignallingMode::Loopback),
        Some("external") => {
            let send = member(given, "send").and_then(|send| send.dyn_into().ok());
            let send =
                send.ok_or_else(|| unusable("send", "a function, since \"signalling\" is \"external\""))?;
            Ok(SignallingMode::External(ExternalChannel::new(send)))
        }
        Some(_) => Err(unusable("signalling", "server, tabs, loopback or external")),
    }
}

fn unusable(name: &str, wanted: &str) -> JsValue {
    error(
        Code::UnusableOption,
        &["the option \"", name, "\" has to be ", wanted].concat(),
    )
}
