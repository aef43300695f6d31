use crate::web::Exception;
use visavis_call::devices::Refusal;

/// Why a device cannot be used, by what the person can do about it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum CaptureError {
    /// The person, the page's policy or the system does not allow it.
    #[error("not allowed")]
    Denied,
    /// There is no such device.
    #[error("no device")]
    NoDevice,
    /// Another program uses it, or it is broken.
    #[error("in use")]
    Busy,
    /// Browsers give no device to pages that were not loaded securely.
    #[error("the page was not loaded securely")]
    Insecure,
    /// Anything else.
    #[error(transparent)]
    Other(Exception),
}

impl From<Exception> for CaptureError {
    fn from(exception: Exception) -> Self {
        match exception.name.as_str() {
            "NotAllowedError" | "SecurityError" => Self::Denied,
            "NotFoundError" | "OverconstrainedError" => Self::NoDevice,
            "NotReadableError" | "AbortError" => Self::Busy,
            _ => Self::Other(exception),
        }
    }
}

impl CaptureError {
    /// What the decisions are made by.
    pub(crate) fn refusal(&self) -> Refusal {
        match self {
            Self::Denied => Refusal::Denied,
            Self::NoDevice => Refusal::Missing,
            Self::Busy => Refusal::Busy,
            Self::Insecure => Refusal::Insecure,
            Self::Other(_) => Refusal::Failed,
        }
    }
}
