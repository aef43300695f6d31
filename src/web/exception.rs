use super::object;
use visavis_call::{Code, Failure};
use wasm_bindgen::JsValue;

/// An exception thrown by a browser function.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{name}: {message}")]
pub(crate) struct Exception {
    /// The name, to branch on.
    pub(crate) name: String,
    /// The message, for debugging.
    pub(crate) message: String,
}

impl From<JsValue> for Exception {
    fn from(thrown: JsValue) -> Self {
        // Any value can be thrown, even a string. What looks like an error is one, of whatever window.
        let message = object::text(&thrown, "message").or_else(|| thrown.as_string());
        Self {
            name: object::text(&thrown, "name").unwrap_or_else(|| "Error".to_owned()),
            message: message.unwrap_or_default(),
        }
    }
}

/// An exception where none is expected is a bug of ours, unless it names a code.
impl From<Exception> for Failure {
    fn from(exception: Exception) -> Self {
        let code = Code::from_id(&exception.name);
        code.map_or_else(
            || Self::new(Code::BrokenDown, exception.to_string()),
            |code| Self::new(code, exception.message.as_str()),
        )
    }
}

/// Converts thrown values into [`Exception`]s at the edge.
pub(crate) trait JsResultExt<T> {
    /// Returns the value or the exception.
    fn or_exception(self) -> Result<T, Exception>;

    /// Returns the value, or logs a warning where nothing else can be done.
    fn warn_on_error(self, doing: &str) -> Option<T>;
}

impl<T, E: Into<Exception>> JsResultExt<T> for Result<T, E> {
    fn or_exception(self) -> Result<T, Exception> {
        self.map_err(E::into)
    }

    fn warn_on_error(self, doing: &str) -> Option<T> {
        self.map_err(|thrown| warn(doing, &thrown.into())).ok()
    }
}

/// Logs a warning to the console.
pub(crate) fn warn(doing: &str, exception: &Exception) {
    web_sys::console::warn_1(&format!("visavis: {doing}: {exception}").into());
}
