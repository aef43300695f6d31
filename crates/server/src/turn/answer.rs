//! Answers to the requests of STUN and TURN.

use turn_types::stun::attribute::{ErrorCode, Fingerprint};
use turn_types::stun::message::{IntegrityAlgorithm, IntegrityKey, Message, MessageWriteVec, StunWriteError};
use turn_types::stun::prelude::{AttributeStaticType, AttributeWrite, MessageWrite, MessageWriteExt};

/// An answer that is being written.
pub struct Answer {
    message: MessageWriteVec,
    has_fingerprint: bool,
}

impl Answer {
    /// Says that the request was carried out.
    pub fn success(request: &Message<'_>) -> Self {
        Self {
            message: Message::builder_success(request, MessageWriteVec::with_capacity(128)),
            has_fingerprint: request.has_attribute(Fingerprint::TYPE),
        }
    }

    /// Says why the request was not carried out.
    pub fn error(request: &Message<'_>, code: u16) -> Self {
        Self::failure(request, ErrorCode::builder(code).build())
    }

    /// Says it by the number alone: who has proved nothing gets little more than they sent.
    pub fn short_error(request: &Message<'_>, code: u16) -> Self {
        Self::failure(request, ErrorCode::builder(code).reason("").build())
    }

    fn failure(request: &Message<'_>, code: Result<ErrorCode, StunWriteError>) -> Self {
        let answer = Self {
            message: Message::builder_error(request, MessageWriteVec::with_capacity(128)),
            has_fingerprint: request.has_attribute(Fingerprint::TYPE),
        };
        match code {
            Ok(code) => answer.with(&code),
            // All codes of this server are within the range of STUN.
            Err(_) => answer,
        }
    }

    /// Adds an attribute, which is of another kind than those before.
    pub fn with(mut self, attribute: &dyn AttributeWrite) -> Self {
        let added = self.message.add_attribute(attribute);
        debug_assert!(added.is_ok(), "{added:?}");
        self
    }

    /// Ends the answer, signed for a client that has proved who it is.
    pub fn finish(mut self, key: Option<&IntegrityKey>) -> Vec<u8> {
        if let Some(key) = key {
            let signed = self
                .message
                .add_message_integrity_with_key(key, IntegrityAlgorithm::Sha1);
            debug_assert!(signed.is_ok(), "{signed:?}");
        }
        // RFC 8489, 7.3.1: whoever uses it gets it.
        if self.has_fingerprint {
            let added = self.message.add_fingerprint();
            debug_assert!(added.is_ok(), "{added:?}");
        }
        self.message.finish()
    }
}
