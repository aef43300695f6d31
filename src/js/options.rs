use super::object::{Given, wrong};
use super::{JsOptions, error, thrown};
use crate::driver::RoomOptions;
use crate::signalling::{ExternalChannel, SignallingMode};
use visavis_call::Code;
use visavis_call::protocol::IceServer;
use wasm_bindgen::{JsCast, JsValue};

const KNOWN: [&str; 11] = [
    "server",
    "room",
    "name",
    "token",
    "ring",
    "audioOnly",
    "signalling",
    "send",
    "link",
    "iceServers",
    "relayOnly",
];
/// As long as the server takes.
const LONGEST_NAME: usize = 64;

/// `CallOptions` of `types.d.ts`.
#[derive(Debug)]
pub(super) struct CallOptions {
    pub(super) room: RoomOptions,
    #[cfg_attr(
        not(feature = "view"),
        expect(dead_code, reason = "it is checked all the same, and shown by the view")
    )]
    link: Option<String>,
}

impl CallOptions {
    /// # Errors
    /// The first option that is unknown or unusable, by name.
    pub(super) fn read(options: &JsOptions) -> Result<Self, JsValue> {
        let object: &js_sys::Object = options.unchecked_ref();
        if !object.is_object() {
            return Err(error(Code::UnusableOption, "the options have to be an object"));
        }
        for key in js_sys::Object::keys(object) {
            let key = key.as_string().unwrap_or_default();
            if !KNOWN.contains(&key.as_str()) {
                let known = KNOWN.join(", ");
                let message = ["there is no option \"", &key, "\"; there are ", &known].concat();
                return Err(error(Code::UnknownOption, &message));
            }
        }

        let given = Given(object);
        let room = given.text("room")?.unwrap_or_default();
        if room.trim().is_empty() {
            return Err(wrong("room", "the name of a room"));
        }
        let name = given.text("name")?.unwrap_or_default();
        let room = RoomOptions {
            signalling: signalling_mode(&given)?,
            room,
            name: name.chars().take(LONGEST_NAME).collect(),
            token: given.text("token")?,
            ring: given.flag("ring")?,
            audio_only: given.flag("audioOnly")?,
            ice_servers: ice_servers(&given)?,
            relay_only: given.flag("relayOnly")?,
        };
        let link = given.text("link")?;

        Ok(Self { room, link })
    }

    /// The address to give to others.
    #[cfg(feature = "view")]
    pub(super) fn link(&self) -> String {
        let here = || {
            web_sys::window()
                .and_then(|window| window.location().href().ok())
                .unwrap_or_default()
        };
        self.link.clone().unwrap_or_else(here)
    }
}

fn signalling_mode(given: &Given<'_>) -> Result<SignallingMode, JsValue> {
    let server = given.text("server")?;
    match given.text("signalling")?.as_deref() {
        None | Some("" | "server") => {
            let given = server.as_deref().filter(|given| !given.trim().is_empty());
            SignallingMode::server(given).map_err(thrown)
        }
        Some("tabs") => Ok(SignallingMode::Tabs),
        Some("loopback") => Ok(SignallingMode::Loopback),
        Some("external") => {
            let send = given
                .value("send")
                .and_then(|send| send.dyn_into::<js_sys::Function>().ok());
            let send =
                send.ok_or_else(|| wrong("send", "a function, since \"signalling\" is \"external\""))?;
            Ok(SignallingMode::External(ExternalChannel::new(send)))
        }
        Some(_) => Err(wrong("signalling", "server, tabs, loopback or external")),
    }
}

/// `RTCIceServer`s, whose `urls` may be one or many.
fn ice_servers(given: &Given<'_>) -> Result<Vec<IceServer>, JsValue> {
    given
        .list("iceServers")?
        .iter()
        .map(|server| {
            let server = Given(server);
            let urls = match server.value("urls") {
                Some(one) if one.is_string() => vec![one],
                _ => server.list("urls")?,
            };
            let urls: Vec<_> = urls.iter().filter_map(JsValue::as_string).collect();
            if urls.is_empty() {
                return Err(wrong("iceServers", "servers, each with its urls"));
            }
            Ok(IceServer {
                urls,
                username: server.text("username")?,
                credential: server.text("credential")?,
            })
        })
        .collect()
}
