//! How a browser is started.

use anyhow::Result;
use serde_json::{Map, Value, json};

use crate::browser::Browser;
use crate::environment;
use crate::namespace::Namespace;
use crate::network::WORLD;
use crate::server::Server;

/// Who made the browser.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    /// Chromium, headless.
    Chromium,
    /// Firefox, headless.
    Firefox,
}

/// What a page gets when it asks for a camera and a microphone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Devices {
    /// A made-up camera and a made-up microphone, at once.
    Granted,
    /// Neither: `NotFoundError`.
    Missing,
    /// The person says no: `NotAllowedError`.
    Denied,
    /// The person does not answer: nothing, for ever.
    Unanswered,
    /// What [`crate::Page::permit`] says; only in Chromium.
    Asking,
}

/// A browser that is about to start.
#[derive(Clone, Debug)]
#[must_use = "the browser starts with `start`"]
pub struct Launch {
    engine: Engine,
    devices: Devices,
    flags: Vec<String>,
    preferences: Map<String, Value>,
    namespace: Option<Namespace>,
}

impl Launch {
    /// A browser with a camera and a microphone.
    pub fn new(engine: Engine) -> Self {
        Self {
            engine,
            devices: Devices::Granted,
            flags: Vec::new(),
            preferences: Map::new(),
            namespace: None,
        }
    }

    /// What a page gets when it asks for a camera and a microphone.
    pub fn devices(mut self, devices: Devices) -> Self {
        self.devices = devices;
        self
    }

    /// One more flag, if it is Chromium.
    pub fn flag(mut self, flag: &str) -> Self {
        self.flags.push(flag.to_owned());
        self
    }

    /// One more preference, if it is Firefox.
    pub fn preference(mut self, name: &str, value: Value) -> Self {
        self.preferences.insert(name.to_owned(), value);
        self
    }

    /// In a network of its own. A server that runs in the world of that network is trusted, as an https page is.
    pub fn within(mut self, namespace: &Namespace) -> Self {
        self.namespace = Some(namespace.clone());
        let trusted = format!(
            "--unsafely-treat-insecure-origin-as-secure={}",
            Server::world_origin()
        );
        self.flag(&trusted)
            .preference("dom.securecontext.allowlist", json!(WORLD.to_string()))
    }

    /// Starts it.
    ///
    /// # Errors
    ///
    /// If the browser or its driver does not start.
    pub async fn start(self) -> Result<Browser> {
        let (capabilities, script) = match self.engine {
            Engine::Chromium => (self.chromium()?, self.chromium_script()),
            Engine::Firefox => (self.firefox()?, None),
        };
        Browser::start(self.engine, capabilities, script, self.namespace.as_ref()).await
    }

    /// Without a screen, Chromium answers its prompts by itself.
    fn chromium_script(&self) -> Option<&'static str> {
        (self.devices == Devices::Unanswered).then_some(
            "if (navigator.mediaDevices) navigator.mediaDevices.getUserMedia = () => new Promise(() => {});",
        )
    }

    fn chromium(&self) -> Result<Map<String, Value>> {
        let devices: &[&str] = match self.devices {
            Devices::Granted => &[
                "--use-fake-device-for-media-stream",
                "--use-fake-ui-for-media-stream",
            ],
            Devices::Missing => &[
                "--use-fake-device-for-media-stream=device-count=0",
                "--use-fake-ui-for-media-stream",
            ],
            Devices::Denied => &[
                "--use-fake-device-for-media-stream",
                "--use-fake-ui-for-media-stream=deny",
            ],
            Devices::Unanswered | Devices::Asking => &["--use-fake-device-for-media-stream"],
        };
        // A network of its own has interfaces that go somewhere.
        let loopback: &[&str] = match self.namespace {
            Some(_) => &[],
            None => &["--allow-loopback-in-peer-connection"],
        };
        let own = self.flags.iter().map(String::as_str);
        let flags: Vec<&str> = CHROMIUM_FLAGS
            .iter()
            .chain(loopback)
            .chain(devices)
            .copied()
            .chain(own)
            .collect();
        let chromium = environment::path("VISAVIS_CHROMIUM")?;
        let program = match &self.namespace {
            Some(namespace) => namespace.script(&chromium)?,
            None => chromium,
        };
        Ok(object(json!({
            "goog:chromeOptions": { "binary": program, "args": flags },
            "goog:loggingPrefs": { "browser": "ALL" },
        })))
    }

    fn firefox(&self) -> Result<Map<String, Value>> {
        let mut preferences = object(json!({
            "media.navigator.streams.fake": true,
            "media.navigator.permission.disabled": true,
            // Calls on a machine without any network.
            "media.peerconnection.ice.loopback": self.namespace.is_none(),
            "media.peerconnection.ice.obfuscate_host_addresses": false,
            // Windows cover each other, and then count as in the background.
            "dom.min_background_timeout_value": 4,
            "dom.timeout.enable_budget_timer_throttling": false,
            // Else what the page writes to the console is nowhere to be had.
            "devtools.console.stdout.content": true,
        }));
        preferences.extend(object(match self.devices {
            Devices::Granted => json!({}),
            // Devices are looked up by these names, which none has.
            Devices::Missing => json!({
                "media.navigator.streams.fake": false,
                "media.video_loopback_dev": "none",
                "media.audio_loopback_dev": "none",
            }),
            Devices::Denied => json!({
                "media.navigator.permission.disabled": false,
                "permissions.default.camera": 2,
                "permissions.default.microphone": 2,
            }),
            Devices::Unanswered | Devices::Asking => json!({ "media.navigator.permission.disabled": false }),
        }));
        preferences.extend(self.preferences.clone());
        Ok(object(json!({
            "moz:firefoxOptions": {
                "binary": environment::path("VISAVIS_FIREFOX")?,
                "args": ["-headless"],
                "prefs": preferences,
            },
        })))
    }
}

const CHROMIUM_FLAGS: &[&str] = &[
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--window-size=1280,800",
    // Windows cover each other, and then count as in the background.
    "--disable-background-timer-throttling",
    "--disable-backgrounding-occluded-windows",
    "--disable-renderer-backgrounding",
    "--disable-features=WebRtcHideLocalIpsWithMdns",
    // The browser goes when its driver does, even if that is killed.
    "--remote-debugging-pipe",
];

fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(map) => map,
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) => {
            unreachable!("only written objects are passed")
        }
    }
}
