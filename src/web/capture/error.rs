//! Classifies the exceptions of `getUserMedia` and `getDisplayMedia`.

use crate::web::Exception;
use visavis_call::devices::{Refusal, ScreenRefusal};

impl From<Exception> for Refusal {
    fn from(exception: Exception) -> Self {
        match exception.name.as_str() {
            "NotAllowedError" | "SecurityError" => Self::Denied,
            "NotFoundError" => Self::Missing,
            "OverconstrainedError" => Self::Overconstrained,
            "NotReadableError" | "AbortError" => Self::Busy,
            _ => Self::Failed,
        }
    }
}

impl From<Exception> for ScreenRefusal {
    fn from(exception: Exception) -> Self {
        match exception.name.as_str() {
            // Chromium reports "Permission denied by system" if the system denies it.
            "NotAllowedError" if exception.message.split(' ').any(|word| word == "system") => Self::Denied,
            "NotAllowedError" | "AbortError" => Self::Cancelled,
            "InvalidStateError" | "InvalidAccessError" => Self::Unasked,
            "NotSupportedError" => Self::Unsupported,
            _ => Self::Failed,
        }
    }
}
