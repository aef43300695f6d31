use crate::web::{HeldLock, JsResultExt, Random, digest};
use visavis_call::protocol::ClientId;
use visavis_call::roap::Entropy;
use web_sys::Storage;

/// How many identities one tab may have in one room: elements and frames of a tab share its storage.
const SLOTS: u32 = 16;

/// Who this client is: the same after a reload, another in a duplicated tab, which finds the lock taken.
#[derive(Debug)]
pub(super) struct Identity {
    pub(super) secret: String,
    pub(super) id: ClientId,
    _lock: Option<HeldLock>,
}

impl Identity {
    /// Finds the identity of this tab in that room (`scope`: server and room), or makes one.
    pub(super) async fn find(scope: &str) -> Self {
        let storage = session_storage();
        for slot in 0..SLOTS {
            let key = format!("visavis:secret:{slot}:{scope}");
            let kept = storage
                .as_ref()
                .and_then(|storage| storage.get_item(&key).ok())
                .flatten();
            let secret = kept.unwrap_or_else(new_secret);
            let id = id_of(&secret).await;
            match HeldLock::take(&format!("visavis:{}", id.0)).await {
                Ok(None) => {}
                Ok(Some(lock)) => {
                    if let Some(storage) = &storage {
                        storage
                            .set_item(&key, &secret)
                            .warn_on_error("keeping the identity");
                    }
                    return Self {
                        secret,
                        id,
                        _lock: Some(lock),
                    };
                }
                // Without locks nobody could tell a duplicate from a reload: the identity lives in memory.
                Err(_) => break,
            }
        }
        Self::in_memory().await
    }

    /// Somebody who will not come back.
    pub(super) async fn in_memory() -> Self {
        let secret = new_secret();
        let id = id_of(&secret).await;
        Self {
            secret,
            id,
            _lock: None,
        }
    }
}

fn new_secret() -> String {
    let mut random = Random::new();
    format!("{:032x}{:032x}", random.bits(), random.bits())
}

/// The first 128 bits of the SHA-256 of the secret. Where the browser has no digest (a page that was not loaded
/// securely) the server says the id in its welcome, and until then any will do.
async fn id_of(secret: &str) -> ClientId {
    let digest = digest(secret)
        .await
        .unwrap_or_else(|_| Random::new().bits().to_le_bytes().to_vec());
    ClientId(digest.iter().take(16).map(|byte| format!("{byte:02x}")).collect())
}

/// Sandboxed frames throw on the mere mention of it.
fn session_storage() -> Option<Storage> {
    web_sys::window()?.session_storage().ok()?
}
