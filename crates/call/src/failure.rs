use visavis_protocol::Code;

/// A failure, for people and programs.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Failure {
    /// The stable code.
    pub code: Code,
    /// One plain sentence: what happened, and what to do.
    pub message: String,
}

impl Failure {
    /// Creates a failure with a sentence that is more specific than that of its code.
    pub fn new(code: Code, message: impl Into<String>) -> Self {
        let message = message.into();
        Self { code, message }
    }
}

/// Creates a failure with the sentence of its code.
impl From<Code> for Failure {
    fn from(code: Code) -> Self {
        Self::new(code, code.sentence())
    }
}

impl std::fmt::Display for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Failure {}
