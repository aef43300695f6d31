use super::{Exception, JsResultExt, object};
use visavis_call::roap::Entropy;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::Crypto;

/// The browser's cryptographic random numbers.
#[derive(Debug)]
pub(crate) struct Random(Option<Crypto>);

impl Random {
    pub(crate) fn new() -> Self {
        Self(crypto())
    }
}

impl Entropy for Random {
    fn bits(&mut self) -> u128 {
        let mut bytes = [0; 16];
        if let Some(crypto) = &self.0 {
            // Throws only for more than 65,536 bytes.
            crypto
                .get_random_values_with_u8_array(&mut bytes)
                .warn_on_error("random numbers");
        }
        u128::from_le_bytes(bytes)
    }
}

/// Returns the SHA-256 of a text.
///
/// # Errors
///
/// Insecure contexts have no `crypto.subtle`.
pub(crate) async fn digest(text: &str) -> Result<Vec<u8>, Exception> {
    let missing = || Exception {
        name: "NotSupportedError".into(),
        message: "no crypto.subtle".into(),
    };
    let crypto = crypto().ok_or_else(missing)?;
    let subtle = object::member(&crypto, "subtle").ok_or_else(missing)?;
    let subtle: web_sys::SubtleCrypto = subtle.unchecked_into();
    let bytes = js_sys::Uint8Array::from(text.as_bytes());
    let digest = subtle
        .digest_with_str_and_buffer_source("SHA-256", &bytes)
        .or_exception()?;

    Ok(js_sys::Uint8Array::new(&JsFuture::from(digest).await.or_exception()?).to_vec())
}

fn crypto() -> Option<Crypto> {
    super::window().crypto().ok()
}
