//! A STUN or TURN server.

use crate::limits::list;
use serde::{Deserialize, Serialize};
use visavis_roap::Value;

/// A STUN or TURN server, with the fields of `RTCIceServer`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IceServer {
    /// `stun:` or `turn:` addresses.
    pub urls: Vec<String>,
    /// The user's name, for TURN.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub username: Option<String>,
    /// The password, for TURN.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub credential: Option<String>,
}

impl IceServer {
    pub(crate) fn read(mut server: Value) -> Option<Self> {
        Some(Self {
            urls: list(server.take("urls"), Value::into_string)?,
            username: server.take("username").into_string(),
            credential: server.take("credential").into_string(),
        })
    }
}
