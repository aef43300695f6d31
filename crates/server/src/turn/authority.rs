//! Who may use the relay: the long-term credentials of RFC 8489, 9.2, without remembering anybody.

use super::answer::Answer;
use super::client::{Client, Now};
use super::credentials::Turn;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use std::time::Duration;
use turn_types::stun::attribute::{ErrorCode, MessageIntegrity, Nonce, Realm, Username};
use turn_types::stun::message::{IntegrityAlgorithm, IntegrityKey, LongTermKeyCredentials, Message};
use turn_types::stun::prelude::AttributeStaticType;
use visavis_roap::Timestamp;

/// What the password is for. Clients show it to nobody.
const REALM: &str = "visavis";
/// How long a nonce is valid (RFC 8656, 5, recommends an hour at most).
const NONCE_LIFETIME: Duration = Duration::from_secs(60 * 60);
const SECONDS: usize = 4;
const PROOF: usize = 11;

/// Checks who somebody is. A nonce contains what is needed to recognize it, so a flood of strangers, whose addresses may
/// be made up, takes no memory.
#[derive(Debug)]
pub struct Authority {
    turn: Turn,
    nonce_key: [u8; 32],
}

/// The user whose allocation a client has, and the key of their password.
pub type Holder<'a> = (&'a str, &'a IntegrityKey);

/// A client that has proved who it is.
#[derive(Debug)]
pub struct User {
    pub name: String,
    /// The account, if the credentials have not expired.
    pub account: Option<String>,
    pub key: IntegrityKey,
}

impl Authority {
    /// Believes who has the passwords that `turn` generates. Nonces are signed with the key.
    pub fn new(turn: Turn, nonce_key: [u8; 32]) -> Self {
        Self { turn, nonce_key }
    }

    /// Lets passwords be made in another way from now on.
    pub fn reload(&mut self, turn: Turn) {
        self.turn = turn;
    }

    /// Returns whose request it is, or the answer to somebody who has to prove that first. The password of the `holder` of
    /// an allocation is what it was when they got it.
    pub fn identify(
        &self,
        request: &Message<'_>,
        client: Client,
        holder: Option<Holder<'_>>,
        now: Now,
    ) -> Result<User, Refusal> {
        let refuse = |code| Refusal {
            code,
            answer: self.challenge(request, code, client, now.time),
        };
        if !request.has_attribute(MessageIntegrity::TYPE) {
            return Err(refuse(ErrorCode::UNAUTHORIZED));
        }
        let username = request.attribute::<Username>();
        let nonce = request.attribute::<Nonce>();
        let (Ok(username), Ok(nonce), Ok(_)) = (username, nonce, request.attribute::<Realm>()) else {
            return Err(Refusal {
                code: ErrorCode::BAD_REQUEST,
                answer: Answer::error(request, ErrorCode::BAD_REQUEST).finish(None),
            });
        };
        if !self.is_valid(nonce.nonce(), client, now.time) {
            return Err(refuse(ErrorCode::STALE_NONCE));
        }
        let name = username.username();
        let key = match holder {
            Some((holder, key)) if holder == name => key.clone(),
            Some(_) | None => self.key(name),
        };
        if request.validate_integrity_with_key(&key).is_err() {
            return Err(refuse(ErrorCode::UNAUTHORIZED));
        }
        Ok(User {
            name: name.to_owned(),
            account: self.turn.valid_account(name, now.date).map(str::to_owned),
            key,
        })
    }

    /// Asks for another proof.
    pub fn challenge(&self, request: &Message<'_>, code: u16, client: Client, now: Timestamp) -> Vec<u8> {
        let answer = Answer::short_error(request, code);
        match (Realm::new(REALM), Nonce::new(&self.nonce(client, now))) {
            (Ok(realm), Ok(nonce)) => answer.with(&realm).with(&nonce).finish(None),
            // Both are far shorter than they may be.
            _ => answer.finish(None),
        }
    }

    fn key(&self, username: &str) -> IntegrityKey {
        let password = self.turn.password(username);
        LongTermKeyCredentials::new(username.to_owned(), password, REALM.to_owned())
            .make_key(IntegrityAlgorithm::Sha1)
    }

    fn nonce(&self, client: Client, now: Timestamp) -> String {
        let seconds = now.since(Timestamp::default()).as_secs();
        let issued = u32::try_from(seconds).unwrap_or(u32::MAX).to_be_bytes();
        let proof = self.sign(issued, client).finalize().into_bytes();
        let nonce: Vec<u8> = issued.into_iter().chain(proof.into_iter().take(PROOF)).collect();
        URL_SAFE_NO_PAD.encode(nonce)
    }

    fn is_valid(&self, nonce: &str, client: Client, now: Timestamp) -> bool {
        let Ok(nonce) = URL_SAFE_NO_PAD.decode(nonce) else {
            return false;
        };
        let Some((&issued, proof)) = nonce.split_first_chunk::<SECONDS>() else {
            return false;
        };
        let age = now.since(Timestamp::new(Duration::from_secs(
            u32::from_be_bytes(issued).into(),
        )));
        age < NONCE_LIFETIME
            && proof.len() == PROOF
            && self.sign(issued, client).verify_truncated_left(proof).is_ok()
    }

    #[expect(clippy::expect_used, reason = "HMAC accepts a key of any length (RFC 2104)")]
    fn sign(&self, issued: [u8; SECONDS], client: Client) -> Hmac<Sha256> {
        let mut mac =
            <Hmac<Sha256> as KeyInit>::new_from_slice(&self.nonce_key).expect("a key of any length");
        mac.update(&issued);
        mac.update(format!("{client:?}").as_bytes());
        mac
    }
}

/// Somebody has not proved who they are.
#[derive(Debug)]
pub struct Refusal {
    pub code: u16,
    pub answer: Vec<u8>,
}
