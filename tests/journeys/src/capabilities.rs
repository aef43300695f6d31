//! Launch options of a browser, translated to WebDriver capabilities.

use anyhow::Result;
use serde_json::{Map, Value, json};

use crate::browser::Browser;
use crate::environment;
use crate::namespace::Namespace;
use crate::network::WORLD;
use crate::server::Server;

/// The browser under test.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    /// Chromium, headless.
    Chromium,
    /// Firefox, headless.
    Firefox,
}

/// The outcome of `getUserMedia`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Devices {
    /// A fake camera and a fake microphone, without a prompt.
    Granted,
    /// No devices: `NotFoundError`.
    Missing,
    /// The permission is denied: `NotAllowedError`.
    Denied,
    /// The prompt is never answered.
    Unanswered,
    /// The permission set by [`crate::Page::permit`]; only in Chromium.
    Asking,
}

/// A builder for the launch of a browser.
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
    /// Returns the default launch: a fake camera and a fake microphone.
    pub fn new(engine: Engine) -> Self {
        Self {
            engine,
            devices: Devices::Granted,
            flags: Vec::new(),
            preferences: Map::new(),
            namespace: None,
        }
    }

    /// Sets the outcome of `getUserMedia`.
    pub fn devices(mut self, devices: Devices) -> Self {
        self.devices = devices;
        self
    }

    /// Adds a command-line flag, for Chromium.
    pub fn flag(mut self, flag: &str) -> Self {
        self.flags.push(flag.to_owned());
        self
    }

    /// Adds a preference, for Firefox.
    pub fn preference(mut self, name: &str, value: Value) -> Self {
        self.preferences.insert(name.to_owned(), value);
        self
    }

    /// Runs the browser in a network namespace, and makes the origin of a server in the world a secure context.
    pub fn in_namespace(mut self, namespace: &Namespace) -> Self {
        self.namespace = Some(namespace.clone());
        let trusted = format!(
            "--unsafely-treat-insecure-origin-as-secure={}",
            Server::world_origin()
        );
        self.flag(&trusted)
            .preference("dom.securecontext.allowlist", json!(WORLD.to_string()))
    }

    /// Launches the browser.
    ///
    /// # Errors
    ///
    /// Fails if the browser or its driver does not start.
    pub async fn start(self) -> Result<Browser> {
        let (capabilities, script) = match self.engine {
            Engine::Chromium => (self.chromium()?, self.chromium_script()),
            Engine::Firefox => (self.firefox()?, None),
        };
        Browser::start(self.engine, capabilities, script, self.namespace.as_ref()).await
    }

    /// Headless Chromium answers permission prompts by itself, so an unanswered prompt is simulated.
    fn chromium_script(&self) -> Option<&'static str> {
        (self.devices == Devices::Unanswered).then_some(
            "if (navigator.mediaDevices) navigator.mediaDevices.getUserMedia = () => new Promise(() => {});",
        )
    }

    fn chromium(&self) -> Result<Map<String, Value>> {
        let devices: &[&str] = match self.devices {
            Devices::Granted => &[FAKE_DEVICES, "--use-fake-ui-for-media-stream"],
            Devices::Missing => &[
                "--use-fake-device-for-media-stream=device-count=0",
                "--use-fake-ui-for-media-stream",
            ],
            Devices::Denied => &[FAKE_DEVICES, "--use-fake-ui-for-media-stream=deny"],
            Devices::Unanswered | Devices::Asking => &[FAKE_DEVICES],
        };
        // A namespace has real interfaces, so loopback candidates are not needed.
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
            // Allows calls on a machine without a network.
            "media.peerconnection.ice.loopback": self.namespace.is_none(),
            "media.peerconnection.ice.obfuscate_host_addresses": false,
            // Windows cover each other, and a covered window counts as in the background.
            "dom.min_background_timeout_value": 4,
            "dom.timeout.enable_budget_timer_throttling": false,
            // Firefox has no command that returns the console of a page.
            "devtools.console.stdout.content": true,
        }));
        preferences.extend(object(match self.devices {
            Devices::Granted => json!({}),
            // Only devices of these names are used, and there are none.
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

/// At 10 frames per second, two cores encode the video of three people with capacity to spare.
const FAKE_DEVICES: &str = "--use-fake-device-for-media-stream=fps=10";

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
    // Windows cover each other, and a covered window counts as in the background.
    "--disable-background-timer-throttling",
    "--disable-backgrounding-occluded-windows",
    "--disable-renderer-backgrounding",
    "--disable-features=WebRtcHideLocalIpsWithMdns",
    // The browser exits with its driver, even if the driver is killed.
    "--remote-debugging-pipe",
];

fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(map) => map,
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) => {
            unreachable!("the callers pass object literals")
        }
    }
}
