//! The sample of `docs/operating.md` that makes a token: a test compares them.

#![expect(clippy::print_stdout, reason = "it prints the token")]

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use hmac::{Hmac, KeyInit, Mac};
use std::time::{SystemTime, UNIX_EPOCH};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let file = arguments.next().ok_or("the file with the key is missing")?;
    let room = arguments.next().ok_or("the room is missing")?;
    println!("{}", token(&std::fs::read_to_string(file)?, &room)?);
    Ok(())
}

pub(crate) fn token(secret: &str, room: &str) -> Result<String, Box<dyn std::error::Error>> {
    let key = secret.trim_end_matches(['\r', '\n']);
    let now = SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs();
    let claims = serde_json::json!({
        "room": room, "sub": "248289761001", "name": "Ada Lovelace", "host": true, "exp": now + 2 * 60 * 60,
    });

    let encode = |part: &[u8]| URL_SAFE_NO_PAD.encode(part);
    let header = encode(br#"{"alg":"HS256","typ":"JWT"}"#);
    let signed = format!("{header}.{}", encode(claims.to_string().as_bytes()));
    let mut mac = Hmac::<sha2::Sha256>::new_from_slice(key.as_bytes())?;
    mac.update(signed.as_bytes());
    Ok(format!("{signed}.{}", encode(&mac.finalize().into_bytes())))
}
