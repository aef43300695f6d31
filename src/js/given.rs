//! Reads a plain object that the page gives. Errors name the option and what it must be. A derived reader would cost 2 kB
//! more by brotli, most of it for numbers, sequences and enums that no option is.

use super::error;
use js_sys::{Array, Object};
use visavis_call::Code;
use visavis_call::protocol::IceServer;
use wasm_bindgen::{JsCast, JsValue};

/// The members of a plain object; its own ones, whatever the page has done to prototypes.
#[derive(Debug)]
pub(super) struct Given {
    /// The option that it belongs to, with a dot; empty for the options themselves.
    of: &'static str,
    members: Vec<(String, JsValue)>,
}

impl Given {
    /// Reads the options.
    pub(super) fn options(object: &Object) -> Self {
        Self::members("", object)
    }

    fn members(of: &'static str, object: &Object) -> Self {
        let entries = Object::entries(object).into_iter();
        let members = entries.map(|entry| {
            let entry: Array = entry.unchecked_into();
            (entry.get(0).as_string().unwrap_or_default(), entry.get(1))
        });
        Self {
            of,
            members: members.collect(),
        }
    }

    /// # Errors
    /// The first member that is not known.
    pub(super) fn hold_to(&self, known: &[&str]) -> Result<(), JsValue> {
        let mut names = self.members.iter().map(|(name, _)| name);
        match names.find(|name| !known.contains(&name.as_str())) {
            None => Ok(()),
            Some(name) => Err(error(
                Code::UnknownOption,
                &["there is no option \"", name, "\"; there are ", &known.join(", ")].concat(),
            )),
        }
    }

    /// Returns a member; `None` if it is missing, `undefined` or `null`.
    fn member(&self, name: &str) -> Option<&JsValue> {
        let found = self.members.iter().find(|(known, _)| known == name);
        let value = found.map(|(_, value)| value);
        value.filter(|value| !value.is_null() && !value.is_undefined())
    }

    fn refused(&self, name: &str, predicate: &str) -> JsValue {
        unusable(&[self.of, name].concat(), predicate)
    }

    pub(super) fn text(&self, name: &str) -> Result<Option<String>, JsValue> {
        let read = |value: &JsValue| {
            value
                .as_string()
                .ok_or_else(|| self.refused(name, "has to be a string"))
        };
        self.member(name).map(read).transpose()
    }

    pub(super) fn flag(&self, name: &str) -> Result<bool, JsValue> {
        let read = |value: &JsValue| {
            value
                .as_bool()
                .ok_or_else(|| self.refused(name, "has to be a boolean"))
        };
        self.member(name).map_or(Ok(false), read)
    }

    pub(super) fn ice_servers(&self) -> Result<Vec<IceServer>, JsValue> {
        let name = "iceServers";
        let Some(list) = self.member(name) else {
            return Ok(Vec::new());
        };
        let list: &Array = list
            .dyn_ref()
            .ok_or_else(|| self.refused(name, "has to be an array"))?;
        list.iter()
            .map(|server| {
                let server = server.dyn_ref::<Object>();
                let server = server.ok_or_else(|| self.refused(name, "has to be an object"))?;
                Self::members("iceServers.", server).ice_server()
            })
            .collect()
    }

    fn ice_server(&self) -> Result<IceServer, JsValue> {
        let urls = self.member("urls");
        let urls = urls.ok_or_else(|| unusable("iceServers", "lacks urls"))?;
        let urls = match urls.dyn_ref::<Array>() {
            Some(urls) => urls.clone(),
            // A single one counts as a list, as in `RTCIceServer`.
            None if urls.is_string() => Array::of1(urls),
            None => return Err(self.refused("urls", "has to be an array")),
        };
        let urls = urls.iter().map(|url| {
            url.as_string()
                .ok_or_else(|| self.refused("urls", "has to be a string"))
        });
        let urls: Vec<_> = urls.collect::<Result<_, _>>()?;
        if urls.is_empty() {
            return Err(unusable("iceServers", "has to be servers, each with its urls"));
        }
        Ok(IceServer {
            urls,
            username: self.text("username")?,
            credential: self.text("credential")?,
        })
    }
}

/// The error for an option.
pub(super) fn unusable(name: &str, predicate: &str) -> JsValue {
    error(
        Code::UnusableOption,
        &["the option \"", name, "\" ", predicate].concat(),
    )
}
