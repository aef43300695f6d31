use crate::web::{HeldLock, JsResultExt, Random, digest, window};
use visavis_call::protocol::ClientId;
use visavis_call::roap::Entropy;
use web_sys::Storage;

/// Identities of one tab in one room: elements and frames of a tab share its storage.
const SLOTS: u32 = 16;

/// The identity of this client. It survives a reload; a duplicated tab finds the lock taken and gets another.
#[derive(Debug)]
pub(super) struct Identity {
    pub(super) secret: String,
    pub(super) id: ClientId,
    _lock: Option<HeldLock>,
}

impl Identity {
    /// Restores or creates the identity of this tab in a scope (server and room).
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
                // Without locks a duplicated tab cannot be told from a reload, so the identity stays in memory.
                Err(_) => break,
            }
        }
        Self::in_memory().await
    }

    /// Creates an identity that does not survive a reload.
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

/// Returns the first 128 bits of the SHA-256 of the secret. Insecure contexts have no digest: the server's welcome
/// contains the id, and until then any id will do.
async fn id_of(secret: &str) -> ClientId {
    let digest = digest(secret)
        .await
        .unwrap_or_else(|_| Random::new().bits().to_le_bytes().to_vec());
    ClientId(digest.iter().take(16).map(|byte| format!("{byte:02x}")).collect())
}

/// Sandboxed frames throw on access.
fn session_storage() -> Option<Storage> {
    window().session_storage().ok()?
}
