use super::{JsOptions, error};
use crate::driver::{RoomOptions, server_address};
use crate::signalling::{HostChannel, Way};
use serde::Deserialize;
use visavis_call::roap::envelope::IceServer;
use wasm_bindgen::{JsCast, JsValue};

const KNOWN: [&str; 11] = [
    "ring",
    "server",
    "room",
    "name",
    "token",
    "signalling",
    "send",
    "link",
    "iceServers",
    "relayOnly",
    "theme",
];
/// As long as the server takes.
const LONGEST_NAME: usize = 64;

/// `CallOptions` of `types.d.ts`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct MountOptions {
    server: Option<String>,
    pub(super) room: String,
    #[serde(default)]
    pub(super) name: String,
    token: Option<String>,
    #[serde(default)]
    pub(super) ring: bool,
    signalling: Option<String>,
    /// What `signalling` may be "host" with.
    #[serde(default, with = "serde_wasm_bindgen::preserve")]
    send: JsValue,
    link: Option<String>,
    #[serde(default)]
    ice_servers: Vec<IceOption>,
    #[serde(default)]
    relay_only: bool,
}

/// `RTCIceServer`, whose `urls` may be one or many.
#[derive(Debug, Deserialize)]
struct IceOption {
    urls: OneOrMany,
    username: Option<String>,
    credential: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum OneOrMany {
    One(String),
    Many(Vec<String>),
}

impl MountOptions {
    pub(super) fn read(options: &JsOptions) -> Result<Self, JsValue> {
        for key in js_sys::Object::keys(options.unchecked_ref::<js_sys::Object>()) {
            let key = key.as_string().unwrap_or_default();
            if !KNOWN.contains(&key.as_str()) {
                return Err(error(
                    "UnknownOption",
                    &format!("there is no option \"{key}\"; there are {}", KNOWN.join(", ")),
                ));
            }
        }
        let mut read: Self = serde_wasm_bindgen::from_value(options.into())
            .map_err(|wrong| error("UnusableOption", &wrong.to_string()))?;
        if read.room.trim().is_empty() {
            return Err(error("UnusableOption", "the option \"room\" is empty"));
        }
        read.name = read.name.chars().take(LONGEST_NAME).collect();
        Ok(read)
    }

    /// The address to give to others.
    pub(super) fn link(&self) -> String {
        let here = || {
            web_sys::window()
                .and_then(|window| window.location().href().ok())
                .unwrap_or_default()
        };
        self.link.clone().unwrap_or_else(here)
    }

    pub(super) fn into_room(self) -> Result<RoomOptions, JsValue> {
        Ok(RoomOptions {
            way: self.way()?,
            room: self.room,
            name: self.name,
            token: self.token,
            ring: self.ring,
            ice_servers: self.ice_servers.into_iter().map(IceServer::from).collect(),
            relay_only: self.relay_only,
        })
    }
}

impl MountOptions {
    fn way(&self) -> Result<Way, JsValue> {
        Ok(match self.signalling.as_deref() {
            None | Some("" | "server") => {
                let address = server_address(self.server.as_deref().filter(|given| !given.trim().is_empty()));
                Way::Server(address.map_err(|failure| error(failure.code, &failure.message))?)
            }
            Some("tabs") => Way::Tabs,
            Some("loopback") => Way::Loopback,
            Some("host") => {
                let send = self.send.dyn_ref::<js_sys::Function>().ok_or_else(|| {
                    let message =
                        "the option \"signalling\" is \"host\", so the option \"send\" has to be a function";
                    error("UnusableOption", message)
                })?;
                Way::Host(HostChannel::new(send.clone()))
            }
            Some(other) => {
                let message = format!(
                    "the option \"signalling\" is \"{other}\"; it may be server, tabs, loopback or host"
                );
                return Err(error("UnusableOption", &message));
            }
        })
    }
}

impl From<IceOption> for IceServer {
    fn from(option: IceOption) -> Self {
        let urls = match option.urls {
            OneOrMany::One(url) => vec![url],
            OneOrMany::Many(urls) => urls,
        };
        Self {
            urls,
            username: option.username,
            credential: option.credential,
        }
    }
}
