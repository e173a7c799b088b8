//! Notes for whoever synthesizes.

/// How much a note matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    /// Worth knowing.
    Info,
    /// Probably to be changed.
    Warning,
    /// To be changed: the stacks are not fit for use.
    Error,
}

impl Level {
    /// The name that CDKTF's manifest has for it.
    #[must_use]
    pub fn manifest_name(self) -> &'static str {
        match self {
            Self::Info => "@cdktf/info",
            Self::Warning => "@cdktf/warn",
            Self::Error => "@cdktf/error",
        }
    }
}

/// A note on a construct, listed in the manifest.
#[derive(Debug, Clone)]
pub struct Annotation {
    /// `stack/scope/id`
    pub construct_path: String,
    /// How much it matters.
    pub level: Level,
    /// What it says.
    pub message: String,
}
