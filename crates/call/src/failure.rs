use visavis_protocol::Code;

/// Something that went wrong, for the person and for programs.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Failure {
    /// The name, to branch on.
    pub code: Code,
    /// One plain sentence: what happened, and what to do.
    pub message: String,
}

impl Failure {
    /// A failure of which more is known than its code says.
    pub fn new(code: Code, message: impl Into<String>) -> Self {
        let message = message.into();
        Self { code, message }
    }
}

/// With the code's own sentence.
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
